#include "app/documents.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <utility>

#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "config/built_in_documents.hpp"
#include "config/load_criterion.hpp"

namespace portalprobe {
namespace {

template <typename Document>
tl::expected<Document, int> or_explain(tl::expected<Document, std::vector<Problem>> document,
                                       const std::string& path, BuiltIn kind, const char* called) {
  if (document) return std::move(*document);
  const auto code = explained(document.error());
  if (!std::filesystem::exists(path))
    log_error(fmt::format("shipped {} are known by their names: {}", called,
                          fmt::join(built_in_names(kind), ", ")));
  return code;
}

}  // namespace

tl::unexpected<int> explained(const std::vector<Problem>& problems) {
  for (const auto& problem : problems) log_error(problem.text());
  return tl::unexpected<int>(kUsage);
}

tl::expected<Criterion, int> criterion_or_explain(const std::string& path) {
  return or_explain(load_criterion(path), path, BuiltIn::criterion, "criteria");
}

tl::expected<EvaluationScheme, int> scheme_or_explain(const std::string& path) {
  return or_explain(load_scheme(path), path, BuiltIn::groups, "groups");
}

}  // namespace portalprobe
