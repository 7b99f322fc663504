#include "probe/page_memory.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace portalprobe {

PageMemory::PageMemory(const PageRules& rules) : rules_(rules) {
  for (const auto& rule : rules.rules()) {
    for (const auto& pattern : rule.headers) {
      if (std::ranges::find(header_names_, pattern.name) == header_names_.end())
        header_names_.push_back(pattern.name);
    }
  }
}

std::optional<PageMatch> PageMemory::judge(const Answer& answer, const std::string& sha256) {
  if (sha256.empty()) return rules_.judge(answer);
  std::string key = key_of(answer, sha256);
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  auto match = rules_.judge(answer);
  // A portal whose pages all differ fills it: beginning anew is cheaper than keeping count of ages.
  if (known_.size() >= kMostRemembered) known_.clear();
  known_.emplace(std::move(key), match);
  return match;
}

/// All that the rules look at: the body by its hash, and of the header the fields that some rule names.
std::string PageMemory::key_of(const Answer& answer, const std::string& sha256) const {
  std::string key = sha256 + std::to_string(answer.status);
  const auto add = [&key](std::string_view part) {
    key += '\n';
    key += part;
  };
  add(answer.content_type);
  add(answer.url);
  for (const auto& host : answer.hosts) add(host);
  for (const auto& field : answer.headers) {
    if (std::ranges::find(header_names_, field.name) == header_names_.end()) continue;
    add(field.name);
    add(field.value);
  }
  return key;
}

}  // namespace portalprobe
