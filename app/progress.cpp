#include "app/progress.hpp"

#include <unistd.h>

#include <cstdio>

#include "app/console.hpp"
#include "app/logging.hpp"
#include "report/progress_line.hpp"

namespace portalprobe {
namespace {

constexpr std::chrono::milliseconds kBarPeriod{200};
constexpr std::chrono::seconds kLinePeriod{30};

Progress figures(const SweepProgress& progress, microseconds elapsed) {
  Progress shown;
  shown.done = progress.finished + progress.skipped;
  shown.planned = progress.planned;
  shown.failed = progress.failures;
  shown.per_second = progress.rate;
  shown.left = time_left(shown.done, shown.planned, elapsed);
  return shown;
}

}  // namespace

ProgressDisplay::ProgressDisplay(bool quiet)
    : quiet_(quiet), bar_(may_decorate(STDERR_FILENO)), started_(std::chrono::steady_clock::now()) {
  next_ = started_ + (bar_ ? kBarPeriod : std::chrono::milliseconds(kLinePeriod));
}

ProgressDisplay::~ProgressDisplay() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void ProgressDisplay::show(const SweepProgress& progress) {
  const SteadyTime now = std::chrono::steady_clock::now();
  if (quiet_ || now < next_) return;
  next_ = now + (bar_ ? kBarPeriod : std::chrono::milliseconds(kLinePeriod));
  const Progress shown = figures(progress, to_microseconds(now - started_));
  if (!bar_) return log_info(progress_sentence(shown));
  const std::string line = "\r" + progress_bar(shown, terminal_width(STDERR_FILENO), knows_utf8()) + "\033[K";
  std::fputs(line.c_str(), stderr);
  drawn_ = true;
}

}  // namespace portalprobe
