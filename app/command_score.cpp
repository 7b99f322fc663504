#include <fmt/format.h>
#include <fmt/ranges.h>

#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/commands.hpp"
#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "app/output_guard.hpp"
#include "app/scoring.hpp"
#include "app/text_file.hpp"
#include "app/whole_evaluation.hpp"
#include "report/block_table_data.hpp"
#include "report/block_table_text.hpp"
#include "report/ranking_data.hpp"
#include "report/ranking_text.hpp"
#include "report/score_blocks_text.hpp"
#include "report/score_data.hpp"
#include "report/score_text.hpp"
#include "report/totals_change_data.hpp"
#include "report/totals_change_text.hpp"
#include "report/xlsx.hpp"
#include "results/score_blocks_json.hpp"
#include "results/score_json.hpp"
#include "results/standings_json.hpp"
#include "scoring/score_blocks.hpp"

namespace portalprobe {
namespace {

/// Everything that was worked out, ready to be shown.
struct Scored {
  ScoreCard card;
  std::optional<ScoreBlocks> blocks;
  std::optional<WholeEvaluation> whole;
};

std::string as_json(const Scored& scored) {
  std::vector<JsonMember> further;
  if (scored.blocks) further.push_back({"blocks", score_blocks_json(*scored.blocks)});
  if (scored.whole) {
    further.push_back({"standings", standings_json(scored.whole->standings)});
    if (scored.whole->blocks)
      further.push_back({"standings_blocks", block_table_json(*scored.whole->blocks)});
    if (scored.whole->change) further.push_back({"change", totals_change_json(*scored.whole->change)});
  }
  return score_json(scored.card, further) + "\n";
}

std::string as_text(const Scored& scored, const ScoreOptions& options, Language language) {
  const std::size_t width = terminal_width(STDOUT_FILENO);
  std::string text = score_text(scored.card, language, width);
  const auto add = [&text](const std::string& part) { text += "\n" + part; };
  if (options.sensitivity) add(sensitivity_text(scored.card, language, width));
  if (scored.blocks) add(score_blocks_text(*scored.blocks, language, width));
  if (!scored.whole) return text;
  if (scored.card.is_technical())
    add(language == Language::vi
            ? "Điểm hiệu năng dưới đây là kết quả đo kỹ thuật của một đợt đo, không phải kết quả đánh giá.\n"
            : "The points of performance below are a technical result of one sweep, not an "
              "evaluation's.\n");
  add(ranking_text(scored.whole->standings, language, width));
  if (scored.whole->blocks) add(block_table_text(*scored.whole->blocks, language, width));
  if (scored.whole->change) add(totals_change_text(*scored.whole->change, language, width));
  return text;
}

std::vector<XlsxSheet> tables_of(const Scored& scored, Language language) {
  const bool vi = language == Language::vi;
  auto sheets = score_workbook(scored.card, scored.blocks ? &*scored.blocks : nullptr, language);
  if (!scored.whole) return sheets;
  sheets.push_back({vi ? "Xếp hạng" : "ranking", ranking_data(scored.whole->standings, language)});
  if (scored.whole->blocks)
    sheets.push_back(
        {vi ? "Nhóm (tổng điểm)" : "totals by block", block_table_data(*scored.whole->blocks, language)});
  if (scored.whole->change)
    sheets.push_back(
        {vi ? "So với kỳ trước" : "change", totals_change_data(*scored.whole->change, language)});
  return sheets;
}

/// FILE.csv holds the portals; each further table a file of its own beside it, FILE-2-NAME.csv.
int write_csvs(const std::string& file, const std::vector<XlsxSheet>& tables, Language language) {
  const std::string stem = file.substr(0, file.size() - std::string_view(".csv").size());
  std::vector<std::string> written;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    written.push_back(i == 0 ? file : fmt::format("{}-{}.csv", stem, i + 1));
    if (const int code = write_text_file(written.back(), spreadsheet_csv(tables[i].table, language));
        code != kDone)
      return code;
    log_info(fmt::format("{}: {}", written.back(), tables[i].name));
  }
  return kDone;
}

int write_tables(const std::string& file, const Scored& scored, Language language) {
  if (file.empty()) return kDone;
  const auto tables = tables_of(scored, language);
  if (file.ends_with(".csv")) return write_csvs(file, tables, language);
  const auto book = xlsx_file(tables);
  return book ? write_text_file(file, *book) : refuse(book.error().message, kStoreFailed);
}

Expected<void> check_options(const ScoreOptions& options) {
  const auto& output = options.output;
  if (!output.empty() && !output.ends_with(".csv") && !output.ends_with(".xlsx"))
    return fail(fmt::format("-o {}: not known what to write (right would be FILE.csv or FILE.xlsx)", output));
  if (options.groups.empty() &&
      !(options.scheme.empty() && options.previous.empty() && options.previous_scheme.empty()))
    return fail("--scheme and --previous are for whole evaluations (right would be with --groups FILE.csv)");
  if (options.previous.empty() && !options.previous_scheme.empty())
    return fail("--previous-scheme says how --previous adds up, which is missing");
  return {};
}

}  // namespace

int fail_on_threshold(const ScoreCard& card) {
  std::vector<std::string> failing;
  for (const auto& portal : card.portals) {
    if (portal.verdict == Verdict::fail) failing.push_back(portal.portal.id);
  }
  if (failing.empty()) return kDone;
  const std::size_t named = std::min<std::size_t>(failing.size(), 10);
  const std::vector<std::string> some(failing.begin(), failing.begin() + static_cast<std::ptrdiff_t>(named));
  log_error(fmt::format("{} portals fail a threshold of {}: {}{}", failing.size(), card.criterion.id,
                        fmt::join(some, ", "), named < failing.size() ? " ..." : ""));
  return kThresholdMissed;
}

int run_score(const CommonOptions& common, const ScoreOptions& options) {
  if (const auto fine = check_options(options); !fine) return refuse(fine.error().message, kUsage);
  const auto kept = check_output(
      options.output, {file_of_store(common.store), options.evaluation, options.criterion, options.groups,
                       options.scheme, options.previous, options.previous_scheme});
  if (!kept) return refuse(kept.error().message, kUsage);
  auto card = judge_stored(common, options);
  if (!card) return card.error();
  Scored scored{std::move(*card), std::nullopt, std::nullopt};
  if (const auto by = grouping_from(options.by)) scored.blocks = score_blocks(scored.card, *by);
  if (!options.groups.empty()) {
    auto whole = whole_evaluation(scored.card, options);
    if (!whole) return whole.error();
    scored.whole = std::move(*whole);
  }
  const Language language = options.language == "vi" ? Language::vi : Language::en;
  if (const int code = write_tables(options.output, scored, language); code != kDone) return code;
  const int printed = print_or_fail(common.json ? as_json(scored) : as_text(scored, options, language));
  if (printed != kDone) return printed;
  return options.fail_on.empty() ? static_cast<int>(kDone) : fail_on_threshold(scored.card);
}

}  // namespace portalprobe
