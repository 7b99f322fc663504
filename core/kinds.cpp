#include "core/kinds.hpp"

#include <cstddef>

namespace portalprobe {
namespace {

// Each list stands in its enumeration's order.
constexpr std::string_view kTargetKind[] = {"page", "action", "control", "reference", "system"};
constexpr std::string_view kEngineKind[] = {"http", "network", "browser", "film"};
constexpr std::string_view kConnection[] = {"cold", "warm"};
constexpr std::string_view kIpFamily[] = {"ipv4", "ipv6", "any"};
constexpr std::string_view kHttpVersion[] = {"auto", "1.1", "2"};
constexpr std::string_view kProfile[] = {"desktop", "mobile", "none"};
constexpr std::string_view kPageEngine[] = {"network", "browser", "auto", "none"};

template <class Kind, std::size_t N>
std::optional<Kind> find(const std::string_view (&names)[N], std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(TargetKind value) { return kTargetKind[static_cast<std::size_t>(value)]; }
std::string_view to_string(EngineKind value) { return kEngineKind[static_cast<std::size_t>(value)]; }
std::string_view to_string(Connection value) { return kConnection[static_cast<std::size_t>(value)]; }
std::string_view to_string(IpFamily value) { return kIpFamily[static_cast<std::size_t>(value)]; }
std::string_view to_string(HttpVersion value) { return kHttpVersion[static_cast<std::size_t>(value)]; }
std::string_view to_string(Profile value) { return kProfile[static_cast<std::size_t>(value)]; }
std::string_view to_string(PageEngine value) { return kPageEngine[static_cast<std::size_t>(value)]; }

std::optional<TargetKind> target_kind_from(std::string_view name) {
  return find<TargetKind>(kTargetKind, name);
}
std::optional<EngineKind> engine_kind_from(std::string_view name) {
  return find<EngineKind>(kEngineKind, name);
}
std::optional<Connection> connection_from(std::string_view name) {
  return find<Connection>(kConnection, name);
}
std::optional<IpFamily> ip_family_from(std::string_view name) { return find<IpFamily>(kIpFamily, name); }
std::optional<HttpVersion> http_version_from(std::string_view name) {
  return find<HttpVersion>(kHttpVersion, name);
}
std::optional<Profile> profile_from(std::string_view name) { return find<Profile>(kProfile, name); }
std::optional<PageEngine> page_engine_from(std::string_view name) {
  return find<PageEngine>(kPageEngine, name);
}

}  // namespace portalprobe
