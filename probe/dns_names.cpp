#include "probe/dns_names.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "core/url.hpp"

namespace portalprobe {
namespace {

bool is_label(std::string_view label) {
  const auto fits = [](char c) { return c > 0x20 && c < 0x7f && c != '\\'; };
  return !label.empty() && label.size() <= 63 && std::ranges::all_of(label, fits);
}

bool read_port(std::string_view text, std::uint16_t& port) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > 65535) return false;
  port = static_cast<std::uint16_t>(value);
  return true;
}

struct FreeServers {
  void operator()(ares_addr_port_node* list) const { ares_free_data(list); }
};

DnsServer server_of(const ares_addr_port_node& node) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(node.family, &node.addr, text, sizeof text);
  DnsServer server;
  server.address = text;
  if (node.udp_port > 0) server.port = static_cast<std::uint16_t>(node.udp_port);
  return server;
}

}  // namespace

std::string plain_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string plain(name);
  std::ranges::transform(plain, plain.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return plain;
}

bool is_askable(std::string_view name) {
  if (name.empty() || name.size() > 253) return false;
  while (true) {
    const auto dot = name.find('.');
    if (!is_label(name.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

bool is_under(std::string_view name, std::string_view domain) {
  if (!name.ends_with(domain)) return false;
  return name.size() == domain.size() || name[name.size() - domain.size() - 1] == '.';
}

Expected<DnsServer> parse_dns_server(std::string_view text) {
  const auto refuse = [&] {
    return fail(fmt::format(
        "'{}' is no DNS server (right would be 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53)", text));
  };
  DnsServer server;
  std::string_view address = text;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return refuse();
    address = text.substr(1, close - 1);
    port = text.substr(close + 1);
  } else if (std::ranges::count(text, ':') == 1) {
    address = text.substr(0, text.find(':'));
    port = text.substr(address.size());
  }
  if (!is_address(address)) return refuse();
  if (!port.empty() && (port.front() != ':' || !read_port(port.substr(1), server.port))) return refuse();
  server.address = std::string(address);
  return server;
}

Expected<std::vector<DnsServer>> system_dns_servers() {
  ares_library_init(ARES_LIB_INIT_ALL);
  ares_channel channel = nullptr;
  ares_addr_port_node* list = nullptr;
  int status = ares_init(&channel);
  if (status == ARES_SUCCESS) {
    status = ares_get_servers_ports(channel, &list);
    ares_destroy(channel);
  }
  const std::unique_ptr<ares_addr_port_node, FreeServers> owner(list);
  if (status != ARES_SUCCESS) {
    return fail(fmt::format("the system's DNS servers cannot be read ({})", ares_strerror(status)));
  }
  std::vector<DnsServer> servers;
  for (const auto* node = list; node != nullptr; node = node->next) servers.push_back(server_of(*node));
  return servers;
}

}  // namespace portalprobe
