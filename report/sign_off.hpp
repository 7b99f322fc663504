#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "core/clock.hpp"
#include "core/outcome.hpp"

namespace portalprobe {

/// What one URL of the register answers today, for the person who confirms it.
struct SignOffRow {
  std::string portal_id;
  std::string name;
  std::string role;
  std::string url;
  Outcome outcome = Outcome::ok;
  std::optional<int> status;  ///< of the final answer
  std::string final_host;
  std::string title;
  std::string detail;  ///< a notice that was recognised, or the facts behind a failure
  std::string remote_ip;
  std::optional<WallTime> checked_at;
};

/// The sheet as a list to read, Vietnamese and English, with room for name and date. Nothing that a portal
/// wrote reaches the terminal as anything but text. `width`: cells of a line; 0: never cut.
std::string sign_off_text(std::span<const SignOffRow> rows, std::size_t width = 0);

/// The sheet for a spreadsheet program: UTF-8 with a byte order mark, semicolons, CRLF, the columns for name
/// and date empty. Cells that a spreadsheet would take for a formula begin with an apostrophe.
std::string sign_off_csv(std::span<const SignOffRow> rows);

}  // namespace portalprobe
