#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/sample.hpp"

namespace portalprobe {

/// Appends a JSON string: escaped, and with U+FFFD for bytes that are not UTF-8.
void append_json_string(std::string& out, std::string_view text);
void append_integer(std::string& out, std::int64_t number);
/// Shortest form that reads back as the same number. `number` is finite.
void append_real(std::string& out, double number);

std::string to_json(const std::vector<std::string>& texts);
std::string to_json(const std::map<std::string, std::string>& pairs);

/// The hops as a JSON array of objects: url, status, started_us and the marks that happened.
void append_redirects(std::string& out, const std::vector<RedirectHop>& hops);

}  // namespace portalprobe
