#include "app/wiring.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <utility>

namespace portalprobe {

Expected<HttpEngineOptions> engine_options(const ProbeSettings& settings, std::span<const Portal> portals,
                                           const CommonOptions& common) {
  auto trust = TrustStores::open(common.ca_file);
  if (!trust) return tl::unexpected(trust.error());
  for (const auto& portal : portals) {
    if (const auto added = trust->add(portal.ca_file); !added) {
      return fail(fmt::format("portal \"{}\": {}", portal.id, added.error().message));
    }
  }
  auto rules = common.rules_file.empty() ? Expected<PageRules>(PageRules::built_in())
                                         : PageRules::with_file(common.rules_file);
  if (!rules) return tl::unexpected(rules.error());

  std::vector<ConnectTo> mappings;
  for (const auto& text : common.connect_to) {
    auto mapping = parse_connect_to(text);
    if (!mapping) return fail("--connect-to: " + mapping.error().message);
    mappings.push_back(std::move(*mapping));
  }
  return HttpEngineOptions{settings, std::move(mappings), std::move(*trust), std::move(*rules),
                           common.ca_file};
}

Expected<void> make_room_for(int in_flight) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  // A measurement holds one connection, a redirect's or a second address's for a moment; the rest is our own.
  constexpr rlim_t kOwn = 64;
  const rlim_t needed = static_cast<rlim_t>(in_flight) * 2 + kOwn;
  if (limit.rlim_cur >= needed) return {};
  return fail(fmt::format(
      "limits.in_flight {} needs {} open files, but this process may have only {} (raise `ulimit -n`, "
      "or lower in_flight to {})",
      in_flight, needed, limit.rlim_cur, (limit.rlim_cur - kOwn) / 2));
}

}  // namespace portalprobe
