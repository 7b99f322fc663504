#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/verdict.hpp"

namespace portalprobe {

/// The verdict on segments of an evaluation that may not be pooled (another browser version is another
/// instrument): those with enough evidence must agree, or there is none. Of none: insufficient. Pure.
Verdict of_segments(std::span<const Verdict> segments);

/// One vantage's verdict on a threshold of a portal.
struct VantageVerdict {
  std::string vantage;
  std::string network;  ///< autonomous system; empty: not known, and then no network of its own
  Verdict verdict = Verdict::insufficient;
};

struct CommonVerdict {
  Verdict verdict = Verdict::insufficient;
  bool one_vantage = false;  ///< fewer than three vantages on two networks had a say: to be marked so
  bool operator==(const CommonVerdict&) const = default;
};

/// The verdict of several vantages. Those with enough evidence have a say. Of at least three on at least two
/// networks, more than half must agree on pass or fail, and they themselves on at least two networks (else it
/// may be one network's line that was judged): otherwise it is inconclusive. Fewer must all agree, and the
/// verdict is marked. Pure.
CommonVerdict of_vantages(std::span<const VantageVerdict> vantages);

}  // namespace portalprobe
