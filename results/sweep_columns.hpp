#pragma once

#include <deque>
#include <string>

#include "core/sweep_record.hpp"
#include "results/sqlite_db.hpp"

namespace portalprobe {

/// The columns of a sweep's record that are plain values, in one list for the statements that write and read
/// them: `column` is called with each one's name and member.
template <class Record, class Column>
void each_sweep_column(Record& record, Column&& column) {
  column("shard_index", record.shard.index);
  column("shard_count", record.shard.count);
  column("name", record.name);
  column("vantage_id", record.vantage_id);
  column("vantage_description", record.vantage_description);
  column("vantage_network", record.vantage_network);
  column("schedule_id", record.schedule_id);
  column("stratum", record.stratum);
  column("scheduled_at", record.scheduled_at);
  column("started_at", record.started_at);
  column("ended_at", record.ended_at);
  column("planned", record.planned);
  column("complete", record.complete);
  column("imported", record.imported);
  column("seed", record.seed);
  column("rounds", record.rounds);
  column("window_us", record.window);
  column("now", record.now);
  column("only_globs", record.only);
  column("config_sha256", record.config_sha256);
  column("evaluation_sha256", record.evaluation_sha256);
  column("versions", record.versions);
  column("host", record.host);
  column("clock", record.clock);
  column("instrument", record.instrument);
  column("processor_benchmark", record.processor_benchmark);
}

/// Their names, separated by commas.
std::string sweep_column_names();
/// How many they are.
int sweep_column_count();

/// Binds a record's columns from parameter `first` on. Keeps texts that had to be made: outlives the step.
class SweepBinder {
 public:
  SweepBinder(Statement& statement, int first) : statement_(statement), next_(first) {}
  void bind(const SweepRecord& record);

  void operator()(const char* name, const std::string& text);
  void operator()(const char* name, std::uint32_t number);
  void operator()(const char* name, std::uint64_t number);
  void operator()(const char* name, bool truth);
  void operator()(const char* name, WallTime time);
  void operator()(const char* name, const std::optional<WallTime>& time);
  void operator()(const char* name, microseconds duration);
  void operator()(const char* name, const std::vector<std::string>& texts);
  void operator()(const char* name, const std::map<std::string, std::string>& pairs);
  void operator()(const char* name, const std::optional<std::uint64_t>& number);
  void operator()(const char* name, const std::vector<ClockReading>& readings);
  void operator()(const char* name, const std::map<std::string, MarkError>& marks);

 private:
  Statement& statement_;
  int next_;
  std::deque<std::string> made_;
};

/// Reads a record's columns from column `first` on.
void read_sweep_columns(const Statement& row, int first, SweepRecord& record);

}  // namespace portalprobe
