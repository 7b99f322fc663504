#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/expected.hpp"
#include "core/measured.hpp"
#include "core/score_card.hpp"
#include "scoring/night_groups.hpp"
#include "scoring/score_order.hpp"

namespace portalprobe {

/// Samples that count, each with the number of its group: 6 bytes a time.
struct CountedSamples {
  std::vector<NightGroups::Number> groups;  ///< of the values
  std::vector<std::uint32_t> times;         ///< microseconds, at most 71 minutes; of metrics that are times
  std::vector<double> numbers;              ///< of the others
  std::vector<NightGroups::Number> failed;  ///< groups of failures on the portal's side
};

/// What one vantage measured of one target, under one reading of one threshold.
struct EvidenceCell {
  CountedSamples counted;
  CountedSamples excluded;  ///< would count, but for somebody's decision
  LeftOutCounts left_out;
  LeftOutCounts excluded_left_out;  ///< would be left out anyway
  std::uint64_t taken = 0;          ///< samples of any outcome, of the evaluation's time
  std::vector<std::uint32_t>
      partial_sweeps;                ///< with samples of it, whose plan is not known; in any order, doubled
  std::uint64_t moved = 0;           ///< of these, answered by another host
  std::uint64_t excluded_moved = 0;  ///< of these, excluded
  void clear() { *this = {}; }
};

/// One threshold of one target, by one address family.
struct EvidenceLine {
  std::size_t portal = 0;  ///< index into the portals
  std::size_t target = 0;  ///< index into that portal's
  IpFamily ip_family = IpFamily::ipv4;
  std::size_t threshold = 0;
  std::vector<std::vector<EvidenceCell>> cells;  ///< by reading, then vantage
  bool expected = false;  ///< the deciding reading is about such targets: without samples there is no verdict
};

/// Gathers samples by portal, target, threshold, reading, vantage and night.
///
/// A threshold is read in the same way for all portals: by the strongest reading of which some target has as
/// many values as the threshold asks for; if none has, by the strongest with any value. What weaker ones say
/// is only kept where every reading is asked for. Memory is 6 bytes for each value, and
/// nothing of a sample that does not count.
class Evidence {
 public:
  /// The order must outlive it.
  explicit Evidence(const ScoreOrder& order);

  /// What of samples is needed.
  std::vector<Metric> metrics() const;
  void add(const Measured& sample);
  /// Network failures that several vantages saw at once become the portal's. To be called once, after the
  /// last sample. The error says what made it impossible to judge: samples of several profiles, too many
  /// nights.
  Expected<void> finish();

  const ScoreOrder& order() const { return order_; }
  const NightGroups& groups() const { return groups_; }
  const std::vector<Portal>& portals() const { return portals_; }
  const std::vector<std::string>& vantages() const { return vantages_; }
  const std::vector<EvidenceLine>& lines() const { return lines_; }
  /// The reading that decides, by threshold; with no value anywhere, the strongest with any sample.
  std::size_t deciding(std::size_t threshold) const;
  const std::vector<SideCounts>& sides() const { return sides_; }  ///< by portal
  const std::map<std::pair<std::size_t, std::string>, SideCounts>& tags() const { return tags_; }
  /// How many rounds a sweep shows whose plan is not known.
  std::size_t rounds_seen(std::size_t sweep) const { return rounds_seen_[sweep].size(); }
  std::uint64_t of_unknown_portals() const { return of_unknown_portals_; }

 private:
  struct Slot {
    std::size_t line;
    std::size_t threshold;
    std::size_t reading;
    Metric metric;
    bool other_profile;
  };
  struct Series {
    bool seen = false;
    bool ignored = false;
    std::size_t portal = 0;
    std::size_t target = 0;
    std::size_t vantage = 0;
    std::uint32_t family = 0;  ///< number of what is the same from every vantage
    bool by_browser = false;
    bool may_be_excluded = false;
    std::vector<Slot> slots;
  };
  /// A failure that may be the network's or the portal's: 24 bytes, as there may be millions.
  struct Failure {
    std::int64_t at;
    std::uint32_t family;
    std::uint32_t series;
    NightGroups::Number group;
    bool is_portals;
    bool is_excluded;
    LeftOut left_out;  ///< unless it is the portal's
  };

  Series& series_of(const Measured& sample);
  void enter(Series& series, const Measured& sample);
  std::optional<std::size_t> portal_of(const Measured& sample);
  std::optional<std::size_t> target_of(std::size_t portal, const Measured& sample);
  void add_slots(Series& series, const MeasuredSeries& of, std::string_view role);
  std::size_t line_of(const Series& series, IpFamily family, std::size_t threshold);
  std::size_t vantage_of(const std::string& id);
  void count_side(const Series& series, const Measured& sample);
  std::optional<LeftOut> why_not_of_evaluation(const Series& series, const Measured& sample) const;
  bool is_too_late_or_early(const Portal& portal, const Measured& sample) const;
  void add_to(EvidenceCell& cell, const Slot& slot, const Measured& sample, NightGroups::Number group,
              bool excluded);
  bool gave_up_early(const Measured& sample, const Slot& slot) const;
  void count_taken(EvidenceCell& cell, const Measured& sample, bool belongs, bool excluded) const;
  void take_value_seen(const Slot& slot, const EvidenceCell& cell);
  void note_failure(const Series& series, const Measured& sample, NightGroups::Number group, bool excluded,
                    std::optional<LeftOut> reason);
  void settle_failures();
  void settle(std::span<const Failure> near, const Failure& failure);
  bool has_line(std::size_t portal, std::size_t threshold, std::size_t target) const;
  void expect_registered();

  const ScoreOrder& order_;
  std::vector<Portal> portals_;
  std::map<std::string, std::size_t, std::less<>> portal_numbers_;
  std::vector<std::string> vantages_;
  NightGroups groups_;
  std::vector<Series> series_;
  std::vector<EvidenceLine> lines_;
  std::map<std::tuple<std::size_t, std::size_t, IpFamily, std::size_t>, std::size_t> line_numbers_;
  std::map<std::string, std::uint32_t> families_;
  std::vector<std::optional<std::size_t>> strongest_full_;    ///< by threshold: reading with enough values
  std::vector<std::optional<std::size_t>> strongest_value_;   ///< by threshold: reading with a value
  std::vector<std::optional<std::size_t>> strongest_sample_;  ///< by threshold: reading with any sample
  std::vector<SideCounts> sides_;
  std::map<std::pair<std::size_t, std::string>, SideCounts> tags_;
  std::map<EngineKind, std::map<Profile, std::size_t>> profiles_;  ///< and one sweep that has it
  std::vector<Failure> failures_;
  std::vector<std::set<std::uint32_t>> rounds_seen_;  ///< by sweep; of those whose plan is not known
  bool several_vantages_ = false;
  microseconds round_length_{0};  ///< the longest of all sweeps'
  std::uint64_t of_unknown_portals_ = 0;
};

}  // namespace portalprobe
