#pragma once

#include <string>
#include <string_view>

namespace portalprobe {

/// Sends what is logged to stderr: plain sentences, or with the format `json` one object a line (time, level,
/// message). `quiet` leaves warnings and errors.
void set_up_logging(const std::string& level, const std::string& format, bool quiet);

/// A sentence for the operator. Any thread; one write a line, so that lines of several threads or processes
/// do not mix.
void log_debug(std::string_view sentence);
void log_info(std::string_view sentence);
void log_warning(std::string_view sentence);
void log_error(std::string_view sentence);

}  // namespace portalprobe
