#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"

namespace portalprobe {

struct CsvCell {
  std::string text;  ///< valid UTF-8
  int line = 0;      ///< where it begins, from 1
  int column = 0;    ///< in characters, from 1
};

using CsvRow = std::vector<CsvCell>;

/// A table as it was written; rows and cells at the end that hold nothing but blanks are left out, and so are
/// empty rows in between. A row may have fewer cells than the header, never more.
struct CsvTable {
  std::string file;
  char separator = ',';
  CsvRow header;
  std::vector<CsvRow> rows;
};

/// Reads what spreadsheet programs write (RFC 4180 and its kin): UTF-8 with or without a byte order mark, or
/// UTF-16 with one; commas, semicolons or tabs, as the header has them or a first line `sep=;` says; any line
/// ends; quoted cells with doubled quotes and line breaks. `file` is for the problems.
///
/// Bounded for any input: 64 MiB, 100,000 rows, 1,000 columns, two million cells; what goes beyond is a
/// problem.
tl::expected<CsvTable, std::vector<Problem>> parse_csv(std::string_view bytes, const std::string& file);

/// The same from a regular file.
tl::expected<CsvTable, std::vector<Problem>> read_csv(const std::string& path);

}  // namespace portalprobe
