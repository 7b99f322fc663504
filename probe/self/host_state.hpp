#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "probe/self/proc_file.hpp"

namespace portalprobe {

/// Counters of what kept the measuring thread from its processor, at one moment; they only grow. Absent: the
/// machine does not tell.
struct HostReading {
  std::optional<std::chrono::nanoseconds> run_delay;  ///< this thread could run and waited for a processor
  std::optional<microseconds> throttled;              ///< our control groups had used up their share
  std::optional<microseconds> stolen;  ///< the host ran others on our processors, all of them added up
  bool operator==(const HostReading&) const = default;
};

/// What came to those counters over some time. Absent: unknown.
struct HostDelays {
  std::optional<microseconds> run_delay;
  std::optional<microseconds> throttled;
  std::optional<microseconds> stolen;
  bool operator==(const HostDelays&) const = default;
};

/// What lies between two readings. A counter that is missing in one of them, or ran backwards, is unknown.
HostDelays delays_between(const HostReading& from, const HostReading& to);

/// How often a file may be read again whose reading takes so long: at most a two-thousandth of one processor
/// goes into it, and a second between two readings is always enough.
microseconds reading_period(std::chrono::nanoseconds cost);

/// Where the counters are to be found.
struct HostFiles {
  std::string schedstat = "/proc/thread-self/schedstat";
  std::string stat = "/proc/stat";
  std::vector<std::string> throttling;  ///< `cpu.stat` of each control group that counts

  /// Those of this process.
  static HostFiles of_this_process();
};

/// Reads what the machine did to one thread: the thread that reads first, and the only one that may. Files
/// are opened then, and once. A reading costs a microsecond for the run delay; the other two counters are
/// read again only when their own period has passed (see reading_period), else as they were: they are
/// milliseconds old at most, on machines with very many processors up to a second.
class HostWatch {
 public:
  /// Those of this process.
  HostWatch() = default;
  explicit HostWatch(HostFiles files) : files_(std::move(files)) {}

  HostReading read(SteadyTime now);
  /// The run delay alone, always fresh.
  std::optional<std::chrono::nanoseconds> run_delay();

 private:
  /// A counter that is too dear to be read each time.
  struct Slow {
    std::vector<ProcFile> files;
    std::optional<microseconds> value;
    std::chrono::nanoseconds cost =
        std::chrono::nanoseconds::max();  ///< the least seen: others were disturbed
    std::optional<SteadyTime> read_at;
  };

  void open();
  template <class Parse>
  std::optional<microseconds> read(Slow& counter, SteadyTime now, Parse parse);

  std::optional<HostFiles> files_;
  bool open_ = false;
  ProcFile schedstat_;
  Slow throttled_;
  Slow stolen_;
};

/// Adds up what the machine cost one measurement, over the stretches in which its time counts.
class DelayMeter {
 public:
  /// A stretch begins. One that is under way goes on.
  void resume(const HostReading& now);
  /// The stretch ends; without one nothing happens.
  void pause(const HostReading& now);
  /// Forgets everything.
  void reset() { *this = {}; }

  /// All stretches, the one under way up to `now`. Unknown in one of them is unknown in the sum.
  HostDelays total(const HostReading& now) const;

 private:
  HostDelays sum_{microseconds(0), microseconds(0), microseconds(0)};
  std::optional<HostReading> since_;
};

}  // namespace portalprobe
