#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/bilingual_text.hpp"
#include "core/criterion.hpp"
#include "core/judgement.hpp"
#include "core/outcome.hpp"
#include "core/points.hpp"
#include "core/portal.hpp"
#include "core/standing.hpp"

namespace portalprobe {

/// Why a sample does not count. A sample has one reason, the first of these that holds.
enum class LeftOut : std::uint8_t {
  excluded,       ///< by somebody's decision
  not_valid,      ///< the portal was not, or not any more, in the register's time
  out_of_period,  ///< it started outside of the evaluation
  day_off,        ///< of office hours, on a day on which nobody is at work
  stratum,        ///< the criterion gives its stratum no weight
  maintenance,    ///< announced: nothing was sent
  proxy,          ///< its marks time a proxy
  wall,           ///< robots were kept out
  vantage,        ///< our own network failed
  network,        ///< on the way; who is to blame is not known
  unexplained,
  probe,          ///< our own failure, or cancelled
  unfit,          ///< our own slowness might show in it
  gave_up,        ///< the measurement was given up before the limit was reached: it may be either
  other_profile,  ///< loaded for another screen than the reading's
  no_value,       ///< healthy, and without this metric
};
inline constexpr std::size_t kLeftOutReasons = 16;
std::string_view to_string(LeftOut reason);

/// Samples that do not count, by reason.
struct LeftOutCounts {
  std::array<std::uint64_t, kLeftOutReasons> counts{};
  std::uint64_t& of(LeftOut reason) { return counts[static_cast<std::size_t>(reason)]; }
  std::uint64_t of(LeftOut reason) const { return counts[static_cast<std::size_t>(reason)]; }
  LeftOutCounts& operator+=(const LeftOutCounts& other);
  bool operator==(const LeftOutCounts&) const = default;
};

/// The verdict of one vantage, in one segment.
struct SegmentResult {
  std::string browser;  ///< its version; empty: the same in all segments, or no browser's metric
  Judgement judgement;
  bool operator==(const SegmentResult&) const = default;
};

struct VantageResult {
  std::string vantage_id;
  std::string network;  ///< autonomous system; empty: not known
  Verdict verdict = Verdict::insufficient;
  Reason reason = Reason::none;
  std::vector<SegmentResult> segments;  ///< in the order of time; at least one
  std::uint64_t planned = 0;
  std::uint64_t taken = 0;   ///< samples of any outcome
  std::uint64_t failed = 0;  ///< on the portal's side: slower than any limit, or apart
  LeftOutCounts left_out;
  std::optional<Estimate> unavailable;  ///< share of failures, where the criterion counts them apart ...
  std::optional<double> p_unavailable;  ///< ... and the p-value of its being what is allowed
  bool operator==(const VantageResult&) const = default;
};

/// One threshold of one target under one reading.
struct ReadingResult {
  std::size_t reading = 0;  ///< index into the threshold's
  Verdict verdict = Verdict::insufficient;
  Reason reason = Reason::none;
  bool one_vantage = false;             ///< fewer than three vantages on two networks had a say
  std::vector<VantageResult> vantages;  ///< by id; empty: nothing was measured for it
  std::size_t shown = 0;                ///< index of the vantage and ...
  std::size_t shown_segment = 0;        ///< ... of its segment whose figures stand for the verdict
  std::optional<double> p_fail;         ///< the weakest one behind a fail: what is corrected over portals
  bool operator==(const ReadingResult&) const = default;
  /// The judgement whose figures stand for the verdict; null where nothing was measured.
  const Judgement* judgement() const {
    return vantages.empty() ? nullptr : &vantages[shown].segments[shown_segment].judgement;
  }
};

/// One threshold of one target (and address family): a line of the verdicts.
struct TargetResult {
  std::string portal_id;
  std::string target_id;
  std::string role;
  IpFamily ip_family = IpFamily::ipv4;
  std::size_t threshold = 0;            ///< index into the criterion's
  bool configured = true;               ///< false: the default action, which can never pass
  ReadingResult result;                 ///< by the strongest reading that there are values of
  std::vector<ReadingResult> readings;  ///< under each reading, in their order; empty unless asked for
  /// The verdict as if nothing had been excluded; absent where nothing was.
  std::optional<ReadingResult> with_excluded;
  /// Holm's correction of `p_fail` over the portals that fail this threshold's test; absent: no fail, or a
  /// technical result.
  std::optional<double> p_corrected;
  /// The fail holds after the correction, and so may be published; true unless it is a fail of an evaluation.
  bool confirmed = true;
  bool operator==(const TargetResult&) const = default;
};

/// Why a portal's points are not known.
enum class Unscored {
  inconclusive,
  insufficient,
  moved,
  not_confirmed,  ///< a fail that does not hold after the correction for many portals
  role_missing,   ///< one that the criterion requires was not measured
  not_measured,   ///< no target that a threshold applies to
  not_verified,   ///< nobody confirmed its addresses
};
std::string_view to_string(Unscored why);

struct PortalReason {
  Unscored why = Unscored::not_measured;
  std::string threshold;  ///< id; empty: of the portal as a whole
  std::string role;       ///< that is missing, or whose verdict it is
  bool operator==(const PortalReason&) const = default;
};

/// What one threshold gives one portal.
struct ThresholdResult {
  Verdict verdict = Verdict::insufficient;  ///< of the worst role
  std::optional<std::size_t> line;          ///< index of the line that decides; absent: nothing was measured
  std::optional<double> points;             ///< exact; absent: not ranked
  double points_low = 0, points_high = 0;   ///< what they may be, points included
  bool operator==(const ThresholdResult&) const = default;
};

/// How many samples of one portal were caused to fail by whom: all of the pages' and actions' that were
/// taken, fit or not.
struct SideCounts {
  std::uint64_t taken = 0;
  std::uint64_t ok = 0;
  std::array<std::uint64_t, 7> by_side{};  ///< failures, by `Side`
  SideCounts& operator+=(const SideCounts& other);
  bool operator==(const SideCounts&) const = default;
};

struct PortalResult {
  Portal portal;                            ///< as the register has it
  Verdict verdict = Verdict::insufficient;  ///< of the worst threshold
  std::vector<ThresholdResult> thresholds;  ///< in the criterion's order
  std::optional<Points> points;             ///< rounded as the criterion says
  std::optional<PointsRange> range;         ///< what they may be, where that is more than one value
  std::optional<Rank> rank;                 ///< absent: not ranked
  std::vector<PortalReason> reasons;        ///< why it is not ranked, or where its points are a convention
  SideCounts samples;
  bool operator==(const PortalResult&) const = default;
};

/// What some tag's targets came to.
struct TagCounts {
  std::string portal_id;
  std::string tag;
  SideCounts samples;
  bool operator==(const TagCounts&) const = default;
};

/// Samples judged by a criterion.
struct ScoreCard {
  Criterion criterion;
  std::string method;         ///< version of the measuring method that the samples were taken by
  std::string evaluation_id;  ///< empty: a technical result of one sweep
  std::string evaluation_sha256;
  std::vector<std::string> sweeps;  ///< ids, oldest first
  std::vector<std::string> vantages;
  std::vector<BilingualText> notices;  ///< what to know of it, in sentences
  std::vector<TargetResult> verdicts;  ///< by portal (the register's order), threshold, target, family
  std::vector<PortalResult> portals;   ///< ranked ones first, the best first; then the others, by id
  std::vector<TagCounts> tags;         ///< by portal, then tag
  /// Where every reading was asked for: lines of targets that the deciding reading is not about. They are for
  /// the comparison of readings alone, and count in nothing.
  std::vector<TargetResult> compared;
  /// First and last day that the samples are from: the evaluation's period, or the sweep's days. Absent: not
  /// known.
  std::optional<Day> first_day;
  std::optional<Day> last_day;
  bool is_technical() const { return evaluation_id.empty(); }
};

}  // namespace portalprobe
