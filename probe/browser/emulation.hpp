#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/kinds.hpp"

namespace portalprobe {

/// What a link is made to look like, request by request, as DevTools does it.
struct EmulatedLink {
  double latency_ms = 0;                  ///< of each request, from sent to the answer's header
  std::uint64_t download_per_second = 0;  ///< bytes; 0: as it is
  std::uint64_t upload_per_second = 0;
  bool operator==(const EmulatedLink&) const = default;
};

/// What a browser is made to look like for a profile. Figures are those of Lighthouse 12.8
/// (core/config/constants.js): a Moto G Power on slow 4G, and a desktop on dense 4G.
struct Emulation {
  int width = 1350;  ///< of the viewport, in CSS pixels
  int height = 940;
  double device_scale_factor = 1;
  bool is_mobile = false;  ///< also: a finger instead of a mouse
  double cpu_slowdown = 1;
  std::optional<EmulatedLink> link;
  bool operator==(const Emulation&) const = default;
};

/// `none`: the desktop's screen, the vantage's own network and processor.
Emulation emulation_of(Profile profile);

/// A browser's name for pages that look at it, with ours behind: `product` is what Browser.getVersion says
/// (`HeadlessChrome/156.0.1.2`), `own` our name, which says whom to ask.
std::string user_agent_for(const Emulation& emulation, std::string_view product, std::string_view own);

}  // namespace portalprobe
