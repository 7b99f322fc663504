#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "app/artifacts.hpp"
#include "app/commands.hpp"
#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "app/measuring.hpp"
#include "app/wiring.hpp"
#include "config/duration.hpp"
#include "core/url.hpp"
#include "report/page_waterfall.hpp"
#include "report/waterfall.hpp"
#include "results/ndjson.hpp"

namespace portalprobe {
namespace {

/// The settings that the command line asks for; the error names the option.
Expected<ProbeSettings> settings_of(const ProbeOptions& options) {
  ProbeSettings settings;
  const auto timeout = parse_duration(options.timeout);
  if (!timeout || timeout->count() <= 0) {
    return fail(fmt::format("--timeout {}: not a duration (right would be 30s)", options.timeout));
  }
  settings.timeout = *timeout;
  settings.connect_timeout = std::min(settings.connect_timeout, settings.timeout);
  const auto version = http_version_from(options.http_version);
  if (!version) return fail(fmt::format("--http-version {}: not auto, 1.1 or 2", options.http_version));
  settings.http_version = *version;
  if (options.ip_family == "both") {
    settings.ip_families = {IpFamily::ipv4, IpFamily::ipv6};
  } else if (const auto family = ip_family_from(options.ip_family)) {
    settings.ip_families = {*family};
  } else {
    return fail(fmt::format("--ip-family {}: not ipv4, ipv6, both or any", options.ip_family));
  }
  settings.resolvers = options.resolvers;
  const auto profile = profile_from(options.profile);
  if (!profile) return fail(fmt::format("--profile {}: not desktop, mobile or none", options.profile));
  settings.profile = *profile;
  settings.artifacts = options.film.empty() ? KeptArtifacts::none : KeptArtifacts::all;
  return settings;
}

Expected<Header> header_of(const std::string& text) {
  const auto colon = text.find(':');
  if (colon == 0 || colon == std::string::npos || text.find_first_of("\r\n") != std::string::npos) {
    return fail(fmt::format("--header '{}': not 'Name: value'", text));
  }
  std::string value = text.substr(colon + 1);
  value.erase(0, value.find_first_not_of(' '));
  return Header{text.substr(0, colon), Secret(std::move(value))};
}

/// Each URL as a portal of its own.
Expected<std::vector<Portal>> portals_of(const ProbeOptions& options) {
  std::vector<Portal> portals;
  for (const auto& text : options.urls) {
    const auto url = parse_url(text);
    if (!url) return tl::unexpected(url.error());
    Portal portal;
    portal.id = text;
    portal.name = text;
    portal.hosts = {url->host};
    Target target;
    target.id = "probe";
    target.role = "probe";
    target.url = text;
    target.method = options.method;
    for (const auto& line : options.headers) {
      auto header = header_of(line);
      if (!header) return tl::unexpected(header.error());
      target.headers.push_back(std::move(*header));
    }
    portal.targets.push_back(std::move(target));
    portals.push_back(std::move(portal));
  }
  return portals;
}

bool loads_pages(const ProbeOptions& options) { return options.page || options.browser; }
bool is_filmed(const ProbeOptions& options) { return options.speed_index || !options.film.empty(); }

std::vector<PlannedMeasurement> plan_of(const ProbeOptions& options, std::size_t portals,
                                        const ProbeSettings& settings) {
  std::vector<Connection> connections;
  if (options.connection != "warm") connections.push_back(Connection::cold);
  if (options.connection != "cold") connections.push_back(Connection::warm);
  const WallTime now = SystemClock().wall();
  std::vector<PlannedMeasurement> plan;
  for (int round = 0; round < options.count; ++round) {
    for (std::uint32_t portal = 0; portal < portals; ++portal) {
      for (const IpFamily family : settings.ip_families) {
        for (const Connection connection : connections) {
          PlannedMeasurement planned;
          planned.scheduled_at = now;
          planned.portal = portal;
          planned.round = static_cast<std::uint32_t>(round);
          planned.connection = connection;
          if (options.page) planned.engine = EngineKind::network;
          if (options.browser) planned.engine = EngineKind::browser;
          if (loads_pages(options)) planned.profile = settings.profile;
          planned.ip_family = family;
          plan.push_back(planned);
          if (!is_filmed(options)) continue;
          planned.engine = EngineKind::film;
          plan.push_back(planned);
        }
      }
    }
  }
  return plan;
}

/// The pages one by one, with a blank line between them.
std::string page_waterfalls(const Collected& collected, const WaterfallStyle& style) {
  std::string text;
  for (std::size_t i = 0; i < collected.samples.size(); ++i) {
    if (i > 0) text += '\n';
    text += page_waterfall(collected.samples[i], collected.pages[i], style);
  }
  return text;
}

int print_samples(const CommonOptions& common, const ProbeOptions& options, const Collected& collected) {
  if (common.json) {
    std::string lines;
    for (std::size_t i = 0; i < collected.samples.size(); ++i)
      append_ndjson(lines, collected.samples[i], collected.pages[i]);
    return print_or_fail(lines);
  }
  WaterfallStyle style;
  if (const std::size_t width = terminal_width(STDOUT_FILENO)) style.width = width;
  style.unicode = knows_utf8();
  style.colour = may_decorate(STDOUT_FILENO);
  return print_or_fail(loads_pages(options) ? page_waterfalls(collected, style)
                                            : waterfall(collected.samples, style));
}

}  // namespace

int run_probe(const CommonOptions& common, const ProbeOptions& options) {
  if (options.page && options.browser) return refuse("--page, --browser: one of them", kUsage);
  if (is_filmed(options) && !options.browser)
    return refuse("--speed-index, --film: only a browser can be filmed (add --browser)", kUsage);
  if (loads_pages(options) && (options.connection != "cold" || options.method != "GET"))
    return refuse(
        "--page, --browser: a page is loaded with GET over new connections (no --method, no --connection)",
        kUsage);
  const auto settings = settings_of(options);
  if (!settings) return refuse(settings.error().message, kUsage);
  const auto interval = parse_duration(options.interval);
  if (!interval) return refuse("--interval: " + interval.error().message, kUsage);
  const auto portals = portals_of(options);
  if (!portals) return refuse(portals.error().message, kUsage);
  auto engine = engine_options(*settings, *portals, common);
  if (!engine) return refuse(engine.error().message, kUsage);

  SweepOrder order;
  order.plan = plan_of(options, portals->size(), *settings);
  order.portals = *portals;
  order.limits.host_gap = *interval;
  order.at_once = true;
  Signals signals;
  auto collected = measure_and_collect(signals, std::move(*engine), std::move(order));
  if (!collected) return refuse(collected.error().message, kOwnError);
  int printed = print_samples(common, options, *collected);
  if (!options.film.empty()) {
    const auto written = write_artifacts(*collected, options.film);
    if (!written) printed = refuse("--film: " + written.error().message, kStoreFailed);
  }
  return collected->signal != 0 ? kSignalBase + collected->signal : printed;
}

}  // namespace portalprobe
