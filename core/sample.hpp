#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/kinds.hpp"
#include "core/outcome.hpp"
#include "core/timings.hpp"

namespace portalprobe {

inline constexpr int kSampleSchemaVersion = 1;

/// One redirect that was followed (or refused), before the final answer.
struct RedirectHop {
  std::string url;  ///< what was asked, secrets and credentials removed
  int status = 0;
  microseconds started{0};  ///< since the measurement's start, as all marks
  Timings timings;
  bool operator==(const RedirectHop&) const = default;
};

/// The one stored result of one planned measurement. Durations are microseconds; absent is `nullopt` or
/// empty, never 0.
struct Sample {
  // identity
  std::string sweep_id;
  std::uint32_t round = 0;  ///< from 0
  std::string portal_id;
  std::string target_id;
  std::string role;
  TargetKind kind = TargetKind::page;
  EngineKind engine = EngineKind::http;
  Profile profile = Profile::none;  ///< that a page was loaded for; else `none`
  Connection connection = Connection::cold;
  IpFamily ip_family = IpFamily::ipv4;  ///< as planned; part of the key
  std::string stratum;
  std::string vantage_id;

  // when
  WallTime scheduled_at;
  microseconds held{0};
  std::optional<WallTime> started_at;    ///< absent: nothing was started
  std::optional<microseconds> lateness;  ///< absent: nothing was started

  // fitness
  std::optional<microseconds> error;     ///< what the kernel's stamps and our own readings differ by, at most
  std::optional<microseconds> loop_lag;  ///< how long our event loop was held up while this was in flight
  std::optional<microseconds> run_delay;  ///< the measuring thread wanted a processor and had none, in flight
  std::optional<microseconds> throttled;  ///< our control groups were kept from running, in flight
  std::optional<microseconds> stolen;     ///< the host took from all our processors together, in flight
  bool fit = true;
  std::string unfit_reason;

  // result
  Outcome outcome = Outcome::ok;
  Side side = Side::none;
  std::string detail;  ///< one line for a person: the facts behind the outcome
  std::optional<microseconds> censored_after;

  // marks and metrics
  Timings timings;
  std::optional<microseconds> hop_started;  ///< when the final answer's hop began; absent without redirects
  std::optional<microseconds> ttfb;         ///< cold only
  std::optional<microseconds> server_wait;
  std::optional<microseconds> response_time;
  std::optional<microseconds> network_load;
  std::optional<bool> needs_browser;
  std::string page_capped;  ///< what a page load left out, for its limits: requests, bytes, resource, frames,
                            ///< markup, styles; quiet: a browser's page never rested
  std::optional<microseconds> first_contentful_paint;
  std::optional<microseconds> largest_contentful_paint;
  std::optional<microseconds> load_event;
  std::optional<microseconds> total_blocking_time;
  std::optional<microseconds> interaction_to_next_paint;
  std::optional<double> cumulative_layout_shift;
  std::optional<microseconds> speed_index;
  std::optional<int> emc_level;
  std::string emc_site_id;

  // HTTP
  std::optional<int> http_status;
  std::string http_version;  ///< 1.0, 1.1, 2
  std::vector<RedirectHop> redirects;
  std::string final_url;
  std::optional<std::uint64_t> bytes_wire;  ///< header and body as transferred, of all hops
  std::optional<std::uint64_t> bytes_body;  ///< the final body, decoded
  std::optional<std::uint32_t> requests;    ///< all that we sent for this sample, priming included
  std::optional<std::uint32_t> requests_failed;
  std::string server_timing;  ///< the header's value as sent, at most 1 KiB
  std::optional<std::uint32_t> age_s;
  std::string body_sha256;  ///< hex, of the decoded body; empty unless it arrived whole
  std::string title;        ///< of an HTML answer, at most 200 bytes of valid UTF-8

  // network
  std::string remote_ip;
  std::optional<std::uint16_t> local_port;
  bool via_proxy = false;
  std::string resolver;  ///< ADDRESS:PORT that answered, `hosts` (the hosts file), or empty: no look-up
  std::optional<std::uint32_t> dns_ttl_s;
  std::optional<microseconds> tcp_rtt;
  std::optional<std::uint32_t> tcp_retransmits;
  std::string tls_version;
  std::string tls_cipher;
  std::optional<WallTime> certificate_not_after;

  bool operator==(const Sample&) const = default;
};

}  // namespace portalprobe
