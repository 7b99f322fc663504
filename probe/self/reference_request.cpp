#include "probe/self/reference_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

/// Takes `word` off the front.
bool skip(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

/// Takes a number off the front; ten digits at most.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t value = 0;
  const char* end = text.data() + std::min<std::size_t>(text.size(), 10);
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest == text.data()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return value;
}

/// Fills in what a path of ours asks for; anything else leaves it unknown.
void read_path(std::string_view path, ReferenceRequest& request) {
  path = path.substr(0, path.find('?'));
  if (!skip(path, "/wait/")) return;
  const auto wait = take_number(path);
  if (!wait || !skip(path, "ms/body/")) return;
  const auto body = take_number(path);
  if (!body || !path.empty()) return;
  const auto longest = static_cast<std::uint64_t>(kLongestReferenceWait.count() / 1000);
  request.known = true;
  request.wait = std::chrono::milliseconds(std::min(*wait, longest));
  request.body = std::min<std::size_t>(*body, kLargestReferenceBody);
}

void read_field(std::string_view line, ReferenceRequest& request) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string name = ascii::lower(line.substr(0, colon));
  if (name == "content-length" || name == "transfer-encoding" || name == "expect") request.refused = true;
  if (name == "connection" && ascii::lower(line.substr(colon)).find("close") != std::string::npos) {
    request.keep_alive = false;
  }
}

}  // namespace

std::string reference_path(std::chrono::milliseconds wait, std::size_t body) {
  return fmt::format("/wait/{}ms/body/{}", wait.count(), body);
}

ReferenceRequest parse_reference_request(std::string_view head) {
  ReferenceRequest request;
  std::string_view line = head.substr(0, head.find("\r\n"));
  head.remove_prefix(std::min(head.size(), line.size() + 2));
  if (!skip(line, "GET ") || !line.ends_with(" HTTP/1.1")) {
    request.refused = true;
  } else {
    line.remove_suffix(std::string_view(" HTTP/1.1").size());
    read_path(line, request);
  }
  while (!head.empty()) {
    const auto field = head.substr(0, head.find("\r\n"));
    read_field(field, request);
    head.remove_prefix(std::min(head.size(), field.size() + 2));
  }
  if (request.refused) request.known = request.keep_alive = false;
  return request;
}

std::string reference_answer(const ReferenceRequest& request) {
  const char* status = request.refused ? "400 Bad Request" : request.known ? "200 OK" : "404 Not Found";
  std::string answer = fmt::format("HTTP/1.1 {}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n{}\r\n",
                                   status, request.body, request.keep_alive ? "" : "Connection: close\r\n");
  answer.append(request.body, 'x');
  return answer;
}

}  // namespace portalprobe
