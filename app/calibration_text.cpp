#include "app/calibration_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

#include "report/people.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kMarks[] = {"connected", "secured", "sent", "first_byte", "done", "response_time"};

/// Microseconds count here.
std::string error_text(microseconds error) {
  return fmt::format("{:.3f} ms", std::chrono::duration<double, std::milli>(error).count());
}

TextTable make_table() {
  std::vector<TextColumn> columns;
  for (const char* heading : {"starts/s", "reached", "samples", "unfit", "late p50", "late p99"}) {
    columns.push_back({heading, Align::right});
  }
  columns.push_back({"mark"});
  for (const char* heading : {"n", "bias", "p50", "p99", "max"}) columns.push_back({heading, Align::right});
  return TextTable(std::move(columns));
}

/// A rate's own figures stand in its first line.
void add_rows(TextTable& table, const CalibrationStep& step) {
  std::vector<std::string> cells = {
      fmt::format("{:g}", step.asked),  fmt::format("{:.3g}", step.reached),
      count_text(step.samples()),       fmt::format("{:.3g} %", 100 * step.unfit_share()),
      duration_text(step.lateness_p50), duration_text(step.lateness_p99)};
  for (const char* mark : kMarks) {
    const auto found = step.error.find(mark);
    if (found == step.error.end()) continue;
    const MarkError& error = found->second;
    cells.insert(cells.end(), {mark, count_text(error.samples), error_text(error.bias), error_text(error.p50),
                               error_text(error.p99), error_text(error.max)});
    table.add(std::exchange(cells, std::vector<std::string>(6)));
  }
  if (step.error.empty()) table.add(cells);
}

Json error_json(const MarkError& error) {
  return {{"samples", error.samples},
          {"bias_us", error.bias.count()},
          {"p50_us", error.p50.count()},
          {"p99_us", error.p99.count()},
          {"max_us", error.max.count()}};
}

Json step_json(const CalibrationStep& step, const Fitness& limits) {
  Json errors = Json::object();
  for (const auto& [mark, error] : step.error) errors[mark] = error_json(error);
  return {{"starts_per_second", step.asked},
          {"reached", step.reached},
          {"samples", step.samples()},
          {"unfit", step.unfit},
          {"failed", step.failed},
          {"unmatched", step.unmatched},
          {"unfit_share", step.unfit_share()},
          {"lateness_p50_us", step.lateness_p50.count()},
          {"lateness_p99_us", step.lateness_p99.count()},
          {"lateness_max_us", step.lateness_max.count()},
          {"error", errors},
          {"shortcomings", shortcomings(step, limits)}};
}

std::string can_sentence(const CalibrationStep& best) {
  const auto worst = worst_mark(best.error);
  return fmt::format(
      "This machine measures {:g} starts per second: the mark that is furthest off, {}, is off by {} at p99, "
      "starts are {} late at p99, {:.3g} % of the samples are unfit.\n",
      best.asked, worst ? worst->mark : "-", duration_text(worst ? std::optional(worst->p99) : std::nullopt),
      duration_text(best.lateness_p99), 100 * best.unfit_share());
}

}  // namespace

std::string verdict_text(const CalibrationVerdict& verdict, const Fitness& limits, double pace) {
  std::string text =
      verdict.best ? can_sentence(*verdict.best) : "This machine cannot measure as it is now.\n";
  if (verdict.too_fast) {
    text += fmt::format("At {:g} starts per second it does not: {}.\n", verdict.too_fast->asked,
                        fmt::join(shortcomings(*verdict.too_fast, limits), "; "));
  } else if (verdict.best) {
    text += "No higher rate was tried.\n";
  }
  text += fmt::format("The pace asked for, {:g} starts per second, is {} its reach.\n", pace,
                      verdict.good_enough ? "within" : "beyond");
  return text;
}

std::string calibration_text(const std::vector<CalibrationStep>& steps, const Fitness& limits, double pace) {
  TextTable table = make_table();
  for (const auto& step : steps) add_rows(table, step);
  return table.text() +
         "\nError of a mark: what we said minus what was, of fit samples; p50, p99 and max without the sign. "
         "The way\nthrough the loopback, some tens of microseconds, is part of it.\n\n" +
         verdict_text(judge(steps, limits, pace), limits, pace);
}

std::string calibration_json(const std::vector<CalibrationStep>& steps, const Fitness& limits, double pace) {
  const CalibrationVerdict verdict = judge(steps, limits, pace);
  Json rates = Json::array();
  for (const auto& step : steps) rates.push_back(step_json(step, limits));
  Json json = {{"rates", rates}, {"pace", pace}, {"fit", verdict.good_enough}};
  json["max_starts_per_second"] = verdict.best ? Json(verdict.best->asked) : Json(nullptr);
  json["limits"] = {{"max_lateness_us", limits.max_lateness.count()},
                    {"max_error_us", limits.max_error.count()},
                    {"max_unfit_share", limits.max_unfit_share}};
  json["verdict"] = verdict_text(verdict, limits, pace);
  return json.dump() + "\n";
}

}  // namespace portalprobe
