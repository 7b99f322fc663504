#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/expected.hpp"

namespace portalprobe {

/// One message from the browser: an answer if it has an id, an event if it has a method, and of no use if it
/// has neither.
struct ProtocolMessage {
  /// Longest event; only answers, which we have asked for, may be as long as a frame.
  static constexpr std::size_t kMostEventBytes = std::size_t{8} << 20U;

  std::optional<std::uint64_t> id;
  std::string session;         ///< empty: the browser's own
  std::string method;          ///< of an event
  nlohmann::json body;         ///< the answer's result or the event's parameters, an object
  std::optional<Error> error;  ///< why there is no result: the browser's words, on one line, and their number
};

/// Reads a message. What is well-formed and yet none of the protocol's comes back as one of no use; the error
/// says that the other end does not speak the protocol at all. Pure, bounded by the text's length.
Expected<ProtocolMessage> read_protocol_message(std::string text);

}  // namespace portalprobe
