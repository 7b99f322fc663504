#include "results/sqlite_columns.hpp"

#include <vector>

namespace portalprobe {

std::span<const SampleField> column_fields() {
  static const std::vector<SampleField> fields = [] {
    std::vector<SampleField> found;
    for (const auto& field : sample_fields()) {
      if (field.storage == Storage::row || field.storage == Storage::word) found.push_back(field);
    }
    return found;
  }();
  return fields;
}

std::string column_names() {
  std::string names;
  for (const auto& field : column_fields()) {
    if (!names.empty()) names += ", ";
    names += field.name;
  }
  return names;
}

}  // namespace portalprobe
