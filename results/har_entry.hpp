#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "results/har_timings.hpp"

namespace portalprobe {

/// One request and its answer, in HAR's terms. Empty texts are unknown.
struct HarEntry {
  std::string page;  ///< the page's id
  WallTime at;       ///< when it was asked for
  HarTimings timings;
  std::string method = "GET";
  std::string url;
  std::string http_version;  ///< 1.1, 2
  std::optional<int> status;
  std::string content_type;
  std::optional<std::uint64_t> bytes_body;  ///< decoded
  std::optional<std::uint64_t> bytes_wire;  ///< header and body as transferred
  std::string redirect_url;
  std::string remote_ip;
  std::string remote_port;
  std::string connection_id;  ///< what tells its connection from others of the same moment
  std::string resource_type;  ///< document, stylesheet, script, image, font, media, other
  std::string initiator_url;
  std::string outcome;
  std::string comment;
};

/// Appends it as a JSON object, the secrets in its addresses redacted. Every field that HAR 1.2 requires is
/// there.
void append_har_entry(std::string& out, const HarEntry& entry);

/// Milliseconds with three decimals; −1 where there are none.
void append_har_duration(std::string& out, std::optional<microseconds> duration);

}  // namespace portalprobe
