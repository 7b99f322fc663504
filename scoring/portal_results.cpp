#include "scoring/portal_results.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "scoring/ranking.hpp"
#include "scoring/threshold_points.hpp"

namespace portalprobe {
namespace {

using LinesOfPortals = std::map<std::string_view, std::vector<std::vector<std::size_t>>>;

/// Indices of lines, by portal and threshold.
LinesOfPortals lines_by_portal(const ScoreCard& card) {
  LinesOfPortals all;
  for (std::size_t i = 0; i < card.verdicts.size(); ++i) {
    auto& lines = all[card.verdicts[i].portal_id];
    lines.resize(card.criterion.thresholds.size());
    lines[card.verdicts[i].threshold].push_back(i);
  }
  return all;
}

class PortalScorer {
 public:
  PortalScorer(const ScoreCard& card, const Portal& portal,
               const std::vector<std::vector<std::size_t>>& lines)
      : card_(card), criterion_(card.criterion), lines_(lines) {
    result_.portal = portal;
  }

  PortalResult score() {
    if (!card_.is_technical() && !result_.portal.verified) {
      result_.reasons.push_back({Unscored::not_verified, "", ""});
      result_.thresholds.resize(criterion_.thresholds.size());
      return std::move(result_);
    }
    result_.verdict = Verdict::pass;
    for (std::size_t t = 0; t < criterion_.thresholds.size(); ++t) add_threshold(t);
    add_missing_roles();
    add_points();
    return std::move(result_);
  }

 private:
  void add_threshold(std::size_t t) {
    auto threshold = put_together(criterion_, card_.verdicts, lines_[t]);
    if (badness(threshold.verdict) > badness(result_.verdict)) result_.verdict = threshold.verdict;
    if (!threshold.line) {
      result_.reasons.push_back({Unscored::not_measured, criterion_.thresholds[t].id, ""});
      incomplete_ = incomplete_ || criterion_.thresholds[t].points > 0;
    } else {
      add_reasons(t, threshold);
    }
    result_.thresholds.push_back(std::move(threshold));
  }

  /// The deciding line's; where points are missing although that one is decided, those of the lines that are
  /// not.
  void add_reasons(std::size_t t, const ThresholdResult& threshold) {
    const auto add = [&](std::size_t index) {
      const TargetResult& line = card_.verdicts[index];
      const auto why = why_undecided(line);
      if (why) result_.reasons.push_back({*why, criterion_.thresholds[t].id, line.role});
      return why.has_value();
    };
    if (add(*threshold.line) || threshold.points) return;
    for (const std::size_t index : lines_[t]) add(index);
  }

  static std::optional<Unscored> why_undecided(const TargetResult& line) {
    switch (line.result.verdict) {
      case Verdict::pass:
        return std::nullopt;
      case Verdict::fail:
        return line.confirmed ? std::nullopt : std::optional(Unscored::not_confirmed);
      case Verdict::inconclusive:
        return Unscored::inconclusive;
      case Verdict::insufficient:
        return line.result.reason == Reason::moved ? Unscored::moved : Unscored::insufficient;
    }
    return std::nullopt;  // not reached
  }

  void add_missing_roles() {
    for (const auto& role : criterion_.required_roles) {
      const bool measured = std::ranges::any_of(lines_, [&](const auto& lines) {
        return std::ranges::any_of(lines, [&](std::size_t i) { return card_.verdicts[i].role == role; });
      });
      if (measured) continue;
      result_.reasons.push_back({Unscored::role_missing, "", role});
      incomplete_ = true;
    }
  }

  void add_points() {
    if (incomplete_) return;
    double sum = 0;
    double low = 0;
    double high = 0;
    for (std::size_t t = 0; t < result_.thresholds.size(); ++t) {
      const auto& threshold = result_.thresholds[t];
      if (criterion_.thresholds[t].points <= 0) continue;
      if (!threshold.points) return;
      sum += *threshold.points;
      low += threshold.points_low;
      high += threshold.points_high;
    }
    const auto as_shown = [this](double points) {
      return rounded(Points::nearest(points).value_or(Points{}), criterion_.digits, criterion_.rounding);
    };
    result_.points = as_shown(sum);
    const PointsRange range{std::min(as_shown(low), *result_.points),
                            std::max(as_shown(high), *result_.points)};
    if (range.low < range.high) result_.range = range;
  }

  const ScoreCard& card_;
  const Criterion& criterion_;
  const std::vector<std::vector<std::size_t>>& lines_;
  PortalResult result_;
  bool incomplete_ = false;
};

void add_ranks(std::vector<PortalResult>& portals, RankBands bands) {
  std::vector<PortalResult*> ranked;
  std::vector<PointsRange> totals;
  for (auto& portal : portals) {
    if (!portal.points) continue;
    ranked.push_back(&portal);
    const PointsRange alone{*portal.points, *portal.points};
    totals.push_back(bands == RankBands::overlapping ? portal.range.value_or(alone) : alone);
  }
  const auto ranks = ranks_of(totals);
  for (std::size_t i = 0; i < ranked.size(); ++i) ranked[i]->rank = ranks[i];
}

}  // namespace

void add_portal_results(ScoreCard& card, const std::vector<Portal>& portals,
                        const std::vector<SideCounts>& sides) {
  const auto lines = lines_by_portal(card);
  const std::vector<std::vector<std::size_t>> none(card.criterion.thresholds.size());
  for (std::size_t i = 0; i < portals.size(); ++i) {
    const auto found = lines.find(portals[i].id);
    card.portals.push_back(
        PortalScorer(card, portals[i], found == lines.end() ? none : found->second).score());
    card.portals.back().samples = sides[i];
  }
  add_ranks(card.portals, card.criterion.rank_bands);
  const auto place = [](const PortalResult& result) {
    return std::tuple(!result.rank, result.rank ? result.rank->first : 0,
                      result.points ? -*result.points : Points{}, std::string_view(result.portal.id));
  };
  std::ranges::stable_sort(card.portals,
                           [&place](const auto& a, const auto& b) { return place(a) < place(b); });
}

}  // namespace portalprobe
