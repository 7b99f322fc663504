#pragma once

#include <optional>
#include <vector>

#include "probe/browser/page_times.hpp"

namespace portalprobe {

/// Interactions of one visit, on as many documents as they lead to. Pure.
class InteractionTimes {
 public:
  /// What a document tells now; it stands for all that the same one (by its origin) told before.
  void take(const PageTimes& told);
  /// An input of which the document never told: what it led to took at least so long.
  void add_untold(microseconds at_least);
  /// Of all documents together.
  std::optional<microseconds> next_paint() const;

 private:
  std::vector<PageTimes> documents_;
  std::vector<microseconds> untold_;
};

}  // namespace portalprobe
