#include "report/spreadsheet_cell.hpp"

#include "core/utf8.hpp"
#include "report/text_width.hpp"

namespace portalprobe {
namespace {

/// Whether a spreadsheet takes what begins so for a formula; some take the full-width forms for the plain
/// ones.
bool begins_formula(std::string_view text) {
  const auto start = text.find_first_not_of(' ');
  if (start == std::string_view::npos) return false;
  switch (first_code_point(text.substr(start)).value) {
    case U'=':
    case U'+':
    case U'-':
    case U'@':
    case 0xFF1D:
    case 0xFF0B:
    case 0xFF0D:
    case 0xFF20:
      return true;
    default:
      return false;
  }
}

std::string quoted(std::string_view text) {
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

}  // namespace

std::string spreadsheet_cell(std::string_view text, char separator) {
  std::string cell = printable(text);
  if (begins_formula(cell)) cell.insert(cell.begin(), '\'');
  const char special[] = {separator, '"', ',', ';', '\0'};
  const bool spaced = cell.starts_with(' ') || cell.ends_with(' ');
  return spaced || cell.find_first_of(special) != std::string::npos ? quoted(cell) : cell;
}

}  // namespace portalprobe
