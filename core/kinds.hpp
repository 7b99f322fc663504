#pragma once

#include <optional>
#include <string_view>

namespace portalprobe {

/// The small closed vocabularies of a measurement. Their names are what configuration, samples and exports
/// show.

/// `system`: another system of a portal's body, looked at for the EMC tag alone. It is neither page nor
/// action, so that no score can take it for one.
enum class TargetKind { page, action, control, reference, system };
/// Whether such targets are what a sweep is for; others are measured beside its plan, and count in none of
/// its figures.
inline bool is_planned(TargetKind kind) {
  return kind != TargetKind::control && kind != TargetKind::reference;
}
/// `film`: a page load by the browser that was filmed for its Speed Index, and whose other times are
/// therefore not taken.
enum class EngineKind { http, network, browser, film };
inline bool needs_browser(EngineKind engine) {
  return engine == EngineKind::browser || engine == EngineKind::film;
}
enum class Connection { cold, warm };
/// `any` leaves the choice to the system; the one taken is stored.
enum class IpFamily { ipv4, ipv6, any };
enum class HttpVersion { automatic, http1_1, http2 };
enum class Profile { desktop, mobile, none };
/// `none` loads no pages: their documents alone are measured.
enum class PageEngine { network, browser, automatic, none };
/// When pages that a browser loads are filmed, in visits of their own.
enum class SpeedIndexVisits { off, first_round, every_round };
/// Of which visits by a browser pictures and requests are kept as files.
enum class KeptArtifacts { none, worst_and_median, all };

std::string_view to_string(TargetKind kind);
std::string_view to_string(EngineKind engine);
std::string_view to_string(Connection connection);
std::string_view to_string(IpFamily family);
std::string_view to_string(HttpVersion version);  ///< auto, 1.1, 2
std::string_view to_string(Profile profile);
std::string_view to_string(PageEngine engine);  ///< network, browser, auto, none

std::optional<TargetKind> target_kind_from(std::string_view name);
std::optional<EngineKind> engine_kind_from(std::string_view name);
std::optional<Connection> connection_from(std::string_view name);
std::optional<IpFamily> ip_family_from(std::string_view name);
std::optional<HttpVersion> http_version_from(std::string_view name);
std::optional<Profile> profile_from(std::string_view name);
std::optional<PageEngine> page_engine_from(std::string_view name);

}  // namespace portalprobe
