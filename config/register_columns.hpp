#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/csv.hpp"
#include "config/problem.hpp"

namespace portalprobe {

/// What the columns of a register's spreadsheet can mean.
enum class RegisterField {
  id,
  name,
  name_en,
  block,
  region,
  url,
  page_id,
  role,
  kind,
  confidence,
  evidence,
  source,
  merged_2025,
  successor,
  successor_name,
  later_url,
  deployment,
  vendor,
  verified,
  valid_from,
  valid_to,
  note,
};
inline constexpr std::size_t kRegisterFields = 22;

struct RegisterColumn {
  RegisterField field;
  std::string_view name;      ///< as in our own files
  std::string_view headings;  ///< others that mean the same, parted by commas
  std::string_view meaning;
};

/// All of them, for help and documentation, in the order of the fields.
std::span<const RegisterColumn> register_columns();

/// Which column of a table holds which field.
class RegisterHeader {
 public:
  /// Headings are compared without case, marks and punctuation: `name_vi`, "Name (vi)" and "NAME VI" are one.
  /// Adds to `problems` what makes the table unusable, to `warnings` the columns that mean nothing.
  RegisterHeader(const CsvTable& table, std::vector<Problem>& problems, std::vector<Problem>& warnings);

  bool has(RegisterField field) const { return places_[index(field)].has_value(); }
  /// The row's cell for the field; null: the row or the table has none.
  const CsvCell* cell(const CsvRow& row, RegisterField field) const;
  /// As the table writes it, fit to be shown.
  std::string heading(RegisterField field) const;

 private:
  static std::size_t index(RegisterField field) { return static_cast<std::size_t>(field); }
  void require(RegisterField field, std::vector<Problem>& problems) const;

  const CsvTable& table_;
  std::array<std::optional<std::size_t>, kRegisterFields> places_;
};

}  // namespace portalprobe
