#include <algorithm>
#include <numeric>
#include <tuple>

#include "config/evaluation_type.hpp"
#include "config/object_type.hpp"
#include "config/threshold_type.hpp"
#include "config/value_types.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostExclusions = 10'000;

void check_order(Reader& reader, const YamlNode& node, Exclusion& exclusion) {
  if (exclusion.from == WallTime{} || exclusion.to == WallTime{} || exclusion.from < exclusion.to) return;
  reader.report(*find_key(node, "to"), "'to' is not after 'from'");
}

Type<Exclusion> exclusion_type() {
  return ObjectType<Exclusion>("an exclusion")
      .add("portal", &Exclusion::portal_id, type::id(), "Id of the portal.", Need::required)
      .add("target", &Exclusion::target_id, type::id(), "Id of one of its targets; all where absent.")
      .add("from", &Exclusion::from, type::moment(), "First moment, with its zone.", Need::required)
      .add("to", &Exclusion::to, type::moment(), "First moment after, with its zone.", Need::required)
      .add("reason", &Exclusion::reason, type::filled_line(), "Why.", Need::required)
      .add("decided_by", &Exclusion::decided_by, type::filled_line(), "Who decided.", Need::required)
      .then(check_order)
      .build();
}

bool overlap(const Exclusion& a, const Exclusion& b) {
  const bool one_target = a.target_id.empty() || b.target_id.empty() || a.target_id == b.target_id;
  return one_target && a.portal_id == b.portal_id && a.from < b.to && b.from < a.to;
}

/// Two decisions about one sample would be counted twice, and might contradict.
void check_overlaps(Reader& reader, const YamlNode& root, ExclusionsFile& file) {
  const auto nodes = items_of(root, "exclusions");
  const auto& all = file.exclusions;
  if (!reader.ok() || nodes.size() != all.size()) return;
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t i, std::size_t j) {
    return std::tie(all[i].portal_id, all[i].from) < std::tie(all[j].portal_id, all[j].from);
  });
  for (std::size_t a = 0; a < order.size(); ++a) {
    for (std::size_t b = a + 1; b < order.size(); ++b) {
      const Exclusion& earlier = all[order[a]];
      const Exclusion& later = all[order[b]];
      if (later.portal_id != earlier.portal_id || later.from >= earlier.to) break;
      if (!overlap(earlier, later)) continue;
      const auto [first, second] = std::minmax(order[a], order[b]);
      reader.report(nodes[second],
                    fmt::format("overlaps with the exclusion in line {}", nodes[first].position().line));
      break;
    }
  }
}

}  // namespace

const Type<ExclusionsFile>& exclusions_type() {
  static const auto kType =
      ObjectType<ExclusionsFile>("exclusions")
          .add("version", &ExclusionsFile::version, type::integer(1, 1), "Version of this format.",
               Need::required)
          .add("exclusions", &ExclusionsFile::exclusions,
               list_of(exclusion_type(), {"a list of exclusions", false, kMostExclusions}),
               "Samples that do not count.")
          .then(check_overlaps)
          .build();
  return kType;
}

}  // namespace portalprobe
