#include "app/evaluation.hpp"

#include "app/logging.hpp"
#include "config/load_evaluation.hpp"

namespace portalprobe {

std::optional<Evaluation> load_evaluation_or_explain(const std::string& file) {
  auto evaluation = load_evaluation(file);
  if (evaluation) return std::move(*evaluation);
  for (const auto& problem : evaluation.error()) log_error(problem.text());
  return std::nullopt;
}

std::optional<std::string> seal_for(const std::string& file, const Config& config, WallTime scheduled_at) {
  if (file.empty()) return "";
  const auto evaluation = load_evaluation_or_explain(file);
  if (!evaluation) return std::nullopt;
  const auto reasons = why_not_part(*evaluation, config, scheduled_at);
  for (const auto& reason : reasons) log_error(reason);
  return reasons.empty() ? std::optional(evaluation->sha256) : std::nullopt;
}

std::optional<std::string> seal_of(const std::string& file) {
  if (file.empty()) return "";
  const auto evaluation = load_evaluation_or_explain(file);
  return evaluation ? std::optional(evaluation->sha256) : std::nullopt;
}

}  // namespace portalprobe
