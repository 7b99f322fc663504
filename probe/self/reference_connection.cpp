#include "probe/self/reference_connection.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <utility>

#include "probe/kernel_marks.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kLongestHead = 16U << 10U;
/// What a client may leave unread: the largest answer, encrypted.
constexpr std::size_t kMostUnsent = 2 * kLargestReferenceBody;
constexpr SteadyTime::duration kLifetime = std::chrono::seconds(30);

}  // namespace

ReferenceConnection::ReferenceConnection(FileDescriptor socket, const ReferencePeer& peer, SSL_CTX* context,
                                         ReferenceNotebook& notebook)
    : socket_(std::move(socket)),
      peer_(peer),
      notebook_(notebook),
      dies_at_(std::chrono::steady_clock::now() + kLifetime) {
  enable_receive_stamps(socket_.get());
  if (!context) return;
  ssl_.reset(SSL_new(context));
  BIO* read = BIO_new(BIO_s_mem());
  BIO* write = BIO_new(BIO_s_mem());
  if (!ssl_ || !read || !write) {
    BIO_free(read);
    BIO_free(write);
    throw std::bad_alloc();
  }
  SSL_set_bio(ssl_.get(), read, write);
  SSL_set_accept_state(ssl_.get());
}

void ReferenceConnection::on_readable() {
  const auto received = receive();
  if (received) look_for_request(*received);
}

/// One read a call: whoever sends without end does not keep the others waiting.
std::optional<ReferenceConnection::Received> ReferenceConnection::receive() {
  std::array<char, 16U << 10U> buffer;
  iovec vector = {buffer.data(), buffer.size()};
  alignas(cmsghdr) std::array<char, 256> control{};
  msghdr message{};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t count = recvmsg(socket_.get(), &message, MSG_DONTWAIT);
  const SteadyTime now = std::chrono::steady_clock::now();
  if (count <= 0) {
    closed_ = count == 0 || (errno != EAGAIN && errno != EINTR);
    return std::nullopt;
  }
  const SteadyTime arrived = std::min(arrival_of(message).value_or(now), now);
  const Received received{static_cast<std::size_t>(count), now, arrived};
  const std::string_view bytes(buffer.data(), received.bytes);
  if (!(ssl_ ? take_encrypted(bytes) : take_plain(bytes))) closed_ = true;
  return received;
}

bool ReferenceConnection::take_plain(std::string_view bytes) {
  in_ += bytes;
  return in_.size() <= kLongestHead * 2;
}

bool ReferenceConnection::take_encrypted(std::string_view bytes) {
  if (BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size())) <= 0) return false;
  const bool well = decrypt();
  if (well) send_encrypted();
  ERR_clear_error();
  return well && in_.size() <= kLongestHead * 2;
}

/// Goes on with the handshake, and reads what there is after it.
bool ReferenceConnection::decrypt() {
  if (!shaken_) {
    const int result = SSL_do_handshake(ssl_.get());
    if (result != 1) return SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ;
    shaken_ = true;
  }
  std::array<char, 4096> buffer;
  for (;;) {
    const int count = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (count <= 0) return SSL_get_error(ssl_.get(), count) == SSL_ERROR_WANT_READ;
    in_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

void ReferenceConnection::look_for_request(const Received& received) {
  if (closed_ || request_) return;
  const auto end = in_.find("\r\n\r\n");
  if (end == std::string::npos) {
    closed_ = in_.size() > kLongestHead;
    return;
  }
  request_ = parse_reference_request(std::string_view(in_).substr(0, end + 4));
  in_.erase(0, end + 4);
  notes_.arrived = received.arrived;
  notes_.read = received.at;
  due_ = received.at + request_->wait;
  on_time(received.at);
}

void ReferenceConnection::on_time(SteadyTime now) {
  if (closed_ || !due_ || now < *due_) return;
  due_.reset();
  answer();
}

void ReferenceConnection::answer() {
  const std::string answer = reference_answer(*request_);
  closing_ = !request_->keep_alive;
  if (!ssl_) {
    answer_begins_ = out_.size();
    out_ += answer;
    return send_some();
  }
  const bool written = SSL_write(ssl_.get(), answer.data(), static_cast<int>(answer.size())) > 0;
  ERR_clear_error();
  if (!written) {
    closed_ = true;
    return;
  }
  answer_begins_ = out_.size();
  send_encrypted();
}

/// What OpenSSL has written goes behind what still waits to be sent.
void ReferenceConnection::send_encrypted() {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(SSL_get_wbio(ssl_.get()), &bytes);
  out_.append(bytes, static_cast<std::size_t>(size));
  (void)BIO_reset(SSL_get_wbio(ssl_.get()));
  send_some();
  if (out_.size() > kMostUnsent) closed_ = true;
}

void ReferenceConnection::on_writable() { send_some(); }

void ReferenceConnection::send_some() {
  while (!closed_ && written_ < out_.size()) {
    const SteadyTime before = std::chrono::steady_clock::now();
    const ssize_t count =
        send(socket_.get(), out_.data() + written_, out_.size() - written_, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0) {
      closed_ = errno != EAGAIN && errno != EINTR;
      return;
    }
    const bool begins = answer_begins_ && written_ <= *answer_begins_;
    written_ += static_cast<std::size_t>(count);
    if (begins && written_ > *answer_begins_) notes_.first_byte = before;
    if (written_ == out_.size()) note_sent(before);
  }
}

/// All that was to be sent is sent, the last of it from `before` on.
void ReferenceConnection::note_sent(SteadyTime before) {
  out_.clear();
  written_ = 0;
  if (ssl_ && !shaken_) notes_.greeted = before;
  if (!answer_begins_) return;
  answer_begins_.reset();
  notes_.last_byte = before;
  if (request_->known) notebook_.put(peer_, notes_);
  notes_.greeted.reset();
  request_.reset();
  if (closing_) closed_ = true;
}

}  // namespace portalprobe
