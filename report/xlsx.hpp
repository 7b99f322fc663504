#pragma once

#include <string>
#include <vector>

#include "core/expected.hpp"
#include "report/data_table.hpp"

namespace portalprobe {

struct XlsxSheet {
  std::string name;  ///< cut to 31 letters and cleaned of what Excel does not allow
  DataTable table;
};

/// A workbook for spreadsheet programs (Office Open XML), as bytes. Text is text, whatever it begins with:
/// nothing becomes a formula. Numbers are numbers, right to fifteen digits (they are binary there), shown in
/// the reader's own style with the decimal places that they have. Headings are bold and stay in sight,
/// columns are as wide as their text (up to a limit) and can be filtered. Fails, by name, on what no workbook
/// can hold: more than 1,048,576 rows or 16,384 columns, a text of more than 32,767 letters, two sheets of
/// one name, no sheets; and where memory or temporary files do not suffice.
Expected<std::string> xlsx_file(const std::vector<XlsxSheet>& sheets);

}  // namespace portalprobe
