#include "config/document.hpp"
#include "config/net_types.hpp"
#include "config/object_type.hpp"
#include "config/value_types.hpp"

namespace portalprobe {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Type<Limits> per_host_type() {
  return ObjectType<Limits>("limits for each host")
      .add("in_flight", &Limits::host_in_flight, type::integer(1, 100), "Measurements of one host at a time.")
      .add("gap", &Limits::host_gap, type::duration(microseconds(0), hours(1)),
           "Pause between two measurements of one host, from the end of one to the start of the next.")
      .build();
}

Type<Limits> per_address_type() {
  return ObjectType<Limits>("limits for each address")
      .add("in_flight", &Limits::address_in_flight, type::integer(1, 100000),
           "Measurements at one network address at a time: many portals share a data centre.")
      .build();
}

Type<std::vector<IpFamily>> ip_family_type() {
  using Families = std::vector<IpFamily>;
  return type::choice_of<Families>({{"ipv4", Families{IpFamily::ipv4}},
                                    {"ipv6", Families{IpFamily::ipv6}},
                                    {"both", Families{IpFamily::ipv4, IpFamily::ipv6}},
                                    {"any", Families{IpFamily::any}}});
}

Type<HttpVersion> http_version_type() {
  return type::choice_of<HttpVersion>(
      {{"auto", HttpVersion::automatic}, {"1.1", HttpVersion::http1_1}, {"2", HttpVersion::http2}}, true);
}

Type<PageLimits> page_limits_type() {
  return ObjectType<PageLimits>("limits of a page load")
      .add("requests", &PageLimits::requests, type::integer(1, 100'000), "Most resources that are fetched.")
      .add("bytes", &PageLimits::bytes, type::size(1, 16ULL << 30U), "Most bytes, decoded, all together.")
      .build();
}

Type<PageEngine> page_engine_type() {
  return type::choice_of<PageEngine>({{"network", PageEngine::network},
                                      {"browser", PageEngine::browser},
                                      {"auto", PageEngine::automatic},
                                      {"none", PageEngine::none}});
}

Type<SpeedIndexVisits> speed_index_type() {
  return type::choice_of<SpeedIndexVisits>({{"off", SpeedIndexVisits::off},
                                            {"first_round", SpeedIndexVisits::first_round},
                                            {"every_round", SpeedIndexVisits::every_round}});
}

Type<KeptArtifacts> artifacts_type() {
  return type::choice_of<KeptArtifacts>({{"none", KeptArtifacts::none},
                                         {"worst_and_median", KeptArtifacts::worst_and_median},
                                         {"all", KeptArtifacts::all}});
}

Type<Profile> profile_type() {
  return type::choice_of<Profile>(
      {{"desktop", Profile::desktop}, {"mobile", Profile::mobile}, {"none", Profile::none}});
}

/// A time limit for connecting beyond the whole's could never matter: written, it is an error; as a default
/// it gives way.
void check_timeouts(Reader& reader, const YamlNode& node, ProbeSettings& settings) {
  if (settings.connect_timeout <= settings.timeout) return;
  if (const auto written = find_key(node, "connect_timeout")) {
    return reader.report(
        *written,
        "'connect_timeout' is longer than 'timeout', which holds for the whole (right would be at "
        "most that)");
  }
  settings.connect_timeout = settings.timeout;
}

}  // namespace

Type<Limits> limits_type() {
  return ObjectType<Limits>("limits")
      .add("in_flight", &Limits::in_flight, type::integer(1, 100'000), "Measurements of one sweep at a time.")
      .add("starts_per_second", &Limits::starts_per_second, type::number(0.001, 10'000),
           "Measurements that one sweep starts in a second, at most.")
      .add_group("per_host", per_host_type(), "Manners towards each host.")
      .add_group("per_address", per_address_type(), "Manners towards each network address.")
      .build();
}

Type<ProbeSettings> settings_type() {
  return ObjectType<ProbeSettings>("how measurements are taken")
      .add("timeout", &ProbeSettings::timeout, type::duration(milliseconds(1), minutes(30)),
           "When a measurement is given up, its redirects included.")
      .add("connect_timeout", &ProbeSettings::connect_timeout, type::duration(milliseconds(1), minutes(30)),
           "When connecting, TLS included, is given up. At most `timeout`, and shortened to it where that "
           "alone is set.")
      .add("http_version", &ProbeSettings::http_version, http_version_type(),
           "HTTP's version: what the server prefers, or one of them.")
      .add("ip_family", &ProbeSettings::ip_families, ip_family_type(),
           "Addresses to connect to. `both` takes each measurement twice, `any` leaves the choice to the "
           "system.")
      .add("prime", &ProbeSettings::prime, type::request_path(),
           "What a warm measurement asks first, uncounted, to open the connection.")
      .add("proxy", &ProbeSettings::proxy, type::proxy(true),
           "Proxy of all portals, or `none`. The environment's proxy variables are never obeyed. May hold "
           "secrets.")
      .add("resolvers", &ProbeSettings::resolvers,
           list_of(type::resolver(), {"a list of addresses", false, 16}),
           "DNS servers to ask, in this order; the system's where none is listed.")
      .add("allow_addresses", &ProbeSettings::allow_addresses,
           list_of(type::network(), {"a list of networks", false, 1000}),
           "Non-public networks that redirects may lead to.")
      .add("user_agent", &ProbeSettings::user_agent, type::user_agent(),
           "What we call ourselves. Put a contact in.")
      .add("max_body", &ProbeSettings::max_body, type::size(1, 1ULL << 30U),
           "Largest body that is read, decoded.")
      .add("max_redirects", &ProbeSettings::max_redirects, type::integer(0, 50),
           "Redirects that are followed.")
      .add("page_engine", &ProbeSettings::page_engine, page_engine_type(),
           "What loads pages: our own reader, a browser, a browser where one is found, or nothing: documents "
           "are measured alone.")
      .add("page_limits", &ProbeSettings::page_limits, page_limits_type(),
           "How much one page load may fetch; what is left out is noted in its sample.")
      .add(
          "speed_index", &ProbeSettings::speed_index, speed_index_type(),
          "When pages that a browser loads are loaded once more and filmed, for their Speed Index: never, in "
          "each sweep's first round, or in every round.")
      .add("artifacts", &ProbeSettings::artifacts, artifacts_type(),
           "Of which visits by a browser screenshot, film strip and HAR are kept as files beside the store: "
           "of none, of the worst and the median one of each target and sweep, or of all.")
      .add("profile", &ProbeSettings::profile, profile_type(),
           "The screen that pages are loaded for; in a browser also its network and its processor.")
      .add("cores_per_visit", &ProbeSettings::cores_per_visit, type::integer(1, 1024),
           "Processors that each visit of a browser has to itself; neighbours on them would show as blocking "
           "of the page.")
      .then(check_timeouts)
      .build();
}

Type<Fitness> fitness_type() {
  return ObjectType<Fitness>("when a sample counts")
      .add("max_lateness", &Fitness::max_lateness, type::duration(microseconds(1), hours(1)),
           "A sample that started later than this by our own fault is unfit.")
      .add("max_error", &Fitness::max_error, type::duration(microseconds(1), minutes(1)),
           "A sample whose times are less certain than this is unfit.")
      .add("max_page_error", &Fitness::max_page_error, type::duration(microseconds(1), minutes(1)),
           "A page load that is less certain than this is unfit.")
      .add("max_unfit_share", &Fitness::max_unfit_share, type::share(),
           "A sweep with a larger share of unfit samples ends with exit code 6.")
      .build();
}

Type<Retention> retention_type() {
  return ObjectType<Retention>("how long a store keeps what it need not keep for good")
      .add("resources", &Retention::resources, type::duration(microseconds(0), hours(24 * 3650)),
           "How long the resources of page loads are kept one by one. Older ones become a summary for each "
           "page "
           "load when a sweep has ended.")
      .add("artifacts", &Retention::artifacts, type::duration(microseconds(0), hours(24 * 3650)),
           "How long the files of visits are kept, from their sweep on.")
      .add("artifact_bytes", &Retention::artifact_bytes, type::size(0, 1ULL << 50U),
           "How much room they may take all together, in this store; the oldest sweeps' go first.")
      .build();
}

}  // namespace portalprobe
