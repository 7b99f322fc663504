#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace portalprobe {

/// What one request to the reference server asks for.
struct ReferenceRequest {
  /// Whether the path is one of `reference_path`'s; others (what primes a connection) are answered at once,
  /// with 404.
  bool known = false;
  microseconds wait{0};
  std::size_t body = 0;    ///< bytes of the answer
  bool keep_alive = true;  ///< the connection may serve another request
  bool refused = false;    ///< not a GET of HTTP/1.1 without body: answered with 400, and the end
  bool operator==(const ReferenceRequest&) const = default;
};

/// The longest wait and body that are given to whoever asks; more is cut to it.
inline constexpr microseconds kLongestReferenceWait = std::chrono::seconds(5);
inline constexpr std::size_t kLargestReferenceBody = 1U << 20U;

/// The path that asks for it: /wait/20ms/body/20000.
std::string reference_path(std::chrono::milliseconds wait, std::size_t body);

/// Reads a request's head, up to and with its empty line. Pure.
ReferenceRequest parse_reference_request(std::string_view head);

/// The whole answer to it, as bytes.
std::string reference_answer(const ReferenceRequest& request);

}  // namespace portalprobe
