#include "probe/browser/request_gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "probe/address_guard.hpp"
#include "probe/dns_names.hpp"
#include "probe/redirects.hpp"
#include "probe/route.hpp"

namespace portalprobe {
namespace {

/// What a page may load without asking anybody.
bool is_local(const std::string& url) {
  return url.starts_with("data:") || url.starts_with("blob:") || url.starts_with("about:");
}

std::string_view without_brackets(std::string_view address) {
  if (address.size() < 2 || address.front() != '[' || address.back() != ']') return address;
  return address.substr(1, address.size() - 2);
}

/// The one name that is known to be inside.
bool names_this_machine(const std::string& host) { return is_under(plain_name(host), "localhost"); }

}  // namespace

RequestGate::RequestGate(GateSetting setting, std::vector<std::string> own)
    : setting_(std::move(setting)), own_(std::move(own)) {}

bool RequestGate::is_own(const std::string& host) const {
  return std::ranges::find(own_, host) != own_.end();
}

std::string RequestGate::why_not(const std::string& url) {
  if (is_local(url)) return {};
  const auto parsed = parse_url(url);
  if (!parsed) return parsed.error().message;
  if (is_visit_counter(*parsed)) {
    counter_was_asked_ = true;
    return "the visit counter is never asked";
  }
  const std::string& host = parsed->host;
  const Route route = route_of(*parsed, *setting_.connect_to);
  if (is_own(host) || route.named) return {};
  const bool may_be_sent = is_address(host)
                               ? setting_.guard->may_follow(host)
                               : route.mapped || !names_this_machine(host) || is_loopback_listed();
  return may_be_sent ? ""
                     : fmt::format("{} is not a public address (allow_addresses may list its network)", host);
}

bool RequestGate::is_loopback_listed() const {
  return setting_.guard->may_follow("127.0.0.1") || setting_.guard->may_follow("::1");
}

void RequestGate::note_answer(const std::string& url, std::string_view address) {
  if (!setting_.on_answer) return;
  const auto parsed = parse_url(url);
  const auto from = parse_address(without_brackets(address));
  if (parsed && from && is_own(parsed->host)) setting_.on_answer(parsed->host, *from);
}

}  // namespace portalprobe
