#pragma once

#include <deque>
#include <limits>
#include <string>
#include <vector>

#include "core/measured.hpp"
#include "scoring/evidence.hpp"
#include "scoring/score.hpp"
#include "scoring/score_order.hpp"

namespace portalprobe {

/// Sweeps and samples by hand: one page and one action of a portal, unless said otherwise. Times in seconds.
class MadeSamples {
 public:
  MadeSamples() {
    Threshold load;
    load.id = "page-load";
    load.kind = TargetKind::page;
    load.readings = {lcp(), network_load()};
    load.limit = 2.5e6;
    load.points = 10;
    order.criterion.id = "made";
    order.criterion.thresholds = {load};
    Evaluation evaluation;
    evaluation.id = "made-2026";
    evaluation.begins = day(0) - std::chrono::hours(7);
    evaluation.ends = day(400);
    evaluation.vantages = {"ha-noi"};
    order.evaluation = evaluation;
    order.method = "1";
  }

  static Reading lcp() {
    return {Metric::largest_contentful_paint,
            EngineKind::browser,
            TargetKind::page,
            Connection::cold,
            std::nullopt,
            false};
  }
  static Reading network_load() {
    return {Metric::network_load, EngineKind::network, TargetKind::page,
            Connection::cold,     std::nullopt,        true};
  }
  static Reading response_time() {
    return {Metric::response_time, EngineKind::http, TargetKind::action,
            Connection::warm,      std::nullopt,     false};
  }

  /// 22:00 in Hà Nội on the first day, 1 November 2026, and so on.
  static WallTime day(int number) {
    return WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 1)) + std::chrono::hours(15) +
           std::chrono::days(number);
  }

  Portal& portal(const std::string& id) { return portal(id, {page("home", "home")}); }
  Portal& portal(const std::string& id, std::vector<Target> targets) {
    Portal portal;
    portal.id = portal.name = id;
    portal.verified = std::chrono::year(2026) / 10 / 1;
    portal.targets = std::move(targets);
    order.portals.push_back(std::move(portal));
    return order.portals.back();
  }
  static Target page(const std::string& id, const std::string& role = "home") {
    Target target;
    target.id = id;
    target.role = role;
    return target;
  }
  static Target action(const std::string& id, bool configured = true) {
    Target target;
    target.id = id;
    target.role = "search";
    target.kind = TargetKind::action;
    target.configured = configured;
    return target;
  }

  std::size_t sweep(int night, const std::string& vantage = "ha-noi", const std::string& network = "AS1",
                    std::uint32_t rounds = 12, const std::string& browser = "") {
    ScoredSweep sweep;
    sweep.id = "sweep-" + std::to_string(order.sweeps.size());
    sweep.vantage_id = vantage;
    sweep.vantage_network = network;
    sweep.stratum = "night";
    sweep.scheduled_at = day(night);
    sweep.utc_offset = std::chrono::hours(7);
    sweep.rounds = rounds;
    sweep.browser = browser;
    order.sweeps.push_back(sweep);
    return order.sweeps.size() - 1;
  }

  /// A page load by the browser; change it as you like before `judge`.
  Measured& add(std::size_t sweep, const std::string& portal, const std::string& target, double took,
                std::uint32_t round = 0) {
    return add(sweep, portal, target, TargetKind::page, EngineKind::browser, Connection::cold,
               Metric::largest_contentful_paint, took, round);
  }
  Measured& add(std::size_t sweep, const std::string& portal, const std::string& target, TargetKind kind,
                EngineKind engine, Connection connection, Metric metric, double took, std::uint32_t round = 0,
                Profile profile = Profile::none) {
    const MeasuredSeries of{portal,     target,        order.sweeps[sweep].vantage_id, kind, engine, profile,
                            connection, IpFamily::ipv4};
    Measured sample;
    sample.series = number_of(of);
    sample.sweep = sweep;
    sample.round = round;
    sample.role = kind == TargetKind::action ? "search" : "home";
    sample.stratum = "night";
    sample.at = order.sweeps[sweep].scheduled_at + std::chrono::minutes(round);
    sample.values.fill(std::numeric_limits<double>::quiet_NaN());
    sample.values[static_cast<std::size_t>(metric)] = took * 1e6;
    samples.push_back(sample);
    return samples.back();
  }
  static void fails(Measured& sample, Outcome outcome, Side side) {
    sample.outcome = outcome;
    sample.side = side;
    sample.values.fill(std::numeric_limits<double>::quiet_NaN());
  }

  /// So many nights of twelve page loads that all take so long, but for a little.
  void nights(int count, const std::string& portal, double took, const std::string& vantage = "ha-noi",
              const std::string& network = "AS1", const std::string& browser = "", int from = 0) {
    for (int night = from; night < from + count; ++night) {
      const auto number = sweep(night, vantage, network, 12, browser);
      for (std::uint32_t round = 0; round < 12; ++round)
        add(number, portal, "home", took + 0.001 * round, round);
    }
  }

  Expected<ScoreCard> judge() {
    Evidence evidence(order);
    for (auto& sample : samples) {
      sample.of = &series[sample.series];
      evidence.add(sample);
    }
    if (auto done = evidence.finish(); !done) return tl::unexpected(done.error());
    return score(evidence);
  }

  ScoreOrder order;
  std::deque<MeasuredSeries> series;
  std::deque<Measured> samples;

 private:
  std::size_t number_of(const MeasuredSeries& one) {
    for (std::size_t i = 0; i < series.size(); ++i) {
      if (series[i] == one) return i;
    }
    series.push_back(one);
    return series.size() - 1;
  }
};

/// A line of a card, and the vantage whose figures stand for it.
inline const TargetResult& line(const Expected<ScoreCard>& card, std::size_t number = 0) {
  return card->verdicts.at(number);
}
inline const VantageResult& shown(const TargetResult& line) {
  return line.result.vantages.at(line.result.shown);
}

}  // namespace portalprobe
