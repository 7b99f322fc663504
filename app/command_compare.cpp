#include <fmt/format.h>

#include <unistd.h>

#include "app/commands.hpp"
#include "app/compared_side.hpp"
#include "app/console.hpp"
#include "app/evaluation.hpp"
#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "app/output_guard.hpp"
#include "app/text_file.hpp"
#include "report/comparison_data.hpp"
#include "report/comparison_text.hpp"
#include "report/xlsx.hpp"
#include "results/comparison_json.hpp"
#include "scoring/sweep_comparison.hpp"

namespace portalprobe {
namespace {

/// The side, or the exit code of what was said about it.
tl::expected<NamedSide, int> find_side(const std::vector<SweepRecord>& sweeps, const std::string& which) {
  if (!names_evaluation(which)) {
    auto side = sweep_side(sweeps, which);
    if (!side) return tl::unexpected(refuse(side.error().message, kUsage));
    return std::move(*side);
  }
  const auto evaluation = load_evaluation_or_explain(which);
  if (!evaluation) return tl::unexpected(int{kUsage});
  auto side = evaluation_side(sweeps, *evaluation);
  if (!side) return tl::unexpected(refuse(side.error().message, kUsage));
  return std::move(*side);
}

tl::expected<Comparison, int> compare_sides(Store& store, const NamedSide& a, const NamedSide& b) {
  const RecordedSide& before = a.recorded;
  const RecordedSide& after = b.recorded;
  if (const auto able = check_comparable(before, after); !able)
    return tl::unexpected(refuse(able.error().message, kUsage));
  const auto vantages = common_vantages(before, after);
  const auto ours = read_side(store, a, vantages);
  if (!ours) return tl::unexpected(refuse(ours.error().message, kStoreFailed));
  const auto theirs = read_side(store, b, vantages);
  if (!theirs) return tl::unexpected(refuse(theirs.error().message, kStoreFailed));
  auto comparison = compare_lines(ours->lines, theirs->lines, before.is_evaluation);
  if (!comparison) return tl::unexpected(refuse(comparison.error().message, kUsage));
  comparison->before = compared_side(before, ours->nights);
  comparison->after = compared_side(after, theirs->nights);
  comparison->notices = comparison_notices(before, after);
  comparison->names = portal_names(store, before, after);
  return std::move(*comparison);
}

int write_csv(const std::string& file, const Comparison& comparison, Language language) {
  return write_text_file(file, spreadsheet_csv(comparison_lines_data(comparison, language), language));
}

int write_xlsx(const std::string& file, const Comparison& comparison, Language language) {
  const bool vi = language == Language::vi;
  const auto book = xlsx_file({{vi ? "Cổng" : "portals", comparison_portals_data(comparison, language)},
                               {vi ? "Từng dòng" : "lines", comparison_lines_data(comparison, language)},
                               {vi ? "Lưu ý" : "notices", comparison_notices_data(comparison, language)}});
  return book ? write_text_file(file, *book) : refuse(book.error().message, kStoreFailed);
}

int write_files(const CompareOptions& options, const Comparison& comparison, Language language) {
  if (!options.csv.empty()) {
    if (const int code = write_csv(options.csv, comparison, language); code != kDone) return code;
  }
  if (options.output.empty()) return kDone;
  return options.output.ends_with(".xlsx") ? write_xlsx(options.output, comparison, language)
                                           : write_csv(options.output, comparison, language);
}

}  // namespace

int run_compare(const CommonOptions& common, const CompareOptions& options) {
  const auto& output = options.output;
  if (!output.empty() && !output.ends_with(".csv") && !output.ends_with(".xlsx"))
    return refuse(
        fmt::format("-o {}: not known what to write (right would be FILE.csv or FILE.xlsx)", output), kUsage);
  for (const auto& file : {options.output, options.csv}) {
    const auto kept = check_output(file, {file_of_store(common.store), options.before, options.after});
    if (!kept) return refuse(kept.error().message, kUsage);
  }
  const auto store = open_store(common.store, StoreMode::read_only);
  if (!store) return refuse(store.error().message, kStoreFailed);
  const auto sweeps = (*store)->sweeps();
  if (!sweeps) return refuse(sweeps.error().message, kStoreFailed);
  const auto before = find_side(*sweeps, options.before);
  if (!before) return before.error();
  const auto after = find_side(*sweeps, options.after);
  if (!after) return after.error();
  const auto comparison = compare_sides(**store, *before, *after);
  if (!comparison) return comparison.error();

  const Language language = options.language == "vi" ? Language::vi : Language::en;
  if (const int code = write_files(options, *comparison, language); code != kDone) return code;
  if (common.json) return print_or_fail(comparison_json(*comparison) + "\n");
  return print_or_fail(comparison_text(*comparison, language, terminal_width(STDOUT_FILENO)));
}

}  // namespace portalprobe
