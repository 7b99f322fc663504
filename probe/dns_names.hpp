#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/expected.hpp"
#include "probe/dns_query.hpp"

namespace portalprobe {

/// Lower case and without a final dot.
std::string plain_name(std::string_view name);

/// Whether DNS could hold the name: labels of 1 to 63 printable ASCII characters, 253 in all. Takes
/// plain_name's form.
bool is_askable(std::string_view name);

/// Whether the name is `domain` or lies under it.
bool is_under(std::string_view name, std::string_view domain);

/// Reads ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT.
Expected<DnsServer> parse_dns_server(std::string_view text);

/// The system's servers, in its order.
Expected<std::vector<DnsServer>> system_dns_servers();

}  // namespace portalprobe
