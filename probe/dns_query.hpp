#pragma once

#include <ares.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/kinds.hpp"
#include "probe/dns_reply.hpp"

namespace portalprobe {

/// Where a DNS server listens.
struct DnsServer {
  std::string address;
  std::uint16_t port = 53;
  /// ADDRESS:PORT, IPv6 in brackets.
  std::string text() const;
};

/// Asks one server for one name's addresses, over UDP with repeats, over TCP if the answer is cut. A channel
/// of c-ares for each question: it can be dropped alone, it cannot disturb others, and it has a source port
/// of its own.
class DnsQuery {
 public:
  /// One reply per family asked; IPv6 first where both are. Called once, never from inside `start`; may
  /// destroy the query.
  using Done = std::function<void(std::vector<DnsReply>)>;

  DnsQuery(boost::asio::io_context& context, const DnsServer& server);
  ~DnsQuery();
  DnsQuery(const DnsQuery&) = delete;
  DnsQuery& operator=(const DnsQuery&) = delete;

  void start(const std::string& name, IpFamily family, microseconds patience, Done done);

 private:
  class Watch;
  struct Question {
    DnsQuery* query = nullptr;
    int type = 0;
    std::optional<DnsReply> reply;
  };

  bool open_channel(microseconds patience);
  void ask(const std::string& name, int type);
  void set_watch(int descriptor, bool read, bool write);
  void process(int readable, int writable);
  void on_patience_ended();
  void arm_retry_timer();
  void settle();
  void finish();

  static void on_reply(void* question, int status, int timeouts, unsigned char* packet, int size) noexcept;
  static void on_socket_state(void* self, int descriptor, int read, int write) noexcept;
  static ares_ssize_t receive(int descriptor, void* buffer, std::size_t size, int flags, sockaddr* from,
                              socklen_t* length, void* self) noexcept;
  static int open_socket(int family, int type, int protocol, void* self) noexcept;

  boost::asio::io_context& context_;
  DnsServer server_;
  ares_channel channel_ = nullptr;
  boost::asio::steady_timer retry_timer_;
  boost::asio::steady_timer patience_;
  std::map<int, std::shared_ptr<Watch>> watches_;
  std::vector<std::unique_ptr<Question>> questions_;
  std::string our_fault_;              ///< why we could not ask
  std::optional<SteadyTime> arrived_;  ///< when what was read last had arrived, as the kernel says
  Done done_;
  std::shared_ptr<DnsQuery*> alive_;  ///< for handlers that come late
};

}  // namespace portalprobe
