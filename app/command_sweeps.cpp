#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include "app/commands.hpp"
#include "app/console.hpp"
#include "app/emc.hpp"
#include "app/exit_code.hpp"
#include "report/emc_text.hpp"
#include "report/people.hpp"
#include "report/sweep_sheet.hpp"
#include "report/text_table.hpp"
#include "results/find_sweep.hpp"
#include "results/store.hpp"
#include "results/sweep_json.hpp"

namespace portalprobe {
namespace {

std::string as_json(const std::vector<SweepRecord>& sweeps) {
  std::string out;
  for (const auto& sweep : sweeps) {
    nlohmann::ordered_json line = {{"sweep_id", sweep.id},
                                   {"name", sweep.name},
                                   {"vantage_id", sweep.vantage_id},
                                   {"schedule", sweep.schedule_id},
                                   {"stratum", sweep.stratum},
                                   {"shard", fmt::format("{}/{}", sweep.shard.index, sweep.shard.count)},
                                   {"scheduled_at", to_rfc3339(sweep.scheduled_at)},
                                   {"started_at", to_rfc3339(sweep.started_at)}};
    if (sweep.ended_at) line["ended_at"] = to_rfc3339(*sweep.ended_at);
    line["planned"] = sweep.planned;
    line["stored"] = sweep.stored;
    line["complete"] = sweep.complete;
    line["imported"] = sweep.imported;
    const auto synchronised = clock_synchronised(sweep.clock);
    line["clock_synchronised"] = synchronised ? nlohmann::ordered_json(*synchronised) : nullptr;
    line["seed"] = sweep.seed;
    line["config_sha256"] = sweep.config_sha256;
    out += line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  return out;
}

std::string as_table(const std::vector<SweepRecord>& sweeps) {
  TextTable table({{"sweep"},
                   {"name", Align::left, Overflow::cut},
                   {"vantage"},
                   {"schedule"},
                   {"shard"},
                   {"started (UTC)"},
                   {"stored", Align::right},
                   {"planned", Align::right},
                   {"state"}});
  for (const auto& sweep : sweeps) {
    table.add({sweep.id, sweep.name, sweep.vantage_id, sweep.schedule_id,
               sweep.shard.count > 1 ? fmt::format("{}/{}", sweep.shard.index, sweep.shard.count) : "-",
               to_rfc3339(sweep.started_at).substr(0, 19), count_text(sweep.stored),
               count_text(sweep.planned), state_text(sweep)});
  }
  return table.text(terminal_width(STDOUT_FILENO));
}

/// One sweep's record in full, of each of its shards.
int show_sweep(Store& store, const CommonOptions& common, const std::vector<SweepRecord>& sweeps,
               const std::string& which) {
  const auto id = choose_sweep(sweeps, which);
  if (!id) return refuse(id.error().message, kUsage);
  const auto counts = store.counts(*id);
  if (!counts) return refuse(counts.error().message, kStoreFailed);
  OutcomeCounts outcomes;
  for (const auto& [outcome, count] : counts->by_outcome) outcomes.add(outcome, count);
  std::string out;
  std::optional<EmcReport> emc;  // of all shards, like the counts
  for (const auto& listed : sweeps) {
    if (listed.id != *id) continue;
    const auto record = store.sweep(*id, listed.shard);
    if (!record) return refuse(record.error().message, kStoreFailed);
    if (out.empty()) {
      auto found = emc_of(store, *id, emc_documents_in(record->config_json));
      if (!found) return refuse(found.error().message, kStoreFailed);
      emc = std::move(*found);
    } else if (!common.json) {
      out += "\n";
    }
    out += common.json ? sweep_json(*record, *counts, emc_json(emc)) + "\n"
                       : sweep_sheet(*record, outcomes, counts->unfit, terminal_width(STDOUT_FILENO));
  }
  if (emc && !common.json) out += "\n" + emc_sheet(*emc, terminal_width(STDOUT_FILENO));
  return print_or_fail(out);
}

}  // namespace

int run_sweeps(const CommonOptions& common, const std::string& which) {
  const auto store = open_store(common.store, StoreMode::read_only);
  if (!store) return refuse(store.error().message, kStoreFailed);
  const auto sweeps = (*store)->sweeps();
  if (!sweeps) return refuse(sweeps.error().message, kStoreFailed);
  if (!which.empty()) return show_sweep(**store, common, *sweeps, which);
  if (common.json) return print_or_fail(as_json(*sweeps));
  if (sweeps->empty()) return print_or_fail("no sweeps yet\n");
  return print_or_fail(as_table(*sweeps));
}

}  // namespace portalprobe
