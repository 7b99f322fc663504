#include "probe/http_headers.hpp"

#include <algorithm>
#include <limits>

#include "probe/ascii.hpp"
#include "probe/printable.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxServerTiming = 1024;

}  // namespace

void HttpHeaders::clear() { *this = {}; }

void HttpHeaders::fold(std::string_view more) {
  if (fields_.empty() || more.empty()) return;
  if (bytes_ + more.size() + 1 > kMaxBytes) {
    cut_ = true;
    return;
  }
  bytes_ += more.size() + 1;
  fields_.back().value += ' ';
  fields_.back().value += more;
}

void HttpHeaders::add_line(std::string_view line) {
  if (line.starts_with("HTTP/")) clear();
  const auto content = ascii::trim(line);
  if (content.empty()) return;
  ++lines_;
  // A line that goes on where the last one ended; after a dropped one it goes the same way.
  if (line.front() == ' ' || line.front() == '\t') {
    if (!cut_) fold(content);
    return;
  }
  const auto colon = content.find(':');
  if (colon == std::string_view::npos || colon == 0) return;
  const auto name = ascii::trim(content.substr(0, colon));
  const auto value = ascii::trim(content.substr(colon + 1));
  if (fields_.size() == kMaxFields || bytes_ + name.size() + value.size() > kMaxBytes) {
    cut_ = true;
    return;
  }
  bytes_ += name.size() + value.size();
  fields_.push_back({ascii::lower(name), std::string(value)});
}

std::optional<std::string> HttpHeaders::find(std::string_view name) const {
  const auto wanted = ascii::lower(name);
  std::optional<std::string> joined;
  for (const auto& field : fields_) {
    if (field.name != wanted) continue;
    joined = joined ? *joined + ", " + field.value : field.value;
  }
  return joined;
}

std::optional<std::string> HttpHeaders::first(std::string_view name) const {
  const auto found = std::ranges::find(fields_, ascii::lower(name), &HeaderField::name);
  return found == fields_.end() ? std::nullopt : std::optional(found->value);
}

std::string server_timing(const HttpHeaders& headers) {
  return printable(headers.find("server-timing").value_or(""), kMaxServerTiming);
}

std::optional<std::uint32_t> age_of(const HttpHeaders& headers) {
  const auto value = headers.first("age");
  if (!value || value->empty() || !std::ranges::all_of(*value, ascii::is_digit)) return std::nullopt;
  return ascii::read_number<std::uint32_t>(*value).value_or(std::numeric_limits<std::uint32_t>::max());
}

}  // namespace portalprobe
