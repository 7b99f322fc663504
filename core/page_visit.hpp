#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/outcome.hpp"
#include "core/timings.hpp"

namespace portalprobe {

/// What a resource is fetched for: the destinations of the Fetch standard, as far as pages use them.
enum class ResourceType { document, style, script, image, font, frame, media, other };

std::string_view to_string(ResourceType type);
std::optional<ResourceType> resource_type_from(std::string_view name);

/// One resource of a page visit: what came of one URL. Times are microseconds since the measurement's start.
struct PageResource {
  std::string url;  ///< as asked first, without credentials and fragment, at most 2 KiB
  ResourceType type = ResourceType::other;
  std::optional<std::uint32_t> initiator;  ///< the resource that named it, by its place in the visit
  Outcome outcome = Outcome::ok;           ///< `cancelled`: the visit ended before it did
  std::string detail;                      ///< one line for a person; empty if it went well
  microseconds found{0};                   ///< when the page asked for it
  std::optional<microseconds> started;     ///< when it was its turn; absent: its turn never came
  Timings timings;                         ///< of its final answer
  std::optional<int> status;
  std::string http_version;  ///< 1.0, 1.1, 2
  std::string content_type;  ///< as sent, at most 100 bytes
  std::string remote_ip;
  std::uint32_t redirects = 0;   ///< that were followed
  std::uint64_t bytes_wire = 0;  ///< header and body as transferred, of all hops
  std::uint64_t bytes_body = 0;  ///< decoded if it was read (documents, style sheets), else as it came
  bool operator==(const PageResource&) const = default;
};

/// One load of a page: its document and what that made a browser fetch.
struct PageVisit {
  std::vector<PageResource> resources;  ///< the document first, the others in the order they were asked for
  bool operator==(const PageVisit&) const = default;
};

}  // namespace portalprobe
