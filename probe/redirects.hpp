#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/outcome.hpp"
#include "core/portal.hpp"
#include "core/url.hpp"

namespace portalprobe {

/// What one hop asks.
struct HopRequest {
  std::string url;
  std::string method = "GET";
  /// Whether the configured headers go along. They never cross to another origin, and do not come back from
  /// there.
  bool with_headers = true;
  /// Tells apart which cookies of earlier hops go along: with a new one, the same URL is a new question.
  std::string cookies = {};
  bool operator==(const HopRequest&) const = default;
};

/// What an answer means for the way.
struct RedirectStep {
  enum class Kind { answer, follow, fail };
  Kind kind = Kind::answer;       ///< answer: no redirect, this hop gave the final answer
  HopRequest next;                ///< follow: the next hop, its URL absolute, normalised and without fragment
  Outcome outcome = Outcome::ok;  ///< fail: redirect_loop, redirect_limit or redirect_refused
  std::string detail;             ///< fail: a sentence
};

/// Decides what to do about an answer of `status` with the Location field `location` (empty: it had none) to
/// `asked`. `before` are the hops before `asked`, the first one first. Addresses are not looked at: see
/// AddressGuard. `cookies`: those that would go along now.
RedirectStep next_step(const HopRequest& asked, int status, std::string_view location,
                       std::span<const HopRequest> before, int max_redirects,
                       const std::string& cookies = {});

/// Whether a request for this would count a visit that nobody made: EMC's counter is never asked.
bool is_visit_counter(const Url& url);

/// Hosts whose answer counts as the target's own: the portal's, or of another system of its body that of its
/// URL, with and without `www.`. Empty: any.
std::vector<std::string> hosts_of(const Portal& portal, const Target& target);

/// Whether the final answer came from a host that is not one of the portal's (lower case names).
bool is_moved(std::string_view final_url, std::span<const std::string> hosts);

/// A URL fit to be stored: without credentials and fragment, control characters escaped, at most 2 KiB.
std::string storable_url(std::string_view url);

}  // namespace portalprobe
