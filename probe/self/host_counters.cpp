#include "probe/self/host_counters.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>

namespace portalprobe {
namespace {

constexpr std::string_view kBlanks = " \t\n";
constexpr std::size_t kMostLevels = 8;

/// Takes the next word off the front; empty at the end.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

std::string_view take_until(std::string_view& text, char end) {
  const std::string_view part = text.substr(0, text.find(end));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return part;
}

/// Durations fit a signed number; what does not is no counter of ours.
std::optional<std::int64_t> number(std::string_view word) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || value < 0) return std::nullopt;
  return value;
}

bool lists(std::string_view names, std::string_view wanted) {
  while (!names.empty()) {
    if (take_until(names, ',') == wanted) return true;
  }
  return false;
}

/// Where a hierarchy of control groups is mounted.
struct Mount {
  std::string point;
  std::string root;  ///< the group that is seen there
  bool version_2 = false;
};

/// mountinfo writes blanks and backslashes as \040 and the like.
std::string unescape(std::string_view text) {
  std::string plain;
  const auto is_octal = [](char c) { return c >= '0' && c <= '7'; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '\\' && i + 3 < text.size() && is_octal(text[i + 1]) &&
                         is_octal(text[i + 2]) && is_octal(text[i + 3]);
    if (!escaped) {
      plain += text[i];
      continue;
    }
    plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
    i += 3;
  }
  return plain;
}

std::optional<Mount> mount_of(std::string_view line) {
  for (int ids = 0; ids < 3; ++ids) take_word(line);
  Mount mount;
  mount.root = unescape(take_word(line));
  mount.point = unescape(take_word(line));
  std::string_view word;
  do {
    word = take_word(line);
    if (word.empty()) return std::nullopt;
  } while (word != "-");
  const std::string_view type = take_word(line);
  take_word(line);  // the source
  mount.version_2 = type == "cgroup2";
  if (!mount.version_2 && !(type == "cgroup" && lists(take_word(line), "cpu"))) return std::nullopt;
  return mount;
}

std::vector<Mount> mounts_of(std::string_view mountinfo) {
  std::vector<Mount> mounts;
  while (!mountinfo.empty()) {
    if (auto mount = mount_of(take_until(mountinfo, '\n'))) mounts.push_back(std::move(*mount));
  }
  return mounts;
}

/// The path of our group below the mount; absent where it is not to be seen there.
std::optional<std::string> below(const Mount& mount, std::string_view group) {
  if (group.empty() || group.front() != '/' || group.find("/..") != std::string_view::npos)
    return std::nullopt;
  if (mount.root != "/") {
    if (!group.starts_with(mount.root)) return std::nullopt;
    group.remove_prefix(mount.root.size());
    if (!group.empty() && group.front() != '/') return std::nullopt;
  }
  return group == "/" ? std::string() : std::string(group);
}

void add_levels(std::vector<std::string>& files, const std::string& point, std::string path) {
  for (std::size_t level = 0; level < kMostLevels; ++level) {
    files.push_back(point + path + "/cpu.stat");
    if (path.empty()) return;
    path.erase(path.rfind('/'));
  }
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_run_delay(std::string_view schedstat) {
  const auto ran = number(take_word(schedstat));
  const auto waited = number(take_word(schedstat));
  const auto times = number(take_word(schedstat));
  if (!ran || !waited || !times || (*ran == 0 && *waited == 0 && *times == 0)) return std::nullopt;
  return std::chrono::nanoseconds(*waited);
}

std::optional<microseconds> parse_throttled(std::string_view cpu_stat) {
  while (!cpu_stat.empty()) {
    std::string_view line = take_until(cpu_stat, '\n');
    const std::string_view name = take_word(line);
    if (name != "throttled_usec" && name != "throttled_time") continue;
    const auto value = number(take_word(line));
    if (!value) return std::nullopt;
    return microseconds(name == "throttled_usec" ? *value : *value / 1000);
  }
  return std::nullopt;
}

std::optional<microseconds> parse_stolen(std::string_view stat, long ticks_per_second) {
  if (take_word(stat) != "cpu" || ticks_per_second <= 0) return std::nullopt;
  // user nice system idle iowait irq softirq: what comes before
  for (int i = 0; i < 7; ++i) {
    if (!number(take_word(stat))) return std::nullopt;
  }
  const auto ticks = number(take_word(stat));
  if (!ticks || stat.empty()) return std::nullopt;  // a number at the end may have been cut
  if (*ticks > std::numeric_limits<std::int64_t>::max() / 1'000'000) return std::nullopt;
  return microseconds(*ticks * 1'000'000 / ticks_per_second);
}

std::vector<std::string> throttling_files(std::string_view cgroup, std::string_view mountinfo) {
  const auto mounts = mounts_of(mountinfo);
  std::vector<std::string> files;
  while (!cgroup.empty()) {
    std::string_view line = take_until(cgroup, '\n');
    const bool version_2 = take_until(line, ':') == "0";
    const std::string_view controllers = take_until(line, ':');
    if (!version_2 && !lists(controllers, "cpu")) continue;
    for (const auto& mount : mounts) {
      if (mount.version_2 != version_2) continue;
      const auto path = below(mount, line);
      if (!path) continue;
      add_levels(files, mount.point, *path);
      break;
    }
  }
  return files;
}

}  // namespace portalprobe
