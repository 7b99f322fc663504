#include "scoring/sweep_choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace portalprobe {
namespace {

constexpr std::size_t kNamed = 3;  ///< how many ids a sentence lists

std::string fact(const SweepRecord& record, const char* name) {
  const auto found = record.versions.find(name);
  return found == record.versions.end() ? "" : found->second;
}

std::string some(const std::vector<std::string>& ids) {
  const std::vector<std::string> first(
      ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(kNamed, ids.size())));
  return fmt::format("{}{}", fmt::join(first, ", "), ids.size() > kNamed ? " ..." : "");
}

/// How many sweeps are so, and some of them; nothing where none is.
void add_notice(SweepChoice& choice, const std::vector<std::string>& ids, const BilingualText& what) {
  if (ids.empty()) return;
  const auto sentence = [&ids](const std::string& text) {
    return fmt::format("{} {}: {}", ids.size(), text, some(ids));
  };
  choice.notices.push_back({sentence(what.vi), sentence(what.en)});
}

class Choosing {
 public:
  explicit Choosing(const UtcOffset& offset) : offset_(offset) {}

  void add(const SweepRecord& record) {
    ScoredSweep& sweep = by_id_[record.id];
    if (sweep.id.empty()) {
      sweep.id = record.id;
      sweep.vantage_id = record.vantage_id;
      sweep.vantage_network = record.vantage_network;
      sweep.stratum = record.stratum;
      sweep.scheduled_at = record.scheduled_at;
      sweep.utc_offset = offset_(record.scheduled_at);
      sweep.rounds = record.rounds;
      if (record.rounds > 0) sweep.round_length = record.window / record.rounds;
    }
    sweep.whole = sweep.whole && !record.imported && record.only.empty();
    if (sweep.browser.empty()) sweep.browser = fact(record, "chromium");
    if (!record.complete) (record.imported ? half_imported_ : incomplete_).push_back(record.id);
    if (!record.imported && record.stored > record.planned) crowded_.push_back(record.id);
    if (!record.only.empty()) partial_.push_back(record.id);
    if (record.imported) imported_.push_back(record.id);
    if (clock_synchronised(record.clock) == false) unsynchronised_.push_back(record.id);
    if (!fact(record, "chromium_later").empty()) upgraded_.push_back(record.id);
  }

  SweepChoice take() {
    SweepChoice choice;
    for (auto& [id, sweep] : by_id_) choice.sweeps.push_back(std::move(sweep));
    std::ranges::stable_sort(choice.sweeps, {}, &ScoredSweep::scheduled_at);
    add_notice(choice, incomplete_,
               {"đợt đo (hoặc phần của đợt đo) chưa đo đủ kế hoạch", "sweeps (or shards) are incomplete"});
    add_notice(choice, half_imported_,
               {"đợt đo được nhập dở dang từ tệp (hãy nhập lại)",
                "sweeps were imported in part, as an import was interrupted (do it again)"});
    add_notice(choice, crowded_,
               {"đợt đo (hoặc phần của đợt đo) có nhiều lần đo hơn kế hoạch",
                "sweeps (or shards) hold more samples than were planned"});
    add_notice(choice, partial_,
               {"đợt đo chỉ đo một phần danh sách (--only): các Cổng không được đo như nhau",
                "sweeps were measured with --only: portals were not measured alike"});
    add_notice(choice, imported_,
               {"đợt đo được nhập từ tệp, không rõ kế hoạch đo",
                "sweeps were imported, and what was planned for them is not known"});
    add_notice(choice, unsynchronised_,
               {"đợt đo (hoặc phần của đợt đo) có đồng hồ máy đo chưa được đồng bộ",
                "sweeps (or shards) had a clock that was not synchronised"});
    add_notice(choice, upgraded_,
               {"đợt đo (hoặc phần của đợt đo) có Chromium được nâng cấp giữa chừng",
                "sweeps (or shards) saw Chromium upgraded in their middle"});
    return choice;
  }

 private:
  const UtcOffset& offset_;
  std::map<std::string, ScoredSweep> by_id_;
  std::vector<std::string> incomplete_, imported_, half_imported_, crowded_, partial_, unsynchronised_,
      upgraded_;
};

bool is_in_period(const SweepRecord& record, const Evaluation& evaluation) {
  return record.scheduled_at >= evaluation.begins && record.scheduled_at < evaluation.ends &&
         std::ranges::find(evaluation.vantages, record.vantage_id) != evaluation.vantages.end();
}

/// An archive that tells nothing of its sweep was written by another program, or before there was anything to
/// tell: nobody knows whether it was sealed.
bool is_silent(const SweepRecord& record) {
  return record.imported && record.evaluation_sha256.empty() && fact(record, "method").empty();
}

/// What all sweeps of an evaluation must have in common.
Expected<void> check_alike(const SweepRecord& first, const SweepRecord& other) {
  const auto unlike = [&](const char* what, const char* name) -> Expected<void> {
    const std::string one = fact(first, name);
    const std::string two = fact(other, name);
    if (one == two || (one.empty() || two.empty())) return {};
    return fail(fmt::format("sweeps of different {} cannot be judged together: {} has {}, {} has {}", what,
                            first.id, one, other.id, two));
  };
  if (fact(other, "method").empty() && !is_silent(other))
    return fail(fmt::format(
        "sweep {} cannot be judged with others: nobody knows by which method it was measured", other.id));
  if (auto method = unlike("methods", "method"); !method) return method;
  return unlike("profiles", "profile");
}

/// A vantage has one network: another one would be another place.
Expected<void> check_network(const SweepRecord& first, const SweepRecord& other) {
  const bool known = !first.vantage_network.empty() && !other.vantage_network.empty();
  if (!known || first.vantage_network == other.vantage_network) return {};
  return fail(
      fmt::format("sweeps of vantage {} cannot be judged together: {} was taken in network {}, {} in {}",
                  first.vantage_id, first.id, first.vantage_network, other.id, other.vantage_network));
}

std::string why_none(std::span<const SweepRecord> records, const Evaluation& evaluation) {
  std::vector<std::string> unsealed;
  for (const auto& record : records) {
    if (is_in_period(record, evaluation)) unsealed.push_back(record.id);
  }
  if (unsealed.empty()) return fmt::format("the store has no sweep of evaluation {}", evaluation.id);
  return fmt::format(
      "the store has no sweep that evaluation {} was sealed into (seal {}); of its period and "
      "vantages there are {} without it, or with that of another file: {} (right would be `sweep "
      "--evaluation`, or the evaluation as it was then)",
      evaluation.id, evaluation.sha256, unsealed.size(), some(unsealed));
}

}  // namespace

SweepChoice choose_for_sweep(std::span<const SweepRecord> records, const std::string& id,
                             const UtcOffset& offset) {
  Choosing choosing(offset);
  std::string method;
  for (const auto& record : records) {
    if (record.id != id) continue;
    choosing.add(record);
    method = fact(record, "method");
  }
  SweepChoice choice = choosing.take();
  choice.method = method;
  return choice;
}

Expected<SweepChoice> choose_for_evaluation(std::span<const SweepRecord> records,
                                            const Evaluation& evaluation, const UtcOffset& offset) {
  Choosing choosing(offset);
  const SweepRecord* first = nullptr;
  std::map<std::string, const SweepRecord*> of_vantage;  ///< the first of each
  std::vector<std::string> unsealed;
  std::vector<std::string> believed;
  for (const auto& record : records) {
    const bool silent = is_silent(record) && is_in_period(record, evaluation);
    if (silent) believed.push_back(record.id);
    if (!silent && record.evaluation_sha256 != evaluation.sha256) {
      if (is_in_period(record, evaluation)) unsealed.push_back(record.id);
      continue;
    }
    if (std::ranges::find(evaluation.vantages, record.vantage_id) == evaluation.vantages.end())
      return fail(fmt::format("sweep {} was taken at vantage {}, which evaluation {} does not name",
                              record.id, record.vantage_id, evaluation.id));
    if (!first || is_silent(*first)) first = &record;  // of one that is silent there is nothing to compare
    if (auto alike = check_alike(*first, record); !alike) return tl::unexpected(alike.error());
    const SweepRecord* there = of_vantage.try_emplace(record.vantage_id, &record).first->second;
    if (auto same = check_network(*there, record); !same) return tl::unexpected(same.error());
    choosing.add(record);
  }
  if (!first) return fail(why_none(records, evaluation));
  SweepChoice choice = choosing.take();
  choice.method = fact(*first, "method");
  add_notice(choice, believed,
             {"đợt đo nhập từ tệp không cho biết niêm phong và phương pháp đo: được tính theo kỳ và điểm đo",
              "imported sweeps say nothing of a seal or a method: they are taken by period and vantage"});
  add_notice(
      choice, unsealed,
      {"đợt đo (hoặc phần của đợt đo) trong kỳ không mang niêm phong của kỳ đánh giá nên không được tính",
       "sweeps (or shards) of the period do not carry the evaluation's seal, and are left out"});
  return choice;
}

}  // namespace portalprobe
