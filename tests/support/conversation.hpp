#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/gate.hpp"
#include "tests/support/request.hpp"
#include "tests/support/tls_server.hpp"

struct ssl_st;

namespace portalprobe::support {

/// What the server saw of one connection.
struct ConnectionRecord {
  std::size_t number = 0;  ///< from 1
  SteadyTime accepted;
  std::string peer_address;
  int peer_port = 0;
  bool secured = false;             ///< the handshake was completed
  bool resumed = false;             ///< with a session of an earlier connection
  std::string tls_version = {};     ///< as OpenSSL names it: TLSv1.3
  std::string server_name = {};     ///< the name that the client asked for (SNI)
  std::string client_subject = {};  ///< of the client's certificate
  std::size_t requests = 0;
  std::optional<SteadyTime> closed = {};
};

/// Told of what happens on a connection, on its thread.
class ConversationObserver {
 public:
  virtual ~ConversationObserver() = default;
  virtual void on_secured(const ConnectionRecord& record) = 0;
  virtual void on_request(const ConnectionRecord& record, const Request& request) = 0;
};

/// The server's end of one connection, plain or TLS, for the thread that runs its script. Every wait ends
/// when the server stops or the client leaves; then calls return false, and so does each later one: a script
/// just gives up.
class Conversation {
 public:
  /// Owns `fd`, which must not block. `stop` ends all waits when it opens. `observer` outlives this.
  Conversation(int fd, Gate stop, ConnectionRecord record, ConversationObserver& observer);
  ~Conversation();
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// Performs the server's half of the handshake, or what the options say instead.
  bool secure(const TlsContext& context);
  /// Reads the next request, body included; it becomes `request()`. False at a request of over 1 MiB, too.
  bool read_request();
  /// Sends all of it.
  bool send(std::string_view bytes);
  /// Waits, unless the client leaves.
  bool pause(std::chrono::milliseconds duration);
  bool wait_for(const Gate& gate);
  /// Says nothing until the client leaves. Always false.
  bool wait_for_peer_to_leave();

  /// Says goodbye (TLS's, then FIN) and waits for the client to leave, so that nothing sent is lost. Always
  /// false.
  bool close();
  /// FIN without TLS's goodbye. Always false.
  bool close_abruptly();
  /// RST. What was sent and not yet read may be lost. Always false.
  bool reset();

  /// The one read last.
  const Request& request() const { return request_; }
  const ConnectionRecord& record() const { return record_; }

 private:
  /// Turns what OpenSSL or the kernel said into: go on, or not.
  enum class Io { done, wants_read, wants_write, failed };

  bool open() const { return fd_ >= 0 && !over_; }
  bool give_up();
  /// Waits for `events` on the connection, or for `other` (if it is a descriptor) to be readable. False at
  /// the limit, when the server stops, and when the client has left and no input was asked for.
  bool wait(short events, std::optional<std::chrono::milliseconds> limit, int other = -1);
  Io receive();
  Io transmit(std::string_view& bytes);
  Io classify(int result) const;
  bool await(Io result);
  bool receive_some();
  bool receive_head();
  bool receive_body();
  bool misbehave(Handshake how);
  bool handshake();
  void note_secured();
  void say_goodbye();
  void drain();

  int fd_;
  Gate stop_;
  ConnectionRecord record_;
  ConversationObserver& observer_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> tls_;
  std::string unread_;
  Request request_;
  bool over_ = false;
};

}  // namespace portalprobe::support
