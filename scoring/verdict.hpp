#pragma once

#include <span>
#include <string>
#include <string_view>

namespace portalprobe {

/// What a threshold comes to. The names are public.
enum class Verdict { pass, fail, inconclusive, insufficient };

/// Why a verdict is none.
enum class Reason {
  none,                ///< pass or fail
  interval_straddles,  ///< the interval holds the limit
  only_a_lower_bound,  ///< what was measured is under the limit, and the truth may be larger
  default_action,      ///< so is a stand-in for the action that nobody configured
  too_many_walls,      ///< robots were kept out too often
  too_few_samples,
  too_few_of_planned,
  too_few_nights,
};

std::string_view to_string(Verdict verdict);
std::string_view to_string(Reason reason);

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
