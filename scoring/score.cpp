#include "scoring/score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <thread>
#include <tuple>
#include <utility>

#include "scoring/holm.hpp"
#include "scoring/portal_results.hpp"
#include "scoring/reading_verdict.hpp"

namespace portalprobe {
namespace {

bool has_samples(const EvidenceLine& line, std::size_t reading) {
  return std::ranges::any_of(line.cells[reading], [](const EvidenceCell& cell) { return cell.taken > 0; });
}

bool has_excluded(const EvidenceLine& line, std::size_t reading) {
  return std::ranges::any_of(
      line.cells[reading], [](const EvidenceCell& cell) { return cell.left_out.of(LeftOut::excluded) > 0; });
}

/// Whether the line is a verdict: the deciding reading is about such targets. An evaluation owes one on each
/// target of the register; of one sweep, on those that were measured.
bool is_verdict(const Evidence& evidence, const EvidenceLine& line) {
  return line.expected || has_samples(line, evidence.deciding(line.threshold));
}

/// Whether the line is there for the comparison of readings alone.
bool is_compared(const Evidence& evidence, const EvidenceLine& line) {
  if (!evidence.order().every_reading || is_verdict(evidence, line)) return false;
  for (std::size_t reading = 0; reading < line.cells.size(); ++reading) {
    if (has_samples(line, reading)) return true;
  }
  return false;
}

Expected<TargetResult> judge_line(const Evidence& evidence, const EvidenceLine& line) {
  const Portal& portal = evidence.portals()[line.portal];
  const Target& target = portal.targets[line.target];
  TargetResult result;
  result.portal_id = portal.id;
  result.target_id = target.id;
  result.role = target.role;
  result.ip_family = line.ip_family;
  result.threshold = line.threshold;
  result.configured = target.configured;
  const std::size_t deciding = evidence.deciding(line.threshold);
  auto judged = judge_reading(evidence, line, deciding, false);
  if (!judged) return tl::unexpected(judged.error());
  result.result = std::move(*judged);
  if (has_excluded(line, deciding)) {
    auto with = judge_reading(evidence, line, deciding, true);
    if (!with) return tl::unexpected(with.error());
    result.with_excluded = std::move(*with);
  }
  if (!evidence.order().every_reading) return result;
  for (std::size_t reading = 0; reading < line.cells.size(); ++reading) {
    auto other = judge_reading(evidence, line, reading, false);
    if (!other) return tl::unexpected(other.error());
    result.readings.push_back(std::move(*other));
  }
  return result;
}

using IsWanted = bool (*)(const Evidence&, const EvidenceLine&);

std::vector<const EvidenceLine*> lines_that(const Evidence& evidence, IsWanted is_wanted) {
  std::vector<const EvidenceLine*> lines;
  for (const auto& line : evidence.lines()) {
    if (is_wanted(evidence, line)) lines.push_back(&line);
  }
  std::ranges::sort(lines, {}, [](const EvidenceLine* line) {
    return std::tuple(line->portal, line->threshold, line->target, line->ip_family);
  });
  return lines;
}

Expected<std::vector<TargetResult>> judge_lines(const Evidence& evidence, IsWanted is_wanted) {
  const auto lines = lines_that(evidence, is_wanted);
  std::vector<Expected<TargetResult>> results(lines.size(), Expected<TargetResult>(TargetResult{}));
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < lines.size(); i = next++) results[i] = judge_line(evidence, *lines[i]);
  };
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
      others.emplace_back(work);
    work();
  }
  std::vector<TargetResult> verdicts;
  for (auto& result : results) {
    if (!result) return tl::unexpected(result.error());
    verdicts.push_back(std::move(*result));
  }
  return verdicts;
}

/// Every line of a threshold was a test: among so many, some fail by chance.
void correct_fails(ScoreCard& card) {
  for (std::size_t t = 0; t < card.criterion.thresholds.size(); ++t) {
    std::vector<TargetResult*> tested;
    std::vector<double> p_values;
    for (auto& line : card.verdicts) {
      if (line.threshold != t || !line.result.p_fail) continue;
      tested.push_back(&line);
      p_values.push_back(*line.result.p_fail);
    }
    const auto corrected = holm(p_values);
    const double level = (1 - card.criterion.thresholds[t].confidence) / 2;
    for (std::size_t i = 0; i < tested.size(); ++i) {
      if (tested[i]->result.verdict != Verdict::fail) continue;
      tested[i]->p_corrected = corrected[i];
      tested[i]->confirmed = corrected[i] <= level;
    }
  }
}

void add_tags(ScoreCard& card, const Evidence& evidence) {
  for (const auto& [key, counts] : evidence.tags())
    card.tags.push_back({evidence.portals()[key.first].id, key.second, counts});
}

/// Portals are compared on what was measured of them: other roles are another measure.
void note_roles(ScoreCard& card) {
  std::map<std::string, std::set<std::string>> roles;
  for (const auto& line : card.verdicts) roles[line.portal_id].insert(line.role);
  std::set<std::set<std::string>> different;
  for (const auto& [portal, of_portal] : roles) different.insert(of_portal);
  if (different.size() > 1) {
    card.notices.push_back(
        {fmt::format(
             "các Cổng được đo trên {} tập vai trò khác nhau mà thứ tự vẫn so sánh chung (muốn tránh, "
             "khai báo vai trò bắt buộc bằng `required` trong tệp tiêu chí)",
             different.size()),
         fmt::format("portals were measured on {} different sets of roles: ranks compare them as they are "
                     "(`required` roles in the criterion would not)",
                     different.size())});
  }
}

void add_notices(ScoreCard& card, const Evidence& evidence) {
  note_roles(card);
  if (evidence.of_unknown_portals() > 0) {
    card.notices.push_back(
        {fmt::format("{} lần đo là của Cổng hoặc đối tượng đo không có trong danh mục",
                     evidence.of_unknown_portals()),
         fmt::format("{} samples are of portals or targets that the register does not have",
                     evidence.of_unknown_portals())});
  }
  if (!evidence.order().evaluation) return;
  for (const auto& vantage : evidence.order().evaluation->vantages) {
    if (std::ranges::find(evidence.vantages(), vantage) == evidence.vantages().end())
      card.notices.push_back({fmt::format("điểm đo {} không có đợt đo nào trong kỳ đánh giá", vantage),
                              fmt::format("vantage {} has no sweep in the evaluation", vantage)});
  }
}

}  // namespace

Expected<ScoreCard> score(const Evidence& evidence) {
  const ScoreOrder& order = evidence.order();
  ScoreCard card;
  card.criterion = order.criterion;
  card.method = order.method;
  if (order.evaluation) {
    card.evaluation_id = order.evaluation->id;
    card.evaluation_sha256 = order.evaluation->sha256;
    card.first_day = order.evaluation->from;
    card.last_day = order.evaluation->to;
  } else if (!order.sweeps.empty()) {
    const ScoredSweep& sweep = order.sweeps.front();
    const std::chrono::sys_days day{std::chrono::days(local_day(sweep, sweep.scheduled_at))};
    card.first_day = card.last_day = Day(day);
  }
  for (const auto& sweep : order.sweeps) card.sweeps.push_back(sweep.id);
  card.vantages = evidence.vantages();
  auto verdicts = judge_lines(evidence, is_verdict);
  if (!verdicts) return tl::unexpected(verdicts.error());
  card.verdicts = std::move(*verdicts);
  auto compared = judge_lines(evidence, is_compared);
  if (!compared) return tl::unexpected(compared.error());
  card.compared = std::move(*compared);
  if (order.evaluation) correct_fails(card);
  add_portal_results(card, evidence.portals(), evidence.sides());
  add_tags(card, evidence);
  add_notices(card, evidence);
  return card;
}

}  // namespace portalprobe
