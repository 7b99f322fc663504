#include "scheduler/plan.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/round.hpp"
#include "scheduler/random.hpp"
#include "scheduler/selection.hpp"
#include "scheduler/shard.hpp"
#include "scheduler/spread.hpp"

namespace portalprobe {
namespace {

struct PlannedUnit {
  std::uint32_t portal = 0;
  RoundUnit unit;
};
using LaneUnits = std::vector<PlannedUnit>;

/// Without a window the order still has to be spread; any length will do.
constexpr microseconds kImaginarySlice = std::chrono::hours(1);

std::vector<LaneUnits> units_by_lane(const PlanRequest& request) {
  const auto lanes = lanes_of(request.portals);
  std::vector<LaneUnits> units(lanes.empty() ? 0 : *std::max_element(lanes.begin(), lanes.end()) + 1);
  for (std::uint32_t i = 0; i < request.portals.size(); ++i) {
    if (!valid_on(request.portals[i], request.day)) continue;
    for (const auto& unit :
         round_units(request.portals[i], RoundSettings(request.families, request.page_loads)))
      units[lanes[i]].push_back({i, unit});
  }
  std::erase_if(units, [](const LaneUnits& lane) { return lane.empty(); });
  return units;
}

/// Lays rounds out one after another. Every number is drawn whether or not its measurement is wanted: what is
/// left out moves nobody else.
class Planner {
 public:
  explicit Planner(const PlanRequest& request)
      : request_(request),
        random_(request.seed),
        selection_(request.only, request.portals),
        shards_(shards_of(request.portals, request.shard.count)),
        lanes_(units_by_lane(request)) {
    count_lanes();
  }

  std::vector<PlannedMeasurement> plan() {
    for (int round = 0; round < request_.rounds; ++round) {
      if (round == 1) leave_out_the_first_rounds_own();
      add_round(static_cast<std::uint32_t>(round));
    }
    std::stable_sort(plan_.begin(), plan_.end(),
                     [](const auto& a, const auto& b) { return a.scheduled_at < b.scheduled_at; });
    if (immediate()) {
      for (auto& planned : plan_) planned.scheduled_at = request_.start;
    }
    return std::move(plan_);
  }

 private:
  void count_lanes() {
    lanes_alike_.clear();
    for (const auto& lane : lanes_) ++lanes_alike_[lane.size()];
  }

  void leave_out_the_first_rounds_own() {
    for (auto& lane : lanes_)
      std::erase_if(lane, [](const PlannedUnit& planned) { return planned.unit.first_round_only; });
    std::erase_if(lanes_, [](const LaneUnits& lane) { return lane.empty(); });
    count_lanes();
  }

  bool immediate() const { return request_.window <= microseconds(0); }

  WallTime slice_begin(std::uint32_t round) const {
    if (immediate()) return request_.start + kImaginarySlice * round;
    // Whole and remainder apart, as for a long window with many rounds the product may not fit.
    const std::int64_t rounds = request_.rounds;
    const std::int64_t window = request_.window.count();
    return request_.start + microseconds(window / rounds * round + window % rounds * round / rounds);
  }

  void add_round(std::uint32_t round) {
    random_.shuffle(lanes_);
    const WallTime begin = slice_begin(round);
    const microseconds slice = slice_begin(round + 1) - begin;
    std::unordered_map<std::size_t, std::uint64_t> next_rank;  // among the lanes that have as many units
    for (auto& lane : lanes_) {
      const auto spread = spread_lane(slice, request_.host_gap, lane.size());
      const auto stretch = stretch_of(spread.part, next_rank[lane.size()]++, lanes_alike_[lane.size()]);
      const auto jitter = microseconds(random_.below(static_cast<std::uint64_t>(stretch.length.count())));
      add_lane(round, lane, begin + stretch.begin + jitter, spread);
    }
  }

  void add_lane(std::uint32_t round, LaneUnits& lane, WallTime first, const LaneSpread& spread) {
    random_.shuffle(lane);
    for (const auto& unit : lane) {
      add_unit(round, unit, first, spread.pair_gap);
      first += spread.part;
    }
  }

  void add_unit(std::uint32_t round, const PlannedUnit& planned, WallTime at, microseconds pair_gap) {
    if (!planned.unit.pair) return add(round, planned, at, Connection::cold);
    const bool cold_first = random_.coin();
    add(round, planned, at, cold_first ? Connection::cold : Connection::warm);
    add(round, planned, at + pair_gap, cold_first ? Connection::warm : Connection::cold);
  }

  void add(std::uint32_t round, const PlannedUnit& planned, WallTime at, Connection connection) {
    const auto& unit = planned.unit;
    if (shards_[planned.portal] != request_.shard.index) return;
    if (!selection_.contains(planned.portal, unit.target)) return;
    PlannedMeasurement& one = plan_.emplace_back();
    one.scheduled_at = at;
    one.portal = planned.portal;
    one.round = round;
    one.target = unit.target;
    one.engine = unit.engine;
    one.profile = unit.profile;
    one.connection = connection;
    one.ip_family = unit.ip_family;
  }

  const PlanRequest& request_;
  Random random_;
  Selection selection_;
  std::vector<std::uint32_t> shards_;
  std::vector<LaneUnits> lanes_;
  std::unordered_map<std::size_t, std::uint64_t> lanes_alike_;  ///< how many lanes have so many units
  std::vector<PlannedMeasurement> plan_;
};

}  // namespace

std::vector<PlannedMeasurement> make_plan(const PlanRequest& request) { return Planner(request).plan(); }

bool valid_on(const Portal& portal, Day day) {
  if (!day.ok()) return true;
  return (!portal.valid_from || *portal.valid_from <= day) && (!portal.valid_to || day <= *portal.valid_to);
}

}  // namespace portalprobe
