#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/score_line_text.hpp"
#include "report/score_sections.hpp"
#include "report/score_words.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

/// Of all vantages and lines of one threshold.
struct Effort {
  std::uint64_t planned = 0;
  std::uint64_t taken = 0;
  std::uint64_t failed = 0;
  LeftOutCounts left_out;
};

std::vector<Effort> efforts_of(const ScoreCard& card) {
  std::vector<Effort> efforts(card.criterion.thresholds.size());
  for (const auto& line : card.verdicts) {
    Effort& effort = efforts.at(line.threshold);
    for (const auto& vantage : line.result.vantages) {
      effort.planned += vantage.planned;
      effort.taken += vantage.taken;
      effort.failed += vantage.failed;
      effort.left_out += vantage.left_out;
    }
  }
  return efforts;
}

template <typename Figure>
void add_row(TextTable& table, std::string label, const std::vector<Effort>& efforts, Figure figure) {
  std::vector<std::string> cells = {std::move(label)};
  for (const auto& effort : efforts) cells.push_back(std::to_string(figure(effort)));
  table.add(std::move(cells));
}

std::string counts_text(const ScoreCard& card, Language language, std::size_t width) {
  const bool vi = language == Language::vi;
  const std::vector<Effort> efforts = efforts_of(card);
  std::vector<TextColumn> columns = {{vi ? "số lần đo" : "samples", Align::left, Overflow::cut}};
  for (const auto& threshold : card.criterion.thresholds)
    columns.push_back({printable(threshold.id), Align::right});
  TextTable table(std::move(columns));
  add_row(table, vi ? "theo kế hoạch" : "planned", efforts, [](const Effort& of) { return of.planned; });
  add_row(table, vi ? "đã thực hiện" : "taken", efforts, [](const Effort& of) { return of.taken; });
  add_row(table, vi ? "không thành công, nơi phát sinh: phía Cổng" : "failed on the portal's side", efforts,
          [](const Effort& of) { return of.failed; });
  for (std::size_t i = 0; i < kLeftOutReasons; ++i) {
    const auto reason = static_cast<LeftOut>(i);
    if (std::ranges::none_of(efforts, [reason](const Effort& of) { return of.left_out.of(reason) > 0; }))
      continue;
    add_row(table, (vi ? "không tính: " : "left out: ") + left_out_text(reason, language), efforts,
            [reason](const Effort& of) { return of.left_out.of(reason); });
  }
  return table.text(width);
}

bool is_walled(const TargetResult& line) { return line.result.reason == Reason::too_many_walls; }

std::string walls_text(const ScoreCard& card, Language language) {
  if (std::ranges::none_of(card.verdicts, is_walled)) return "";
  const bool vi = language == Language::vi;
  std::string text =
      vi ? "\nCông cụ đo bị chặn nên chưa đủ số liệu. Đề nghị cơ quan chủ quản cho phép công cụ đo (theo "
           "User-Agent đã khai báo) truy cập:\n"
         : "\nThe measuring tool was kept out, so there is too little evidence. The bodies are asked to let "
           "the declared User-Agent in:\n";
  for (const auto& line : card.verdicts) {
    if (!is_walled(line)) continue;
    std::uint64_t walls = 0;
    std::uint64_t taken = 0;
    for (const auto& vantage : line.result.vantages) {
      walls += vantage.left_out.of(LeftOut::wall);
      taken += vantage.taken;
    }
    text += fmt::format(fmt::runtime(vi ? "  {} {}: bị chặn {} trong {} lần đo ({})\n"
                                        : "  {} {}: kept out of {} of {} samples ({})\n"),
                        printable(line.portal_id), printable(target_text(line)), walls, taken,
                        printable(card.criterion.thresholds.at(line.threshold).id));
  }
  return text;
}

}  // namespace

std::string score_left_out_text(const ScoreCard& card, Language language, std::size_t width) {
  if (card.verdicts.empty()) return "";
  return counts_text(card, language, width) + walls_text(card, language);
}

std::string score_notes_text(const ScoreCard& card, Language language) {
  const bool vi = language == Language::vi;
  std::string text;
  if (!card.criterion.assumptions.empty()) {
    text += vi ? "Giả định của tiêu chí:\n" : "What the criterion assumes:\n";
    for (const auto& one : card.criterion.assumptions)
      text += "  - " + printable(text_in(one, language)) + '\n';
  }
  if (!card.notices.empty()) {
    text += vi ? "Lưu ý:\n" : "Notes:\n";
    for (const auto& notice : card.notices) text += "  - " + printable(text_in(notice, language)) + '\n';
  }
  return text;
}

}  // namespace portalprobe
