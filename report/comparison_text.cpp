#include "report/comparison_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/comparison_words.hpp"
#include "report/people.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kNamedTargets = 20;  ///< of those that only one side has

class Text {
 public:
  Text(const Comparison& comparison, Language language, std::size_t width)
      : of_(comparison), language_(language), vi_(language == Language::vi), width_(width) {}

  std::string all() const {
    return sides() + notices() + "\n" + portals() + differences() + "\n" + counts() + left_out() + "\n" +
           legend();
  }

 private:
  const char* say(const char* vi, const char* en) const { return vi_ ? vi : en; }

  std::string side_text(const char* name, const ComparedSide& side) const {
    std::string text = fmt::format("{}  {}, {}, {} UTC", name, printable(side.name),
                                   printable(fmt::format("{}", fmt::join(side.vantages, ", "))),
                                   to_rfc3339(side.from).substr(0, 16));
    if (side.sweeps.size() > 1)
      text += fmt::format(fmt::runtime(say(" đến {} UTC, {} đợt đo", " to {} UTC, {} sweeps")),
                          to_rfc3339(side.to).substr(0, 16), side.sweeps.size());
    if (side.nights > 0) text += fmt::format(fmt::runtime(say(", {} đêm", ", {} nights")), side.nights);
    return text + "\n";
  }

  std::string sides() const { return side_text("A", of_.before) + side_text("B", of_.after); }

  std::string only_text(const char* name, const std::vector<std::string>& targets) const {
    if (targets.empty()) return "";
    std::string text =
        fmt::format(fmt::runtime(say("Chỉ có ở {} ({}): ", "Only in {} ({}): ")), name, targets.size());
    for (std::size_t i = 0; i < std::min(kNamedTargets, targets.size()); ++i)
      text += (i == 0 ? "" : ", ") + printable(targets[i]);
    return text + (targets.size() > kNamedTargets ? " ...\n" : "\n");
  }

  std::string notices() const {
    std::string text;
    for (const auto& notice : of_.notices) text += printable(text_in(notice, language_)) + "\n";
    return text + only_text("A", of_.only_before) + only_text("B", of_.only_after);
  }

  std::string portals() const {
    std::vector<TextColumn> columns = {{say("cơ quan, địa phương", "portal"), Align::left, Overflow::cut},
                                       {say("chung", "in all")}};
    for (const auto& metric : of_.metrics) columns.push_back({metric_heading(metric.metric, language_)});
    TextTable table(std::move(columns));
    auto next = of_.by_metric.begin();
    for (const auto& portal : of_.portals) {
      std::vector<std::string> cells = {portal_name(of_, portal.portal_id),
                                        change_word(portal.change, language_)};
      for (const auto& metric : of_.metrics) {
        const bool has = next != of_.by_metric.end() && next->portal_id == portal.portal_id &&
                         next->metric == metric.metric;
        cells.push_back(has ? change_word((next++)->change, language_) : "-");
      }
      table.add(std::move(cells));
    }
    return table.text(width_);
  }

  std::string differences() const {
    TextTable table({{say("trang, thao tác", "target"), Align::left, Overflow::cut},
                     {say("chỉ số", "metric")},
                     {say("cách đo", "measured by")},
                     {say("kết quả", "result")},
                     {say("A, trung vị", "A, median"), Align::right},
                     {say("B, trung vị", "B, median"), Align::right},
                     {say("dịch chuyển", "shift"), Align::right},
                     {say("delta của Cliff", "Cliff's delta"), Align::right},
                     {say("p (Holm)", "p (Holm)"), Align::right}});
    bool any = false;
    for (const auto& line : of_.lines) {
      if (line.change != Change::better && line.change != Change::worse) continue;
      any = true;
      table.add({line.series.portal_id + "/" + line.series.target_id, metric_heading(line.metric, language_),
                 way_text(line.series), change_word(line.change, language_),
                 metric_value_text(line.before.median, line.metric, language_),
                 metric_value_text(line.after.median, line.metric, language_),
                 shift_text(line.shift, line.metric, language_), delta_text(line.delta, language_),
                 p_text(line.p_corrected, language_)});
    }
    return any ? "\n" + table.text(width_) : "";
  }

  std::string counts() const {
    TextTable table({{say("chỉ số", "metric")},
                     {say("số dòng", "lines"), Align::right},
                     {say("nhanh hơn", "better"), Align::right},
                     {say("chậm hơn", "worse"), Align::right},
                     {say("không thấy thay đổi", "unchanged"), Align::right},
                     {say("chưa đủ căn cứ", "undecidable"), Align::right},
                     {say("quá ít: cần mỗi bên", "too few: needed on each side"), Align::right}});
    for (const auto& metric : of_.metrics) {
      const auto count = [&](Change change) {
        return count_text(
            static_cast<std::uint64_t>(std::ranges::count_if(of_.lines, [&](const ComparedLine& line) {
              return line.metric == metric.metric && line.change == change;
            })));
      };
      table.add({std::string(to_string(metric.metric)), count_text(metric.lines), count(Change::better),
                 count(Change::worse), count(Change::unchanged), count(Change::undecidable),
                 metric.tests < metric.lines ? count_text(metric.needed) : "-"});
    }
    return table.text(width_) + reasons();
  }

  /// Why lines are undecidable.
  std::string reasons() const {
    std::string text;
    for (const auto why :
         {Undecidable::no_values, Undecidable::too_few_values, Undecidable::too_few_nights}) {
      const auto count = std::ranges::count(of_.lines, why, &ComparedLine::why);
      if (count == 0) continue;
      text += fmt::format(fmt::runtime(say("Chưa đủ căn cứ, {} dòng: {}.\n", "Undecidable, {} lines: {}.\n")),
                          count, undecidable_words(why, language_));
    }
    return text;
  }

  static LeftOutCounts sum(const Comparison& comparison, ComparedValues ComparedLine::*side) {
    LeftOutCounts sum;
    for (const auto& line : comparison.lines) sum += (line.*side).left_out;
    return sum;
  }

  std::string left_out() const {
    const auto before = sum(of_, &ComparedLine::before);
    const auto after = sum(of_, &ComparedLine::after);
    TextTable table({{say("giá trị không tính", "values left out"), Align::left, Overflow::cut},
                     {"A", Align::right},
                     {"B", Align::right}});
    bool any = false;
    for (std::size_t i = 0; i < kLeftOutReasons; ++i) {
      if (before.counts[i] + after.counts[i] == 0) continue;
      any = true;
      table.add({left_out_words(static_cast<LeftOut>(i), language_), count_text(before.counts[i]),
                 count_text(after.counts[i])});
    }
    return any ? "\n" + table.text(width_) : "";
  }

  /// How many values have no difference since they are slower than any limit.
  std::string infinite() const {
    std::size_t before = 0, after = 0;
    for (const auto& line : of_.lines) {
      before += line.before.infinite;
      after += line.after.infinite;
    }
    if (before + after == 0) return "";
    return fmt::format(
        fmt::runtime(
            say("Lỗi phía Cổng được coi là chậm hơn mọi giới hạn (A: {} giá trị, B: {}); phép kiểm định có "
                "tính, độ dịch chuyển thì không.\n",
                "Failures on the portal's side count as slower than any limit ({} values in A, {} in B): "
                "the test has them, the shift has not.\n")),
        before, after);
  }

  std::string legend() const {
    std::string text = infinite();
    text += say(
        "Nhanh hơn, chậm hơn: kiểm định Mann-Whitney, hiệu chỉnh Holm theo từng chỉ số, mức 0,05. Độ dịch "
        "chuyển "
        "(Hodges-Lehmann) và delta của Cliff: dương là B chậm hơn; khoảng tin cậy 95 %, không hiệu chỉnh.\n"
        "Không thấy thay đổi: chưa chứng minh được khác biệt, không có nghĩa là giống nhau.\n",
        "Better, worse: Mann-Whitney test, Holm's correction within each metric, at 0.05. Shift "
        "(Hodges-Lehmann) and "
        "Cliff's delta: above 0 B is slower; intervals are of 95 %, each for itself.\n"
        "Unchanged: no difference was shown, which does not show that there is none.\n");
    text +=
        of_.nightly
            ? say("Mỗi giá trị là một đêm: 75 % số lần đo của đêm đó không quá giá trị này.\n",
                  "Each value is a night: 75 % of its measurements are at most that.\n")
            : say("Đây là so sánh kỹ thuật của hai đợt đo: khác biệt có thể chỉ là của hai thời điểm đó.\n",
                  "This compares two sweeps: what differs may be no more than their two moments.\n");
    return text;
  }

  const Comparison& of_;
  Language language_;
  bool vi_;
  std::size_t width_;
};

}  // namespace

std::string comparison_text(const Comparison& comparison, Language language, std::size_t width) {
  return Text(comparison, language, width).all();
}

}  // namespace portalprobe
