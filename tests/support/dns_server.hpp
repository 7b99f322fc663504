#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace portalprobe::test {

/// One question that came to the server.
struct DnsQuestion {
  std::string name;  ///< without the final dot
  int type = 0;      ///< 1 A, 28 AAAA
  bool tcp = false;
  int number = 0;  ///< how many questions came before
};

struct DnsRecord {
  std::string owner;
  int type = 0;
  std::uint32_t ttl = 0;
  std::string data;  ///< wire form
};

/// What the script wants sent.
struct DnsScript {
  int rcode = 0;
  std::vector<DnsRecord> answers;
  bool silent = false;
  bool truncated = false;
  bool authoritative = false;
  bool recursion = true;
  std::vector<std::string> before;  ///< raw packets sent ahead of the answer
  bool raw_only = false;            ///< nothing but `before`
  bool cut_short = false;           ///< the answer ends in the middle of its last record
};

inline std::string dns_name(std::string_view name) {
  std::string wire;
  while (!name.empty()) {
    const auto label = name.substr(0, name.find('.'));
    wire += static_cast<char>(label.size());
    wire += label;
    name.remove_prefix(std::min(label.size() + 1, name.size()));
  }
  return wire + '\0';
}

inline std::string dns_16(unsigned value) {
  return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xffU)};
}
inline std::string dns_32(std::uint32_t value) { return dns_16(value >> 16U) + dns_16(value & 0xffffU); }

inline DnsRecord a_record(std::string owner, const std::string& address, std::uint32_t ttl) {
  in_addr raw{};
  inet_pton(AF_INET, address.c_str(), &raw);
  return {std::move(owner), 1, ttl, std::string(reinterpret_cast<const char*>(&raw), sizeof raw)};
}
inline DnsRecord aaaa_record(std::string owner, const std::string& address, std::uint32_t ttl) {
  in6_addr raw{};
  inet_pton(AF_INET6, address.c_str(), &raw);
  return {std::move(owner), 28, ttl, std::string(reinterpret_cast<const char*>(&raw), sizeof raw)};
}
inline DnsRecord cname_record(std::string owner, const std::string& target, std::uint32_t ttl) {
  return {std::move(owner), 5, ttl, dns_name(target)};
}

/// A DNS server on a free port of 127.0.0.1, UDP and TCP, that answers what a script says. A thread of its
/// own runs both; the script is called there.
class DnsServerDouble {
 public:
  using Script = std::function<DnsScript(const DnsQuestion&)>;

  explicit DnsServerDouble(Script script) : script_(std::move(script)) {
    for (int attempt = 0; attempt < 50; ++attempt) {
      if (open()) {
        thread_ = std::thread([this] { run(); });
        return;
      }
    }
    throw std::runtime_error("no port of 127.0.0.1 is free for UDP and TCP alike");
  }
  ~DnsServerDouble() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(stop_, &one, sizeof one);
    thread_.join();
    for (const int descriptor : {udp_, tcp_, stop_}) ::close(descriptor);
    for (const int descriptor : clients_) ::close(descriptor);
  }
  DnsServerDouble(const DnsServerDouble&) = delete;
  DnsServerDouble& operator=(const DnsServerDouble&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  std::vector<DnsQuestion> questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
  }

 private:
  bool open() {
    udp_ = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    tcp_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof at;
    auto* address = reinterpret_cast<sockaddr*>(&at);
    const bool bound = ::bind(udp_, address, length) == 0 && ::getsockname(udp_, address, &length) == 0 &&
                       ::bind(tcp_, address, length) == 0 && ::listen(tcp_, 16) == 0;
    if (!bound) {
      ::close(udp_);
      ::close(tcp_);
      return false;
    }
    port_ = ntohs(at.sin_port);
    stop_ = ::eventfd(0, EFD_CLOEXEC);
    return true;
  }

  void run() {
    while (true) {
      std::vector<pollfd> watched = {{stop_, POLLIN, 0}, {udp_, POLLIN, 0}, {tcp_, POLLIN, 0}};
      for (const int client : clients_) watched.push_back({client, POLLIN, 0});
      if (::poll(watched.data(), watched.size(), -1) < 0) continue;
      if (watched[0].revents != 0) return;
      if (watched[1].revents != 0) on_datagram();
      if (watched[2].revents != 0) clients_.push_back(::accept4(tcp_, nullptr, nullptr, SOCK_CLOEXEC));
      for (std::size_t i = 3; i < watched.size(); ++i) {
        if (watched[i].revents != 0) on_stream(watched[i].fd);
      }
    }
  }

  void on_datagram() {
    char buffer[1024];
    sockaddr_in from{};
    socklen_t length = sizeof from;
    const auto size = ::recvfrom(udp_, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &length);
    if (size < 12) return;
    for (const auto& packet : answer(std::string_view(buffer, static_cast<std::size_t>(size)), false)) {
      ::sendto(udp_, packet.data(), packet.size(), 0, reinterpret_cast<sockaddr*>(&from), length);
    }
  }

  /// Small questions come in one piece on loopback; one that does not is dropped with its connection.
  void on_stream(int client) {
    char buffer[1024];
    const auto size = ::recv(client, buffer, sizeof buffer, 0);
    if (size < 14) {
      ::close(client);
      std::erase(clients_, client);
      return;
    }
    for (const auto& packet :
         answer(std::string_view(buffer + 2, static_cast<std::size_t>(size - 2)), true)) {
      const auto framed = dns_16(static_cast<unsigned>(packet.size())) + packet;
      ::send(client, framed.data(), framed.size(), MSG_NOSIGNAL);
    }
  }

  std::vector<std::string> answer(std::string_view query, bool tcp) {
    DnsQuestion question;
    question.tcp = tcp;
    std::size_t at = 12;
    while (at < query.size() && query[at] != 0) {
      const auto size = static_cast<std::size_t>(query[at]);
      if (!question.name.empty()) question.name += '.';
      question.name += query.substr(at + 1, size);
      at += 1 + size;
    }
    question.type = static_cast<unsigned char>(query[at + 2]);
    {
      const std::lock_guard lock(mutex_);
      question.number = static_cast<int>(questions_.size());
      questions_.push_back(question);
    }
    const auto script = script_(question);
    if (script.silent) return {};
    auto packets = script.before;
    if (!script.raw_only)
      packets.push_back(packet(query.substr(0, 2), query.substr(12, at + 5 - 12), script));
    return packets;
  }

  static std::string packet(std::string_view id, std::string_view question, const DnsScript& script) {
    const unsigned flags = 0x8100U | (script.authoritative ? 0x400U : 0U) | (script.truncated ? 0x200U : 0U) |
                           (script.recursion ? 0x80U : 0U) | static_cast<unsigned>(script.rcode);
    std::string bytes(id);
    bytes += dns_16(flags) + dns_16(1) + dns_16(static_cast<unsigned>(script.answers.size())) + dns_32(0);
    bytes += question;
    for (const auto& record : script.answers) {
      bytes += dns_name(record.owner) + dns_16(static_cast<unsigned>(record.type)) + dns_16(1) +
               dns_32(record.ttl);
      bytes += dns_16(static_cast<unsigned>(record.data.size())) + record.data;
    }
    if (script.cut_short) bytes.resize(bytes.size() - 2);
    return bytes;
  }

  Script script_;
  int udp_ = -1;
  int tcp_ = -1;
  int stop_ = -1;
  std::uint16_t port_ = 0;
  std::vector<int> clients_;  ///< the thread's own
  mutable std::mutex mutex_;
  std::vector<DnsQuestion> questions_;
  std::thread thread_;
};

}  // namespace portalprobe::test
