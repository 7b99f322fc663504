#include "app/scoring.hpp"

#include <fmt/format.h>

#include <memory>
#include <span>
#include <utility>

#include "app/console.hpp"
#include "app/documents.hpp"
#include "app/evaluation.hpp"
#include "app/logging.hpp"
#include "app/recorded_portals.hpp"
#include "config/built_in_documents.hpp"
#include "config/local_time.hpp"
#include "core/sha256.hpp"
#include "results/find_sweep.hpp"
#include "results/store.hpp"
#include "scoring/evidence.hpp"
#include "scoring/score.hpp"
#include "scoring/sweep_choice.hpp"

namespace portalprobe {
namespace {

constexpr const char* kUsualZone = "Asia/Ho_Chi_Minh";

tl::unexpected<int> refused(std::string_view message, int code) {
  return tl::unexpected(refuse(message, code));
}

/// The shipped criterion of these bytes; empty: none is.
std::string shipped_as(const std::string& sha256) {
  for (const auto name : built_in_names(BuiltIn::criterion)) {
    if (sha256_hex(*built_in_document(BuiltIn::criterion, name)) == sha256) return std::string(name);
  }
  return {};
}

/// One run of `score`, step by step.
class Judging {
 public:
  Judging(const CommonOptions& common, const ScoreOptions& options) : common_(common), options_(options) {}

  tl::expected<ScoreCard, int> run() {
    if (!options_.evaluation.empty()) {
      order_.evaluation = load_evaluation_or_explain(options_.evaluation);
      if (!order_.evaluation) return tl::unexpected<int>(kUsage);
    }
    auto store = open_store(common_.store, StoreMode::read_only);
    if (!store) return refused(store.error().message, kStoreFailed);
    const auto records = (*store)->sweeps();
    if (!records) return refused(records.error().message, kStoreFailed);
    if (const int code = order_.evaluation ? take_evaluation(*records) : take_sweep(**store, *records);
        code != kDone)
      return tl::unexpected(code);
    order_.every_reading = options_.sensitivity;
    return judge(**store);
  }

 private:
  int take_evaluation(std::span<const SweepRecord> records) {
    const std::string& zone = order_.evaluation->time_zone;
    auto choice = choose_for_evaluation(records, *order_.evaluation,
                                        [&zone](WallTime at) { return utc_offset(zone, at); });
    if (!choice) return refuse(choice.error().message, kUsage);
    take(std::move(*choice));
    order_.portals = order_.evaluation->portals;
    order_.criterion = order_.evaluation->rules;
    if (options_.criterion.empty()) return kDone;
    auto criterion = criterion_or_explain(options_.criterion);
    if (!criterion) return criterion.error();
    if (criterion->sha256 != order_.evaluation->criterion_sha256)
      notices_.push_back(
          {fmt::format("tiêu chí không phải là tiêu chí mà kỳ đánh giá được niêm phong cùng ({})",
                       order_.evaluation->criterion),
           fmt::format("the criterion is not the one that the evaluation was sealed with ({})",
                       order_.evaluation->criterion)});
    order_.criterion = std::move(*criterion);
    return kDone;
  }

  int take_sweep(Store& store, std::span<const SweepRecord> records) {
    const auto id = choose_sweep(records, options_.sweep);
    if (!id) return refuse(id.error().message, kUsage);
    take(choose_for_sweep(records, *id, [](WallTime at) { return utc_offset(kUsualZone, at); }));
    RecordedConfiguration recorded;
    for (const auto& record : records) {
      if (record.id != *id || !recorded.portals.empty()) continue;
      const auto whole = store.sweep(*id, record.shard);
      if (!whole) return refuse(whole.error().message, kStoreFailed);
      recorded = recorded_configuration(whole->config_json);
    }
    order_.portals = std::move(recorded.portals);
    order_.portals_from_samples = order_.portals.empty();
    return take_criterion(recorded);
  }

  /// The one that is asked for; else the one that the sweep's configuration named: a shipped one of the same
  /// bytes, as the file is not part of the record; else the usual one.
  int take_criterion(const RecordedConfiguration& recorded) {
    std::string name = options_.criterion;
    if (name.empty() && !recorded.criterion.empty()) {
      name = shipped_as(recorded.criterion_sha256);
      if (name.empty())
        return refuse(
            fmt::format("the sweep's configuration names the criterion {}, which is not kept with the "
                        "sweep (right would be --criterion FILE)",
                        recorded.criterion),
            kUsage);
    }
    if (name.empty()) {
      name = kUsualCriterion;
      notices_.push_back({fmt::format("chưa chỉ định tiêu chí: dùng {}", name),
                          fmt::format("no criterion was named: {} is taken", name)});
    }
    auto criterion = criterion_or_explain(name);
    if (!criterion) return criterion.error();
    order_.criterion = std::move(*criterion);
    return kDone;
  }

  void take(SweepChoice choice) {
    order_.sweeps = std::move(choice.sweeps);
    order_.method = std::move(choice.method);
    notices_ = std::move(choice.notices);
  }

  tl::expected<ScoreCard, int> judge(Store& store) {
    Evidence evidence(order_);
    MeasuredQuery query;
    for (const auto& sweep : order_.sweeps) query.sweeps.push_back(sweep.id);
    query.metrics = evidence.metrics();
    const auto visited = store.for_each_measured(query, [&evidence](const Measured& sample) {
      evidence.add(sample);
      return true;
    });
    if (!visited) return refused(visited.error().message, kStoreFailed);
    if (*visited == 0)
      return refused("there is nothing to judge: the sweep has no samples of pages or actions", kUsage);
    if (const auto finished = evidence.finish(); !finished) return refused(finished.error().message, kUsage);
    auto card = score(evidence);
    if (!card) return refused(card.error().message, kOwnError);
    card->notices.insert(card->notices.begin(), notices_.begin(), notices_.end());
    return std::move(*card);
  }

  const CommonOptions& common_;
  const ScoreOptions& options_;
  ScoreOrder order_;
  std::vector<BilingualText> notices_;
};

}  // namespace

tl::expected<ScoreCard, int> judge_stored(const CommonOptions& common, const ScoreOptions& options) {
  return Judging(common, options).run();
}

}  // namespace portalprobe
