#include "probe/dns_reply.hpp"

#include <ares.h>
#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

namespace portalprobe {
namespace {

/// A name has few addresses; a lying server's packet may name thousands.
constexpr int kMaxAddresses = 32;

/// A server that neither knows nor asks on, but points elsewhere: no resolver, and its empty answer no
/// statement about the name.
bool is_referral(const unsigned char* packet, int size) {
  if (packet == nullptr || size < 12) return false;
  const bool authoritative = (packet[2] & 0x04U) != 0;
  const bool recursion = (packet[3] & 0x80U) != 0;
  const bool answers = packet[6] != 0 || packet[7] != 0;
  return !authoritative && !recursion && !answers;
}

/// A TTL with the highest bit set counts as 0 (RFC 2181, 8).
std::uint32_t ttl_of(int ttl) { return ttl < 0 ? 0U : static_cast<std::uint32_t>(ttl); }

void add_address(DnsReply& reply, int family, const void* address, int ttl) {
  char text[INET6_ADDRSTRLEN];
  if (inet_ntop(family, address, text, sizeof text) == nullptr) return;
  reply.addresses.emplace_back(text);
  reply.ttl_s = std::min(reply.ttl_s.value_or(ttl_of(ttl)), ttl_of(ttl));
}

int read_addresses(DnsReply& reply, int type, const unsigned char* packet, int size) {
  int count = kMaxAddresses;
  int status = ARES_SUCCESS;
  if (type == kDnsTypeA) {
    ares_addrttl found[kMaxAddresses];
    status = ares_parse_a_reply(packet, size, nullptr, found, &count);
    for (int i = 0; status == ARES_SUCCESS && i < count; ++i)
      add_address(reply, AF_INET, &found[i].ipaddr, found[i].ttl);
  } else {
    ares_addr6ttl found[kMaxAddresses];
    status = ares_parse_aaaa_reply(packet, size, nullptr, found, &count);
    for (int i = 0; status == ARES_SUCCESS && i < count; ++i)
      add_address(reply, AF_INET6, &found[i].ip6addr, found[i].ttl);
  }
  return status;
}

std::string failure_of(int status) {
  switch (status) {
    case ARES_ESERVFAIL:
      return "answered SERVFAIL";
    case ARES_EREFUSED:
      return "answered REFUSED";
    case ARES_ENOTIMP:
      return "answered NOTIMP";
    case ARES_EFORMERR:
      return "answered FORMERR";
    case ARES_EBADRESP:
      return "sent an answer that cannot be read";
    case ARES_ECONNREFUSED:
      return "cannot be reached";
    default:
      return fmt::format("gave no answer ({})", ares_strerror(status));
  }
}

}  // namespace

DnsReply read_reply(int type, int status, const unsigned char* packet, int size) {
  using Kind = DnsReply::Kind;
  DnsReply reply;
  if (status == ARES_SUCCESS) status = read_addresses(reply, type, packet, size);
  switch (status) {
    case ARES_SUCCESS:
      reply.kind = reply.addresses.empty() ? Kind::none : Kind::addresses;
      break;
    case ARES_ENODATA:
      reply.kind = Kind::none;
      break;
    case ARES_ENOTFOUND:
      reply.kind = Kind::no_name;
      break;
    case ARES_ETIMEOUT:
      reply.kind = Kind::silent;
      break;
    case ARES_ENOMEM:
      reply.kind = Kind::ours;
      reply.detail = "we are out of memory";
      break;
    default:
      reply.kind = Kind::failed;
      reply.detail = failure_of(status);
  }
  if (reply.kind == Kind::none && is_referral(packet, size)) {
    reply.kind = Kind::failed;
    reply.detail = "is no resolver: it only refers to other servers";
  }
  return reply;
}

}  // namespace portalprobe
