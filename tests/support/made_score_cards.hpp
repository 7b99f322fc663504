#pragma once

#include <chrono>
#include <limits>
#include <string>
#include <utility>

#include "core/score_card.hpp"
#include "tests/support/evaluations.hpp"

/// Small score cards, made by hand: what prints them is tested without judging anything.
namespace portalprobe::testing_scores {

using testing_evaluations::pt;
using testing_evaluations::range;

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Two thresholds of ten points; pages may be read by a lower bound, too.
inline Criterion made_criterion() {
  Criterion criterion;
  criterion.id = "level-a-2023";
  criterion.title = {"Ngưỡng mức A", "Level A"};
  criterion.source = {"Quyết định 1033", "Decision 1033"};
  criterion.assumptions = {{"20 điểm chia đều", "20 points split evenly"}};
  criterion.sha256 = "c0ffee";
  Threshold pages;
  pages.id = "page-load";
  pages.title = {"Tốc độ tải trang", "Page load"};
  pages.readings = {{Metric::largest_contentful_paint, EngineKind::browser, TargetKind::page,
                     Connection::cold, Profile::desktop, false},
                    {Metric::network_load, EngineKind::network, TargetKind::page, Connection::cold,
                     Profile::desktop, true}};
  pages.limit = 2'500'000;
  pages.points = 10;
  Threshold actions;
  actions.id = "response";
  actions.title = {"Thời gian phản hồi", "Response time"};
  actions.kind = TargetKind::action;
  actions.readings = {
      {Metric::response_time, EngineKind::http, TargetKind::action, Connection::warm, std::nullopt, false}};
  actions.limit = 200'000;
  actions.points = 10;
  criterion.thresholds = {pages, actions};
  return criterion;
}

inline Judgement judgement(Verdict verdict, Reason reason, Estimate quantile, Estimate share) {
  Judgement made;
  made.verdict = verdict;
  made.reason = reason;
  made.samples = 700;
  made.nights = 30;
  made.quantile = quantile;
  made.share = share;
  made.effective_samples = 310.5;
  made.correlation = NightCorrelation{0.25, 2.5};
  made.p_fail = 0.75;
  made.p_pass = 0.001;
  return made;
}

/// One vantage's say.
inline ReadingResult result(std::size_t reading, Judgement made) {
  ReadingResult result;
  result.reading = reading;
  result.verdict = made.verdict;
  result.reason = made.reason;
  result.one_vantage = true;
  VantageResult vantage;
  vantage.vantage_id = "ha-noi-1";
  vantage.network = "AS45899";
  vantage.verdict = made.verdict;
  vantage.reason = made.reason;
  vantage.segments = {{"", made}};
  vantage.planned = 720;
  vantage.taken = 718;
  vantage.failed = 3;
  vantage.left_out.of(LeftOut::unfit) = 18;
  result.vantages = {vantage};
  return result;
}

inline TargetResult line(std::string portal, std::string target, std::size_t threshold,
                         ReadingResult result) {
  TargetResult line;
  line.portal_id = std::move(portal);
  line.target_id = line.role = std::move(target);
  line.threshold = threshold;
  line.result = std::move(result);
  return line;
}

inline Portal portal(std::string id, std::string name, std::string vendor) {
  Portal portal;
  portal.id = std::move(id);
  portal.name = std::move(name);
  portal.block = "province";
  portal.vendor = std::move(vendor);
  return portal;
}

inline void add_samples(SideCounts& samples, std::uint64_t ok, std::uint64_t by_portal, std::uint64_t walls) {
  samples.taken += ok + by_portal + walls;
  samples.ok += ok;
  samples.by_side[static_cast<std::size_t>(Side::portal)] += by_portal;
  samples.by_side[static_cast<std::size_t>(Side::protection)] += walls;
}

/// Hà Nội passes; of Huế one page fails, beyond any limit, and the response is in doubt; Đà Nẵng, whose name
/// is a formula, has a lower bound for its page and keeps the tool from its action.
inline ScoreCard made_score_card() {
  ScoreCard card;
  card.criterion = made_criterion();
  card.method = "1";
  card.evaluation_id = "performance-2026";
  card.evaluation_sha256 = "5ea1";
  card.sweeps = {"20261101T150000Z-aaaaaaaaaaaa", "20261102T150000Z-bbbbbbbbbbbb"};
  card.vantages = {"ha-noi-1"};
  card.notices = {{"một điểm đo", "one vantage"}};
  card.first_day = Day{std::chrono::year(2026), std::chrono::November, std::chrono::day(1)};
  card.last_day = Day{std::chrono::year(2026), std::chrono::November, std::chrono::day(30)};

  auto fast = result(
      0, judgement(Verdict::pass, Reason::none, {1'800'000, 1'700'000, 1'900'000}, {0.125, 0.0625, 0.1875}));
  fast.one_vantage = false;
  auto quick = result(0, judgement(Verdict::pass, Reason::none, {150'000.5, 140'000, 160'000}, {0, 0, 0.01}));
  auto slow = result(
      0, judgement(Verdict::fail, Reason::none, {2'500'400, 2'500'001, kInfinity}, {0.5, 0.375, 0.625}));
  slow.p_fail = 1e-9;
  auto doubtful = result(0, judgement(Verdict::inconclusive, Reason::interval_straddles,
                                      {190'000, 180'000, std::nullopt}, {0.25, 0.125, 0.375}));
  auto bound = result(1, judgement(Verdict::inconclusive, Reason::only_a_lower_bound,
                                   {1'800'000, 1'700'000, 1'900'000}, {0.125, 0.0625, 0.1875}));
  Judgement nothing;
  nothing.reason = Reason::too_many_walls;
  nothing.samples = 4;
  nothing.nights = 1;
  auto walled = result(0, nothing);
  walled.vantages[0].left_out = {};
  walled.vantages[0].left_out.of(LeftOut::wall) = 700;
  walled.vantages[0].left_out.of(LeftOut::unfit) = 14;

  card.verdicts = {line("ha-noi", "home", 0, fast),   line("ha-noi", "search", 1, quick),
                   line("hue", "home", 0, slow),      line("hue", "search", 1, doubtful),
                   line("da-nang", "home", 0, bound), line("da-nang", "search", 1, walled)};
  card.verdicts[2].p_corrected = 0.25;
  card.verdicts[2].confirmed = false;
  card.verdicts[3].with_excluded = quick;
  card.verdicts[5].ip_family = IpFamily::ipv6;

  PortalResult first;
  first.portal = portal("ha-noi", "Thành phố Hà Nội", "VNPT");
  first.verdict = Verdict::pass;
  first.thresholds = {{Verdict::pass, 0, 10, 10, 10}, {Verdict::pass, 1, 10, 10, 10}};
  first.points = pt(20);
  first.rank = Rank{1, 1, false, 1};
  add_samples(first.samples, 1430, 6, 0);
  PortalResult second;
  second.portal = portal("hue", "Thành phố Huế", "VNPT");
  second.verdict = Verdict::fail;
  second.thresholds = {{Verdict::fail, 2, 0, 0, 0}, {Verdict::inconclusive, 3, 2.5, 0, 10}};
  second.points = pt(2.5);
  second.range = range(0, 10);
  second.rank = Rank{2, 3, true, 2};
  second.reasons = {{Unscored::inconclusive, "response", "search"}};
  add_samples(second.samples, 1400, 36, 0);
  PortalResult third;
  third.portal = portal("da-nang", "=Đà Nẵng", "");
  third.verdict = Verdict::insufficient;
  third.thresholds = {{Verdict::inconclusive, 4, std::nullopt, 0, 10},
                      {Verdict::insufficient, 5, std::nullopt, 0, 10}};
  third.range = range(0, 20);
  third.reasons = {{Unscored::inconclusive, "page-load", "home"}, {Unscored::insufficient, "response", ""}};
  add_samples(third.samples, 730, 6, 700);
  card.portals = {first, second, third};
  card.tags = {{"ha-noi", "payment", first.samples}, {"hue", "payment", second.samples}};
  return card;
}

/// The same of one sweep: no nights, no other word on them.
inline ScoreCard made_technical_card() {
  ScoreCard card = made_score_card();
  card.evaluation_id.clear();
  card.evaluation_sha256.clear();
  card.sweeps.resize(1);
  card.last_day = card.first_day;
  for (auto& line : card.verdicts) {
    line.p_corrected.reset();
    line.confirmed = true;
    for (auto& vantage : line.result.vantages) {
      Judgement& one = vantage.segments[0].judgement;
      one.technical = true;
      one.nights = 0;
      one.correlation.reset();
      one.effective_samples.reset();
    }
  }
  return card;
}

/// The same with both readings of the pages.
inline ScoreCard made_card_with_readings() {
  ScoreCard card = made_score_card();
  for (auto& line : card.verdicts) {
    if (line.threshold != 0) continue;
    ReadingResult other;
    other.reading = 1 - line.result.reading;
    line.readings = {line.result, other};
    if (line.result.reading == 1) std::swap(line.readings[0], line.readings[1]);
  }
  return card;
}

}  // namespace portalprobe::testing_scores
