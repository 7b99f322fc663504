#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "probe/page_rules.hpp"

namespace portalprobe {

/// Remembers what the rules made of an answer: a portal sends the same page again and again in a night, and
/// reading 20 kB of it costs more than the rest of a warm measurement. One engine's, on its thread.
class PageMemory {
 public:
  explicit PageMemory(const PageRules& rules);

  /// As PageRules::judge. `sha256` is the whole body's, or empty if it did not arrive whole: then nothing is
  /// remembered.
  std::optional<PageMatch> judge(const Answer& answer, const std::string& sha256);

 private:
  static constexpr std::size_t kMostRemembered = 4096;

  std::string key_of(const Answer& answer, const std::string& sha256) const;

  const PageRules& rules_;
  std::vector<std::string> header_names_;  ///< the fields that some rule looks at
  std::unordered_map<std::string, std::optional<PageMatch>> known_;
};

}  // namespace portalprobe
