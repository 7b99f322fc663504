#pragma once

#include <string>

namespace portalprobe {

/// One thing that is wrong in a file that a person wrote.
struct Problem {
  std::string file;     ///< as given on the command line or in `portal_files`
  int line = 0;         ///< from 1; 0: the whole file
  int column = 0;       ///< from 1; 0: the whole line
  std::string message;  ///< what is wrong, and what would be right
  bool operator==(const Problem&) const = default;

  /// FILE:LINE:COL: MESSAGE, without the parts that are not known.
  std::string text() const {
    std::string place = file;
    if (line > 0) place += ':' + std::to_string(line);
    if (line > 0 && column > 0) place += ':' + std::to_string(column);
    return place + ": " + message;
  }
};

}  // namespace portalprobe
