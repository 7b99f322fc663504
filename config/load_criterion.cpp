#include "config/load_criterion.hpp"

#include "config/criterion_type.hpp"
#include "config/document_file.hpp"

namespace portalprobe {

tl::expected<Criterion, std::vector<Problem>> load_criterion(const std::string& path) {
  Reader reader({});
  CriterionFile read;
  if (const auto file = open_document(reader, path, "a criterion", BuiltIn::criterion)) {
    criterion_type().read(reader, file->tree.root(), read);
    read.sha256 = file->sha256;
  }
  if (!reader.ok()) return tl::unexpected(reader.take_problems());
  read.file = path;
  return std::move(static_cast<Criterion&>(read));
}

tl::expected<EvaluationScheme, std::vector<Problem>> load_scheme(const std::string& path) {
  Reader reader({});
  SchemeFile read;
  if (const auto file = open_document(reader, path, "a scheme of groups", BuiltIn::groups)) {
    scheme_type().read(reader, file->tree.root(), read);
  }
  if (!reader.ok()) return tl::unexpected(reader.take_problems());
  return std::move(static_cast<EvaluationScheme&>(read));
}

std::optional<Criterion> read_criterion(Reader& reader, const std::string& path) {
  // In a reader of its own: what is wrong elsewhere must not keep it from checking its sums.
  auto criterion = load_criterion(path);
  if (criterion) return std::move(*criterion);
  for (const auto& problem : criterion.error()) reader.report(problem);
  return std::nullopt;
}

}  // namespace portalprobe
