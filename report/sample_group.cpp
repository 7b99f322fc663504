#include "report/sample_group.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace portalprobe {
namespace {

constexpr std::size_t kDistinctShown = 3;

auto key_of(const Sample& s) {
  return std::tie(s.sweep_id, s.portal_id, s.target_id, s.kind, s.engine, s.profile, s.connection,
                  s.ip_family);
}

}  // namespace

std::vector<SampleGroup> groups_of(std::span<const Sample> samples) {
  std::vector<SampleGroup> groups;
  for (const auto& sample : samples) {
    const auto same = [&sample](const SampleGroup& group) {
      return key_of(*group.front()) == key_of(sample);
    };
    const auto found = std::ranges::find_if(groups, same);
    if (found == groups.end()) {
      groups.push_back({&sample});
    } else {
      found->push_back(&sample);
    }
  }
  return groups;
}

SampleGroup worth_timing(const SampleGroup& group) {
  SampleGroup good;
  const auto counts = [](const Sample* sample) { return sample->outcome == Outcome::ok && sample->fit; };
  std::ranges::copy_if(group, std::back_inserter(good), counts);
  return good.empty() ? group : good;
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::string distinct(const SampleGroup& group, const std::function<std::string(const Sample&)>& value) {
  std::vector<std::string> found;
  for (const Sample* sample : group) {
    std::string text = value(*sample);
    if (text.empty() || std::ranges::find(found, text) != found.end()) continue;
    if (found.size() == kDistinctShown) {
      found.emplace_back("…");
      break;
    }
    found.push_back(std::move(text));
  }
  return joined(found, " | ");
}

Durations durations_of(const SampleGroup& group,
                       const std::function<std::optional<microseconds>(const Sample&)>& value) {
  Durations durations;
  for (const Sample* sample : group) {
    if (const auto found = value(*sample)) durations.push_back(*found);
  }
  return durations;
}

}  // namespace portalprobe
