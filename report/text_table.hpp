#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/text_width.hpp"

namespace portalprobe {

/// What happens to a column whose text is wider than its place.
enum class Overflow {
  keep,  ///< the column never gets narrower than its text: for figures
  cut,   ///< text is cut with "…"
  wrap,  ///< text goes on in the next line, broken after a comma, else at a space
};

struct TextColumn {
  std::string heading;
  Align align = Align::left;
  Overflow overflow = Overflow::keep;
};

/// A table for people: a line of headings, a rule, the rows. Two spaces part the columns; lines carry no
/// trailing blanks.
class TextTable {
 public:
  explicit TextTable(std::vector<TextColumn> columns) : columns_(std::move(columns)) {}

  /// Cells are made `printable`. Missing ones are empty; there must not be more than columns.
  void add(std::vector<std::string> cells);

  /// In at most `width` cells, as far as columns that may be cut or wrapped can give way (they keep at least
  /// twelve cells each, or their heading's width); 0: as wide as it gets. Ends with a line break.
  std::string text(std::size_t width = 0) const;

 private:
  std::vector<TextColumn> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace portalprobe
