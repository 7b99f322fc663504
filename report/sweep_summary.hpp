#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/portal.hpp"
#include "core/sample.hpp"
#include "report/outcome_counts.hpp"

namespace portalprobe {

/// The table at the end of a sweep: what each portal did. Takes samples one by one and keeps eight bytes of
/// each that has a duration, so a sweep of a million samples costs some megabytes.
///
/// Durations are of samples that are `ok` and fit, of the HTTP engine: `ttfb` of cold ones, `response_time`
/// of warm ones. Address families are never mixed: where a sweep has several, a portal has a line for each.
/// Control and reference targets count in the totals' own line, not for a portal; other systems of a portal's
/// body in the totals alone.
class SweepSummary {
 public:
  /// Portals are listed in this order, also those without a sample; ones that are not among them follow, as
  /// they come.
  explicit SweepSummary(std::span<const Portal> portals);

  void add(const Sample& sample);

  /// For a terminal of `width` cells; 0: as wide as it gets.
  std::string text(std::size_t width = 0) const;

 private:
  struct Line {
    OutcomeCounts outcomes;
    std::uint64_t unfit = 0;
    std::vector<microseconds> ttfb;
    std::vector<microseconds> response;
    std::vector<microseconds> load;  ///< of pages, lower bounds
  };
  struct Row {
    std::string name;
    std::map<IpFamily, Line> lines;
  };

  Row& row_of(const std::string& portal_id);
  std::string table(std::size_t width) const;
  std::string totals() const;

  std::vector<Row> rows_;
  std::unordered_map<std::string, std::size_t> index_;  ///< by portal id
  std::map<IpFamily, std::uint64_t> families_;
  OutcomeCounts all_;
  OutcomeCounts others_;  ///< of control and reference targets
  std::uint64_t unfit_ = 0;
  bool has_loads_ = false;
};

}  // namespace portalprobe
