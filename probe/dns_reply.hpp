#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"

namespace portalprobe {

inline constexpr int kDnsTypeA = 1;
inline constexpr int kDnsTypeAaaa = 28;

/// What one server said to one question.
struct DnsReply {
  enum class Kind {
    addresses,  ///< at least one
    none,       ///< the name is there and has no address of this family
    no_name,    ///< there is no such name
    failed,     ///< the server answered, or refused to, without an answer to the question
    silent,     ///< nothing came in time
    ours,       ///< we could not ask: no descriptor, no memory
  };
  Kind kind = Kind::silent;
  std::vector<std::string> addresses;
  std::optional<std::uint32_t> ttl_s;
  std::string detail;  ///< failed, ours: "answered SERVFAIL"
  SteadyTime at;       ///< when the reply was read
};

/// What the end of a question of `type` means, from c-ares' status and the packet, if one came. `at` is left
/// to the caller.
DnsReply read_reply(int type, int status, const unsigned char* packet, int size);

}  // namespace portalprobe
