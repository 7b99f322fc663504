#pragma once

#include <string>

#include "core/sample.hpp"

namespace portalprobe {

/// RFC 4180: CRLF after each record, fields quoted where they must be, UTF-8 without a byte order mark.
/// Absent is empty, truth is `true` or `false`, redirects are one field of JSON. Text is exported as it was
/// seen: a spreadsheet may take a page's title that begins with `=` for a formula, so import untrusted text
/// as text.
void append_csv_header(std::string& out);
void append_csv(std::string& out, const Sample& sample);

}  // namespace portalprobe
