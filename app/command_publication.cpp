#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "app/commands.hpp"
#include "app/console.hpp"
#include "app/documents.hpp"
#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "config/publication_csv.hpp"
#include "results/json_writer.hpp"
#include "scoring/publication_check.hpp"

namespace portalprobe {
namespace {

tl::expected<PublishedTable, int> read_table(const std::string& file, const EvaluationScheme& scheme) {
  const auto cells = read_csv(file);
  if (!cells) return explained(cells.error());
  auto table = read_publication(*cells, scheme);
  if (!table) return explained(table.error());
  return std::move(*table);
}

/// What was checked, to be printed.
struct Checked {
  const EvaluationScheme& scheme;
  const PublishedTable& table;
  std::vector<CheckedSum> sums;

  bool contradicts() const { return !std::ranges::all_of(sums, &CheckedSum::holds); }
  int line_of(const CheckedSum& sum) const {
    return sum.block ? table.lines.at(*sum.block) : table.line_of_all;
  }
};

std::string as_json(const Checked& checked) {
  const auto& blocks = checked.table.publication.blocks;
  JsonWriter json;
  json.begin_object();
  json.key("scheme").text(checked.scheme.id);
  json.key("blocks").number(static_cast<std::int64_t>(blocks.size()));
  json.key("contradicts").truth(checked.contradicts());
  json.key("sums").begin_array();
  for (const auto& sum : checked.sums) {
    json.begin_object();
    json.key("line").number(checked.line_of(sum));
    json.key("block");
    sum.block ? json.text(blocks.at(*sum.block).name) : json.null();
    json.key("holds").truth(sum.holds);
    json.key("text").text(sum.text);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

std::string as_text(const Checked& checked) {
  std::string text =
      fmt::format("nothing contradicts: {} of {} blocks, by the levels of {}\n",
                  checked.sums.size() == 1 ? "one sum" : fmt::format("{} sums", checked.sums.size()),
                  checked.table.publication.blocks.size(), checked.scheme.id);
  for (const auto& sum : checked.sums) text += fmt::format("  {}\n", sum.text);
  return text;
}

}  // namespace

int run_publication(const CommonOptions& common, const PublicationOptions& options) {
  const auto scheme = scheme_or_explain(options.scheme);
  if (!scheme) return scheme.error();
  const auto table = read_table(options.file, *scheme);
  if (!table) return table.error();
  const Checked checked{*scheme, *table, checked_sums(table->publication)};
  if (checked.sums.empty()) {
    return refuse(
        fmt::format("{}: says too little to be checked (right would be blocks with their numbers of bodies, "
                    "and these by levels, or a row 'all')",
                    options.file),
        kUsage);
  }
  for (const auto& sum : checked.sums) {
    if (!sum.holds) log_error(Problem{options.file, checked.line_of(sum), 0, sum.text}.text());
  }
  if (common.json) {
    if (const int code = print_or_fail(as_json(checked)); code != kDone) return code;
  } else if (!checked.contradicts()) {
    return print_or_fail(as_text(checked));
  }
  return checked.contradicts() ? kUsage : kDone;
}

}  // namespace portalprobe
