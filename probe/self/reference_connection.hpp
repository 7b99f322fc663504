#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "probe/self/file_descriptor.hpp"
#include "probe/self/reference_notes.hpp"
#include "probe/self/reference_request.hpp"

namespace portalprobe {

/// One connection to the reference server: reads a request, waits as it says, answers, and notes when. The
/// server's thread. After each call, `closed` says whether it has ended.
class ReferenceConnection {
 public:
  /// `context` is null for a plain connection; both outlive it.
  ReferenceConnection(FileDescriptor socket, const ReferencePeer& peer, SSL_CTX* context,
                      ReferenceNotebook& notebook);

  /// Something can be read.
  void on_readable();
  /// Something can be written again.
  void on_writable();
  /// Answers if its moment has come.
  void on_time(SteadyTime now);

  int fd() const { return socket_.get(); }
  bool closed() const { return closed_; }
  bool wants_to_write() const { return !closed_ && written_ < out_.size(); }
  /// When the answer is due, while it waits.
  std::optional<SteadyTime> due() const { return due_; }
  /// When it ends at the latest, whoever is at the other end.
  SteadyTime dies_at() const { return dies_at_; }

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  struct Received {
    std::size_t bytes = 0;
    SteadyTime at;       ///< when we had read them
    SteadyTime arrived;  ///< when the kernel had the last of them
  };

  std::optional<Received> receive();
  bool take_plain(std::string_view bytes);
  bool take_encrypted(std::string_view bytes);
  bool decrypt();
  void look_for_request(const Received& received);
  void answer();
  void send_encrypted();
  void send_some();
  void note_sent(SteadyTime before);

  FileDescriptor socket_;
  const ReferencePeer peer_;
  ReferenceNotebook& notebook_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool shaken_ = false;  ///< TLS's handshake is complete
  bool closed_ = false;
  bool closing_ = false;  ///< once all is written
  SteadyTime dies_at_;
  std::string in_;  ///< decrypted, not yet understood
  std::string out_;
  std::size_t written_ = 0;                   ///< of `out_`
  std::optional<std::size_t> answer_begins_;  ///< in `out_`, while an answer is being written
  std::optional<ReferenceRequest> request_;   ///< the one that is being served
  std::optional<SteadyTime> due_;
  ReferenceNotes notes_;
};

}  // namespace portalprobe
