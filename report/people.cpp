#include "report/people.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace portalprobe {

std::string duration_text(std::optional<microseconds> duration) {
  if (!duration) return "-";
  const auto us = duration->count();
  if (us == 0) return "0 ms";
  if (us < 0) return "-" + duration_text(microseconds(-us));
  const auto count = static_cast<double>(us);
  // The limits are where rounding would carry into the next form: 999.6 ms is 1.000 s.
  if (us >= 999'500) return fmt::format("{:.3f} s", count / 1e6);
  if (us >= 9'950) return fmt::format("{:.0f} ms", count / 1e3);
  if (us >= 995) return fmt::format("{:.1f} ms", count / 1e3);
  return fmt::format("{:.2f} ms", count / 1e3);
}

std::string waiting_text(microseconds duration) {
  const auto total =
      std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(duration).count());
  const auto hours = total / 3600;
  const auto minutes = total / 60 % 60;
  if (hours > 0) return fmt::format("{} h {:02} min", hours, minutes);
  if (minutes > 0) return fmt::format("{} min {:02} s", minutes, total % 60);
  return fmt::format("{} s", total);
}

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t digits = 3; digits < text.size(); digits += 4) text.insert(text.size() - digits, 1, ',');
  return text;
}

std::string size_text(std::uint64_t bytes) {
  constexpr double kStep = 1024;
  auto value = static_cast<double>(bytes);
  if (value < kStep) return fmt::format("{} B", bytes);
  const char* const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  std::size_t unit = 0;
  value /= kStep;
  while (value >= kStep - 0.05 && unit + 1 < std::size(units)) {
    value /= kStep;
    ++unit;
  }
  return fmt::format("{:.1f} {}", value, units[unit]);
}

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "100 %";
  const auto percent = static_cast<double>(part) * 100 / static_cast<double>(whole);
  return fmt::format("{} %", part >= whole ? 100 : std::min(99, static_cast<int>(percent)));
}

}  // namespace portalprobe
