#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "core/sample.hpp"
#include "results/stored_page.hpp"

namespace portalprobe {

/// Writes HAR 1.2, as browsers' network panels and waterfall viewers read it. A page load becomes a page and
/// an entry for each resource, any other sample an entry; each redirect of the document before it is an entry
/// of its own. Where nothing was sent there is no entry. What HAR has no name for is in fields that begin
/// with `_`.
///
/// Entries come first, pages at the end: with their texts kept apart, as many samples as one likes go through
/// the same memory.
class Har {
 public:
  Har() = default;
  /// `most_bytes`: of a sample's entries; what is beyond is left out, and its page's comment says so.
  explicit Har(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// `version`: of this program.
  static void append_head(std::string& out, const std::string& version);
  /// Between the last entry and the first page.
  static void append_middle(std::string& out);
  static void append_tail(std::string& out);

  /// One sample's part: `entries` and `pages` go into two texts. `method`: how it was asked for.
  void append(std::string& entries, std::string& pages, const Sample& sample, const StoredPage& page,
              const std::string& method);

 private:
  void append_page(std::string& pages, const std::string& id, const Sample& sample,
                   const std::string& comment);

  const std::size_t most_bytes_ = std::numeric_limits<std::size_t>::max();
  std::uint64_t entries_ = 0;
  std::uint64_t pages_ = 0;
};

}  // namespace portalprobe
