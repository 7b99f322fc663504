#include "report/sweep_sheet.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "report/people.hpp"
#include "report/text_table.hpp"

namespace portalprobe {
namespace {

/// Smaller ones are how a clock is kept right.
constexpr std::chrono::milliseconds kStep{100};

std::string time_text(WallTime time) { return to_rfc3339(time).substr(0, 19); }

std::string joined(const std::map<std::string, std::string>& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, value);
  return text.empty() ? "-" : text;
}

std::string vantage_text(const SweepRecord& record) {
  std::string more = record.vantage_description;
  if (!record.vantage_network.empty()) more += (more.empty() ? "" : ", ") + record.vantage_network;
  return more.empty() ? record.vantage_id : fmt::format("{} ({})", record.vantage_id, more);
}

std::string order_text(const SweepRecord& record) {
  std::string text = record.schedule_id;
  if (!record.stratum.empty()) text += fmt::format(", stratum {}", record.stratum);
  text += record.now ? fmt::format(", {} rounds at once", record.rounds)
                     : fmt::format(", {} rounds over {}", record.rounds, waiting_text(record.window));
  if (record.shard.count > 1) text += fmt::format(", shard {}/{}", record.shard.index, record.shard.count);
  return fmt::format("{}, seed {}", text, record.seed);
}

std::string course_text(const SweepRecord& record) {
  return fmt::format("{} to {} (UTC)", time_text(record.started_at),
                     record.ended_at ? time_text(*record.ended_at) : "?");
}

/// What loaded the pages; empty: nothing is known of that.
std::string pages_text(std::map<std::string, std::string> versions) {
  std::string text = versions["page_engine"];
  if (const auto& profile = versions["profile"]; !profile.empty()) text += ", " + profile;
  const auto& browser = versions["chromium"];
  if (browser.empty()) return text;
  const auto& revision = versions["chromium_revision"];
  text += fmt::format(", {}{}", browser, revision.empty() ? "" : " (" + revision + ")");
  const auto& later = versions["chromium_later"];
  return later.empty() ? text : fmt::format("{}, upgraded in the middle of the sweep to {}", text, later);
}

std::map<std::string, std::string> without_pages(std::map<std::string, std::string> versions) {
  for (const char* name : {"page_engine", "profile", "chromium", "chromium_revision", "chromium_later"})
    versions.erase(name);
  return versions;
}

std::string summary(const SweepRecord& record, const OutcomeCounts& outcomes, std::uint64_t unfit,
                    std::size_t width) {
  TextTable table({{"sweep"}, {record.id, Align::left, Overflow::wrap}});
  table.add({"name", record.name});
  table.add({"vantage", vantage_text(record)});
  table.add({"schedule", order_text(record)});
  table.add({"measured", course_text(record)});
  table.add({"stored", fmt::format("{} of {}, {}", count_text(record.stored), count_text(record.planned),
                                   state_text(record))});
  table.add({"outcomes", outcomes.total() == 0 ? "-" : outcomes.text()});
  table.add({"unfit", count_text(unfit)});
  table.add({"configuration", record.config_sha256});
  table.add({"versions", joined(without_pages(record.versions))});
  if (const auto pages = pages_text(record.versions); !pages.empty()) table.add({"pages loaded by", pages});
  table.add({"machine", joined(record.host)});
  table.add({"processor", record.processor_benchmark
                              ? fmt::format("{} work units a second", count_text(*record.processor_benchmark))
                              : "not measured"});
  return table.text(width);
}

std::string synchronised_text(const std::optional<bool>& synchronised) {
  if (!synchronised) return "unknown";
  return *synchronised ? "yes" : "no";
}

std::string clock_table(const SweepRecord& record, std::size_t width) {
  TextTable table({{"clock (UTC)"},
                   {"synchronised"},
                   {"offset", Align::right},
                   {"estimated error", Align::right},
                   {"at most", Align::right},
                   {"set by", Align::right}});
  for (const auto& reading : record.clock) {
    table.add({time_text(reading.at), synchronised_text(reading.synchronised), duration_text(reading.offset),
               duration_text(reading.estimated_error), duration_text(reading.max_error),
               duration_text(reading.stepped)});
  }
  return table.text(width);
}

std::string instrument_table(const SweepRecord& record, std::size_t width) {
  TextTable table({{"instrument's error"},
                   {"samples", Align::right},
                   {"bias", Align::right},
                   {"p50", Align::right},
                   {"p99", Align::right},
                   {"max", Align::right}});
  for (const auto& [mark, error] : record.instrument) {
    table.add({mark, count_text(error.samples), duration_text(error.bias), duration_text(error.p50),
               duration_text(error.p99), duration_text(error.max)});
  }
  return table.text(width);
}

void add_load(TextTable& table, const std::string& name, const PortalLoad& load) {
  table.add({name, count_text(load.requests), size_text(load.bytes_sent), size_text(load.bytes_received),
             waiting_text(load.held_for_gap), waiting_text(load.held_for_limits),
             waiting_text(load.held_for_backoff), count_text(load.backoffs)});
}

std::string load_table(const SweepRecord& record, std::size_t width) {
  TextTable table({{"put on", Align::left, Overflow::cut},
                   {"requests", Align::right},
                   {"sent", Align::right},
                   {"received", Align::right},
                   {"held: gap", Align::right},
                   {"limits", Align::right},
                   {"back-off", Align::right},
                   {"back-offs", Align::right}});
  PortalLoad all;
  for (const auto& [portal, load] : record.load) {
    add_load(table, portal, load);
    all += load;
  }
  if (record.load.size() > 1) add_load(table, "(all)", all);
  return table.text(width);
}

}  // namespace

std::string clock_mark(const std::vector<ClockReading>& readings) {
  const microseconds step = clock_stepped(readings).value_or(microseconds(0));
  std::string mark;
  if (clock_synchronised(readings) == false) mark = "clock not synchronised";
  if (std::chrono::abs(step) < kStep) return mark;
  return fmt::format("{}{} by {}", mark, mark.empty() ? "clock set" : ", and set", duration_text(step));
}

std::string state_text(const SweepRecord& record) {
  std::string text = record.ended_at ? "incomplete" : "not ended";
  if (record.complete) text = "complete";
  if (record.imported) text = "imported";
  const std::string mark = clock_mark(record.clock);
  return mark.empty() ? text : fmt::format("{}; {}", text, mark);
}

std::string sweep_sheet(const SweepRecord& record, const OutcomeCounts& outcomes, std::uint64_t unfit,
                        std::size_t width) {
  std::string text = summary(record, outcomes, unfit, width);
  if (!record.clock.empty()) text += "\n" + clock_table(record, width);
  if (!record.instrument.empty()) text += "\n" + instrument_table(record, width);
  if (!record.load.empty()) text += "\n" + load_table(record, width);
  return text;
}

}  // namespace portalprobe
