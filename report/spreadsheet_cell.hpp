#pragma once

#include <string>
#include <string_view>

namespace portalprobe {

/// A cell of a CSV file for people with spreadsheets: made `printable`, guarded by an apostrophe if a
/// spreadsheet would run it as a formula, quoted if the format needs it.
std::string spreadsheet_cell(std::string_view text, char separator);

}  // namespace portalprobe
