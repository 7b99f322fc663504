#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/outcome.hpp"
#include "core/portal.hpp"

namespace portalprobe {

/// How a measurement ended and why, in one sentence.
struct Cause {
  Outcome outcome = Outcome::ok;
  std::string detail;  ///< empty for ok
  bool operator==(const Cause&) const = default;
};

/// Looks for a text in bytes that arrive in pieces. Linear time, memory of the text's size.
class ContentSearch {
 public:
  /// An empty text is found before anything comes.
  explicit ContentSearch(std::string_view text);
  void feed(std::string_view piece);
  bool found() const { return matched_ == text_.size(); }

 private:
  std::string text_;
  std::vector<std::size_t> fallback_;  ///< for each prefix, its longest proper border
  std::size_t matched_ = 0;
};

/// How many decoded bytes a body may have.
std::uint64_t body_limit(const Expectations& expect, std::uint64_t max_body);

/// Whether `status` is one that the target may answer with.
bool status_accepted(const Expectations& expect, int status);

/// What a whole final answer is worth: ok, http_client_error, http_server_error, http_protocol_error (no
/// final status), content_unexpected. `found`: whether `expect.contains` came.
Cause check_answer(const Expectations& expect, int status, bool found);

}  // namespace portalprobe
