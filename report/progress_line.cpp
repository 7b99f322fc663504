#include "report/progress_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report/people.hpp"
#include "report/text_width.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kSmallestBar = 8;
constexpr std::size_t kLargestBar = 40;

std::string rate_text(double per_second) {
  if (per_second >= 10 || per_second == 0) return fmt::format("{:.0f}/s", per_second);
  if (per_second >= 0.995) return fmt::format("{:.1f}/s", per_second);
  return fmt::format("{:.1f}/min", per_second * 60);
}

/// Most important first.
std::vector<std::string> parts_of(const Progress& progress) {
  std::vector<std::string> parts = {
      fmt::format("{}/{}", count_text(progress.done), count_text(progress.planned)),
      share_text(progress.done, progress.planned),
      fmt::format("{} failed", count_text(progress.failed)),
  };
  if (progress.left) parts.push_back(waiting_text(*progress.left) + " left");
  parts.push_back(rate_text(progress.per_second));
  return parts;
}

std::string bar_of(const Progress& progress, std::size_t cells, bool unicode) {
  const auto whole = std::max<std::uint64_t>(progress.planned, 1);
  const auto share = static_cast<double>(std::min(progress.done, whole)) / static_cast<double>(whole);
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(cells));
  std::string bar = "[";
  for (std::size_t i = 0; i < cells; ++i) bar += i < filled ? (unicode ? "█" : "#") : (unicode ? "░" : ".");
  return bar + "]";
}

}  // namespace

std::string progress_bar(const Progress& progress, std::size_t width, bool unicode) {
  if (width < 2) return "";
  const std::size_t room = width - 1;
  std::string line;
  for (const auto& part : parts_of(progress)) {
    const std::string longer = line.empty() ? part : line + "  " + part;
    if (display_width(longer) > room) break;
    line = longer;
  }
  const std::size_t taken = display_width(line) + 4;  // two brackets and a gap of two
  if (room < taken + kSmallestBar) return line;
  const std::string bar = bar_of(progress, std::min(room - taken, kLargestBar), unicode);
  return line.empty() ? bar : bar + "  " + line;
}

std::string progress_sentence(const Progress& progress) {
  std::string line = fmt::format("{} of {} measured ({}), {} failed, {}", count_text(progress.done),
                                 count_text(progress.planned), share_text(progress.done, progress.planned),
                                 count_text(progress.failed), rate_text(progress.per_second));
  if (progress.left) line += ", " + waiting_text(*progress.left) + " left";
  return line;
}

std::optional<microseconds> time_left(std::uint64_t done, std::uint64_t planned, microseconds elapsed) {
  if (done >= planned) return microseconds(0);
  if (done == 0 || elapsed.count() <= 0) return std::nullopt;
  const double each = static_cast<double>(elapsed.count()) / static_cast<double>(done);
  return microseconds(static_cast<std::int64_t>(each * static_cast<double>(planned - done)));
}

}  // namespace portalprobe
