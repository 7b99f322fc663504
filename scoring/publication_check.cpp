#include "scoring/publication_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scoring/addition.hpp"
#include "scoring/published_means.hpp"

namespace portalprobe {
namespace {

bool overlap(const PointsRange& a, const PointsRange& b) { return a.low <= b.high && b.low <= a.high; }

std::string range_text(const PointsRange& range) {
  return fmt::format("{} to {}", points_text(range.low), points_text(range.high));
}

std::string mean_text(const PublishedMean& mean) { return points_text(mean.value, mean.digits); }

/// What is wrong in the figures themselves, before anything is added up.
std::optional<std::string> fault_of(const std::string& name, const PublishedBlock& block,
                                    std::size_t levels) {
  if (!block.at_level.empty() && block.at_level.size() != levels) {
    return fmt::format("{} has counts of {} levels, of which there are {}", name, block.at_level.size(),
                       levels);
  }
  const auto too_many = [](const auto& count) { return count && *count > kMostBodiesPublished; };
  if (too_many(block.bodies) || std::ranges::any_of(block.at_level, too_many))
    return fmt::format("{} has more than {} bodies", name, kMostBodiesPublished);
  return std::nullopt;
}

class Checking {
 public:
  explicit Checking(const Publication& publication)
      : of_(publication), whole_{"", publication.bodies, publication.at_level, publication.mean} {}

  std::vector<CheckedSum> run() {
    for (std::size_t i = 0; i < of_.blocks.size(); ++i) find_fault(i, of_.blocks[i]);
    find_fault(std::nullopt, whole_);
    if (!found_.empty()) return std::move(found_);
    for (std::size_t i = 0; i < of_.blocks.size(); ++i) check(i, of_.blocks[i]);
    check(std::nullopt, whole_);
    check_sizes();
    for (std::size_t level = 0; level < of_.at_level.size(); ++level) check_level(level);
    check_mean_of_all();
    return std::move(found_);
  }

 private:
  using Which = std::optional<std::size_t>;

  void find_fault(Which which, const PublishedBlock& block) {
    if (auto fault = fault_of(named(block), block, of_.levels.size())) contradict(which, std::move(*fault));
  }

  void check(Which which, const PublishedBlock& block) {
    check_levels(which, block);
    check_mean(which, block);
  }

  void check_levels(Which which, const PublishedBlock& block) {
    Addition counts;
    for (std::size_t i = 0; i < block.at_level.size(); ++i) {
      if (block.at_level[i]) counts.add(*block.at_level[i], of_.levels[i].name);
    }
    if (block.bodies) {
      compare(which, counts, *block.bodies, has_all_levels(block), named(block),
              fmt::format("{}: the levels' counts do not add up to its size", named(block)));
    }
  }

  void check_mean(Which which, const PublishedBlock& block) {
    if (!block.mean) return;
    if (block.bodies == 0U) {
      return contradict(
          which, fmt::format("{} has no body, and a mean of {}", named(block), mean_text(*block.mean)));
    }
    compare(which, means_of_levels(of_, block), *block.mean, fmt::format("{}: its levels", named(block)));
  }

  void check_sizes() {
    Addition sizes;
    bool whole = true;
    for (const auto& block : of_.blocks) {
      whole = whole && block.bodies;
      if (block.bodies) sizes.add(*block.bodies);
    }
    if (of_.bodies) {
      compare({}, sizes, *of_.bodies, whole, "the blocks' sizes",
              "the blocks' sizes do not add up to the number of bodies");
    }
  }

  void check_level(std::size_t level) {
    if (!of_.at_level[level]) return;
    Addition counts;
    bool whole = true;
    for (const auto& block : of_.blocks) {
      const auto count = block.at_level.empty() ? std::nullopt : block.at_level[level];
      whole = whole && count;
      if (count) counts.add(*count);
    }
    const std::string& name = of_.levels[level].name;
    compare({}, counts, *of_.at_level[level], whole, fmt::format("the blocks at level {}", name),
            fmt::format("the blocks' counts at level {} do not add up to that of all", name));
  }

  void check_mean_of_all() {
    if (!of_.mean) return;
    compare({}, weighted_mean(of_.blocks, of_.rounding), *of_.mean,
            "the blocks' means, weighted by their sizes,", " for all");
  }

  /// Counts with what they should add up to; where some are not said, they may be less.
  void compare(Which which, const Addition& counts, std::size_t wanted, bool all_are_said,
               const std::string& what, const std::string& complaint) {
    if (counts.is_empty()) return;
    if (all_are_said ? counts.sum() != wanted : counts.sum() > wanted) {
      contradict(which, fmt::format("{}: {}, not {}", complaint, counts.text(), wanted));
    } else if (all_are_said) {
      found_.push_back({which, true, fmt::format("{}: {}", what, counts.text())});
    } else {
      found_.push_back(
          {which, true, fmt::format("{}: {} of {}, the rest is not said", what, counts.text(), wanted)});
    }
  }

  void compare(Which which, const std::optional<PointsRange>& allowed, const PublishedMean& printed,
               const std::string& what, const char* of_whom = "") {
    if (!allowed) return;
    const bool holds = overlap(*allowed, means_printed_as(printed, of_.rounding));
    found_.push_back({which, holds,
                      fmt::format(fmt::runtime(holds ? "{} allow a mean of {}{}, and {} was printed"
                                                     : "{} allow a mean of {}{}, not {}"),
                                  what, range_text(*allowed), of_whom, mean_text(printed))});
  }

  void contradict(Which which, std::string text) { found_.push_back({which, false, std::move(text)}); }

  std::string named(const PublishedBlock& block) const {
    return &block == &whole_ ? "all bodies" : fmt::format("block '{}'", block.name);
  }

  const Publication& of_;
  PublishedBlock whole_;
  std::vector<CheckedSum> found_;
};

}  // namespace

std::vector<CheckedSum> checked_sums(const Publication& publication) { return Checking(publication).run(); }

std::vector<std::string> contradictions(const Publication& publication) {
  std::vector<std::string> found;
  for (auto& sum : checked_sums(publication)) {
    if (!sum.holds) found.push_back(std::move(sum.text));
  }
  return found;
}

}  // namespace portalprobe
