#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/outcome.hpp"

namespace portalprobe {

/// How often each outcome came.
class OutcomeCounts {
 public:
  void add(Outcome outcome, std::uint64_t count = 1) { counts_[outcome] += count; }
  void add(const OutcomeCounts& other) {
    for (const auto& [outcome, count] : other.counts_) counts_[outcome] += count;
  }

  std::uint64_t of(Outcome outcome) const {
    const auto found = counts_.find(outcome);
    return found == counts_.end() ? 0 : found->second;
  }
  std::uint64_t total() const;
  std::uint64_t not_ok() const { return total() - of(Outcome::ok); }

  /// "tls_certificate_expired ×6, timed_out ×2": all but `ok`, the most frequent first; "-" if there are
  /// none.
  std::string failures_text() const;
  /// The same with `ok` before the rest.
  std::string text() const;

 private:
  std::map<Outcome, std::uint64_t> counts_;
};

}  // namespace portalprobe
