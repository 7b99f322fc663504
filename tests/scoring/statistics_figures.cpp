// Reads cases from standard input, one a line, and prints the figures of each with 17 digits, for
// agreement_test.py to compare with others'. A sample is its size and its values; `inf` is a value; what is
// absent is printed as `none`.
//
//   quantile Q CONFIDENCE SAMPLE          mean CONFIDENCE SAMPLE        proportion CONFIDENCE SHARE SUCCESSES
//   TRIALS mann_whitney SAMPLE SAMPLE            cliffs_delta CONFIDENCE SAMPLE SAMPLE hodges_lehmann
//   CONFIDENCE SAMPLE SAMPLE                             holm SAMPLE correlation GROUPS (NIGHT STRATUM OVER
//   SIZE)... evaluation CONFIDENCE ALLOWED LIMIT WEIGHTS GROUPS (NIGHT STRATUM SAMPLE)...

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "scoring/cliffs_delta.hpp"
#include "scoring/hodges_lehmann.hpp"
#include "scoring/holm.hpp"
#include "scoring/judge.hpp"
#include "scoring/mann_whitney.hpp"
#include "scoring/mean_interval.hpp"
#include "scoring/night_correlation.hpp"
#include "scoring/proportion.hpp"
#include "scoring/quantile_interval.hpp"

namespace portalprobe {
namespace {

using Figures = std::vector<std::optional<double>>;

class Words {
 public:
  explicit Words(const std::string& line) : stream_(line) {}

  std::string word() {
    std::string result;
    if (!(stream_ >> result)) throw std::runtime_error("the line ends too early");
    return result;
  }

  double number() {
    const std::string text = word();
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (*end != '\0') throw std::runtime_error("'" + text + "' is not a number");
    return value;
  }

  std::size_t count() { return static_cast<std::size_t>(number()); }

  std::vector<double> sample() {
    std::vector<double> values(count());
    for (double& value : values) value = number();
    return values;
  }

 private:
  std::istringstream stream_;
};

Figures quantile(Words& words) {
  const double q = words.number();
  const double confidence = words.number();
  const auto found = quantile_interval(words.sample(), q, confidence);
  return {found->value, found->low, found->high, found->coverage};
}

Figures mean(Words& words) {
  const double confidence = words.number();
  const auto found = mean_interval(words.sample(), confidence);
  if (!found) return {std::nullopt};
  return {found->mean, found->low, found->high};
}

Figures proportion(Words& words) {
  const double confidence = words.number();
  const double share = words.number();
  const double successes = words.number();
  const double trials = words.number();
  const auto interval = proportion_interval(successes, trials, confidence);
  return {interval.low, interval.high, chance_of_at_least(successes, trials, share),
          chance_of_at_most(successes, trials, share)};
}

Figures mann_whitney_test(Words& words) {
  const auto first = words.sample();
  const auto found = mann_whitney(first, words.sample());
  return {found->u, found->p};
}

Figures delta(Words& words) {
  const double confidence = words.number();
  const auto first = words.sample();
  const auto found = cliffs_delta(first, words.sample(), confidence);
  return {found->value, found->low, found->high};
}

Figures shift(Words& words) {
  const double confidence = words.number();
  const auto first = words.sample();
  const auto found = hodges_lehmann(first, words.sample(), confidence);
  return {found->value, found->low, found->high};
}

Figures corrected(Words& words) {
  const auto p_values = holm(words.sample());
  return {p_values.begin(), p_values.end()};
}

Figures correlation(Words& words) {
  std::vector<NightCount> counts(words.count());
  for (auto& count : counts) {
    count.night = static_cast<std::int64_t>(words.number());
    count.stratum = words.count();
    count.over = words.count();
    count.size = words.count();
  }
  const auto found = night_correlation(counts);
  if (!found) return {std::nullopt};
  return {found->correlation, found->design_effect};
}

Figures evaluation(Words& words) {
  Demand demand;
  demand.confidence = words.number();
  demand.allowed_share = words.number();
  demand.limit = words.number();
  demand.min_nights = 1;
  const auto weights = words.sample();
  std::vector<NightValues> nights(words.count());
  for (auto& night : nights) {
    night.night = static_cast<std::int64_t>(words.number());
    night.stratum = words.count();
    night.values = words.sample();
  }
  const auto found = judge_nights(nights, weights, {}, demand);
  if (!found) throw std::runtime_error(found.error().message);
  return {static_cast<double>(found->verdict),
          found->share->value,
          found->share->low,
          found->share->high,
          found->quantile->value,
          found->quantile->low,
          found->quantile->high,
          found->effective_samples,
          found->p_fail,
          found->p_pass};
}

std::string figures_of(const std::string& line) {
  static const std::map<std::string, std::function<Figures(Words&)>> kCases = {
      {"quantile", quantile},     {"mean", mean},
      {"proportion", proportion}, {"mann_whitney", mann_whitney_test},
      {"cliffs_delta", delta},    {"hodges_lehmann", shift},
      {"holm", corrected},        {"correlation", correlation},
      {"evaluation", evaluation},
  };
  Words words(line);
  std::string text;
  for (const auto& figure : kCases.at(words.word())(words)) {
    if (!text.empty()) text += ' ';
    text += figure ? fmt::format("{:.17g}", *figure) : "none";
  }
  return text;
}

}  // namespace
}  // namespace portalprobe

int main() {
  try {
    for (std::string line; std::getline(std::cin, line);) {
      fmt::print("{}\n", portalprobe::figures_of(line));
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "statistics_figures: {}\n", error.what());
    return 1;
  }
  return 0;
}
