#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/expected.hpp"

namespace portalprobe {

/// Cells of a line of this stream's terminal; 0: it is no terminal (or its width is unknown), and nothing is
/// cut.
std::size_t terminal_width(int fd);
bool is_terminal(int fd);
/// Whether colours and moving bars may be written there: a terminal, and `NO_COLOR` is not set.
bool may_decorate(int fd);
/// Whether the locale says that the terminal knows UTF-8.
bool knows_utf8();

/// Writes all of it to stdout; a full disk or a reader that left is an error.
Expected<void> print(std::string_view text);
/// Says what is wrong on stderr and gives the exit code back.
int refuse(std::string_view message, int code);

/// Prints and gives the exit code for it: 0, or that of an output which could not be written.
int print_or_fail(std::string_view text);

}  // namespace portalprobe
