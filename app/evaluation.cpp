#include "app/evaluation.hpp"

#include <fmt/format.h>

#include "app/logging.hpp"
#include "config/load_evaluation.hpp"

namespace portalprobe {
namespace {

/// At once, a sweep could bear the name of any night to come. A day is for clocks and time zones.
bool is_ahead_of_its_night(WallTime scheduled_at) {
  return scheduled_at > SystemClock().wall() + std::chrono::hours(24);
}

}  // namespace

std::optional<Evaluation> load_evaluation_or_explain(const std::string& file) {
  auto evaluation = load_evaluation(file);
  if (evaluation) return std::move(*evaluation);
  for (const auto& problem : evaluation.error()) log_error(problem.text());
  return std::nullopt;
}

std::optional<std::string> seal_for(const std::string& file, const Config& config, WallTime scheduled_at,
                                    bool now) {
  if (file.empty()) return "";
  const auto evaluation = load_evaluation_or_explain(file);
  if (!evaluation) return std::nullopt;
  auto reasons = why_not_part(*evaluation, config, scheduled_at);
  if (now && is_ahead_of_its_night(scheduled_at)) {
    reasons.push_back(
        fmt::format("evaluation {}: --now measures at once, and the sweep's start, {}, is more "
                    "than a day ahead (right would be to let it wait for its time)",
                    evaluation->id, to_rfc3339(scheduled_at)));
  }
  for (const auto& reason : reasons) log_error(reason);
  return reasons.empty() ? std::optional(evaluation->sha256) : std::nullopt;
}

std::optional<std::string> seal_of(const std::string& file) {
  if (file.empty()) return "";
  const auto evaluation = load_evaluation_or_explain(file);
  return evaluation ? std::optional(evaluation->sha256) : std::nullopt;
}

}  // namespace portalprobe
