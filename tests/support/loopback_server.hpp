#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/script.hpp"
#include "tests/support/tls_server.hpp"

namespace portalprobe::support {

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< any of 127.0.0.0/8, or ::1
  std::uint16_t port = 0;             ///< 0: a free one
  std::optional<TlsOptions> tls = {};
  int backlog = 1024;
};

/// An HTTP/1.1 server on this machine that does what its scripts say: a thread accepts, one thread per
/// connection talks. Ends everything in its destructor, whatever a script is doing. All methods: any thread.
///
///   LoopbackServer server;
///   server.on("/slow", {pause(200ms), respond({.body = "late"})});
///   fetch(server.url("/slow"));
///   EXPECT_EQ(server.requests("/slow").size(), 1u);
class LoopbackServer {
 public:
  /// Throws std::runtime_error if it cannot listen, or if the certificate cannot be used.
  explicit LoopbackServer(ServerOptions options = {});
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  /// What is done for requests of that path (without query), once such a request was read. Replaces an
  /// earlier script.
  void on(std::string path, Script script);
  /// The same for one request; several such wait in line, before what `on` says.
  void once(std::string path, Script script);
  /// For paths without a script; a 404 unless set.
  void otherwise(Script script);
  /// Asked first, for what paths cannot tell; an empty script leaves it to the others.
  void choose(std::function<Script(const Request&)> chooser);
  /// Done on each new connection (inside TLS, if so) before a request is read; its end goes on with requests.
  void on_connect(Script script);

  std::uint16_t port() const;
  const std::string& address() const;
  /// ADDRESS:PORT, with IPv6 in brackets.
  std::string authority() const;
  /// scheme://ADDRESS:PORT and `path`.
  std::string url(std::string_view path = "/") const;
  /// The same with another host name in place of the address.
  std::string url_of(std::string_view host, std::string_view path = "/") const;

  std::vector<Request> requests() const;
  std::vector<Request> requests(std::string_view path) const;
  std::vector<ConnectionRecord> connections() const;
  std::size_t connections_open() const;
  /// The most that were open at once.
  std::size_t connections_peak() const;

  /// Waits until that many requests (of that path; empty: of any) have been read; false if they have not
  /// within `limit`.
  bool wait_for_requests(std::size_t count, std::string_view path = {},
                         std::chrono::milliseconds limit = std::chrono::seconds(30)) const;
  /// Waits until that many connections were accepted.
  bool wait_for_connections(std::size_t count,
                            std::chrono::milliseconds limit = std::chrono::seconds(30)) const;
  /// Waits until at most `count` are open.
  bool wait_until_open(std::size_t count, std::chrono::milliseconds limit = std::chrono::seconds(30)) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portalprobe::support
