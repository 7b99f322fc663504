#include "tests/support/conversation.hpp"

#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

namespace portalprobe::support {
namespace {

constexpr std::size_t kLargestRequest = 1U << 20U;
constexpr std::string_view kEmptyLine = "\r\n\r\n";
/// Record type alert, fatal, handshake_failure.
constexpr std::string_view kHandshakeFailure("\x15\x03\x01\x00\x02\x02\x28", 7);
constexpr std::string_view kPlainAnswer =
    "HTTP/1.1 400 Bad Request\r\nContent-Length: 44\r\nConnection: close\r\n\r\n"
    "The plain HTTP request was sent to HTTPS port";

/// Path without scheme, authority and query.
std::string path_of(std::string_view target) {
  target = target.substr(0, target.find('?'));
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos) return std::string(target);
  const auto slash = target.find('/', scheme + 3);
  return slash == std::string_view::npos ? "/" : std::string(target.substr(slash));
}

std::size_t content_length(const Request& request) {
  const std::string text = request.header("Content-Length");
  std::size_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

}  // namespace

Conversation::Conversation(int fd, Gate stop, ConnectionRecord record, ConversationObserver& observer)
    : fd_(fd),
      stop_(std::move(stop)),
      record_(std::move(record)),
      observer_(observer),
      tls_(nullptr, SSL_free) {}

Conversation::~Conversation() {
  if (fd_ >= 0) ::close(fd_);
}

bool Conversation::give_up() {
  over_ = true;
  return false;
}

bool Conversation::wait(short events, std::optional<std::chrono::milliseconds> limit, int other) {
  using Steady = std::chrono::steady_clock;
  const auto deadline = Steady::now() + limit.value_or(std::chrono::milliseconds(0));
  for (;;) {
    int left = -1;
    if (limit)
      left = std::max(0, static_cast<int>(
                             std::chrono::ceil<std::chrono::milliseconds>(deadline - Steady::now()).count()));
    std::array<pollfd, 3> watches{{{fd_, events, 0}, {stop_.descriptor(), POLLIN, 0}, {other, POLLIN, 0}}};
    const int ready = ::poll(watches.data(), watches.size(), left);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 || watches[1].revents != 0) return false;
    if (watches[2].revents != 0) return true;
    return (watches[0].revents & (POLLIN | POLLOUT)) != 0;
  }
}

Conversation::Io Conversation::classify(int result) const {
  if (result > 0) return Io::done;
  if (!tls_) return result < 0 && (errno == EAGAIN || errno == EINTR) ? Io::wants_read : Io::failed;
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Io::wants_read;
    case SSL_ERROR_WANT_WRITE:
      return Io::wants_write;
    default:
      return Io::failed;
  }
}

/// After a call that is not done: waits until it is worth calling again.
bool Conversation::await(Io result) {
  if (result == Io::done) return true;
  if (result == Io::failed) return give_up();
  if (!wait(result == Io::wants_read ? POLLIN : POLLOUT, std::nullopt)) return give_up();
  return true;
}

Conversation::Io Conversation::receive() {
  std::array<char, 16384> buffer;
  const int count = tls_ ? SSL_read(tls_.get(), buffer.data(), buffer.size())
                         : static_cast<int>(::recv(fd_, buffer.data(), buffer.size(), 0));
  if (count > 0) unread_.append(buffer.data(), static_cast<std::size_t>(count));
  return classify(count);
}

Conversation::Io Conversation::transmit(std::string_view& bytes) {
  const auto size = std::min<std::size_t>(bytes.size(), 1U << 20U);
  const int count = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(size))
                         : static_cast<int>(::send(fd_, bytes.data(), size, MSG_NOSIGNAL));
  if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  const Io result = classify(count);
  return !tls_ && result == Io::wants_read ? Io::wants_write : result;
}

bool Conversation::receive_some() {
  for (;;) {
    const Io result = receive();
    if (!await(result)) return false;
    if (result == Io::done) return true;
  }
}

bool Conversation::receive_head() {
  std::size_t end = 0;
  while ((end = unread_.find(kEmptyLine)) == std::string::npos) {
    if (unread_.size() > kLargestRequest) return give_up();
    if (!receive_some()) return false;
  }
  request_ = {};
  request_.head = unread_.substr(0, end + kEmptyLine.size());
  unread_.erase(0, request_.head.size());
  return true;
}

bool Conversation::receive_body() {
  const std::size_t length = content_length(request_);
  if (length > kLargestRequest) return give_up();
  while (unread_.size() < length) {
    if (!receive_some()) return false;
  }
  request_.body = unread_.substr(0, length);
  unread_.erase(0, length);
  return true;
}

bool Conversation::read_request() {
  if (!open() || !receive_head() || !receive_body()) return false;
  const std::string_view line = std::string_view(request_.head).substr(0, request_.head.find("\r\n"));
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || last == first) return give_up();
  request_.method = line.substr(0, first);
  request_.target = line.substr(first + 1, last - first - 1);
  request_.path = path_of(request_.target);
  request_.connection = record_.number;
  request_.nth = ++record_.requests;
  request_.received = std::chrono::steady_clock::now();
  observer_.on_request(record_, request_);
  return true;
}

bool Conversation::send(std::string_view bytes) {
  if (!open()) return false;
  while (!bytes.empty()) {
    if (!await(transmit(bytes))) return false;
  }
  return true;
}

bool Conversation::pause(std::chrono::milliseconds duration) {
  if (!open()) return false;
  const auto deadline = std::chrono::steady_clock::now() + duration;
  wait(POLLRDHUP, duration);
  if (std::chrono::steady_clock::now() < deadline) return give_up();  // the client left, or the server stops
  return true;
}

bool Conversation::wait_for(const Gate& gate) {
  if (!open()) return false;
  wait(POLLRDHUP, std::nullopt, gate.descriptor());
  return gate.is_open() && !stop_.is_open() ? true : give_up();
}

bool Conversation::wait_for_peer_to_leave() {
  if (open()) wait(POLLRDHUP, std::nullopt);
  return give_up();
}

bool Conversation::secure(const TlsContext& context) {
  if (!open()) return false;
  const TlsOptions& options = context.options();
  if (!wait(POLLIN, std::nullopt)) return give_up();
  if (options.delay.count() > 0 && !pause(options.delay)) return false;
  if (options.handshake != Handshake::complete) return misbehave(options.handshake);
  tls_.reset(SSL_new(context.native()));
  if (!tls_ || SSL_set_fd(tls_.get(), fd_) != 1) return give_up();
  SSL_set_accept_state(tls_.get());
  return handshake();
}

bool Conversation::misbehave(Handshake how) {
  receive();  // the greeting
  switch (how) {
    case Handshake::hang:
      return wait_for_peer_to_leave();
    case Handshake::garbage:
      send(kPlainAnswer);
      break;
    case Handshake::alert:
      send(kHandshakeFailure);
      break;
    case Handshake::reset:
      return reset();
    case Handshake::close:
      break;
    case Handshake::complete:
      break;
  }
  return close();
}

bool Conversation::handshake() {
  for (;;) {
    const Io result = classify(SSL_do_handshake(tls_.get()));
    if (result == Io::done) break;
    if (!await(result)) return close();
  }
  note_secured();
  return true;
}

void Conversation::note_secured() {
  record_.secured = true;
  record_.resumed = SSL_session_reused(tls_.get()) == 1;
  record_.tls_version = SSL_get_version(tls_.get());
  const char* name = SSL_get_servername(tls_.get(), TLSEXT_NAMETYPE_host_name);
  record_.server_name = name ? name : "";
  if (X509* certificate = SSL_get0_peer_certificate(tls_.get())) {
    std::array<char, 256> subject{};
    X509_NAME_oneline(X509_get_subject_name(certificate), subject.data(), static_cast<int>(subject.size()));
    record_.client_subject = subject.data();
  }
  observer_.on_secured(record_);
}

void Conversation::say_goodbye() {
  if (tls_ && SSL_is_init_finished(tls_.get()) && !over_) SSL_shutdown(tls_.get());
}

/// Closing with bytes unread would reset the connection instead.
void Conversation::drain() {
  std::array<char, 16384> buffer;
  for (;;) {
    const auto count = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (count > 0) continue;
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) return;
    if (!wait(POLLIN, std::nullopt)) return;
  }
}

bool Conversation::close() {
  if (fd_ >= 0) say_goodbye();
  return close_abruptly();
}

bool Conversation::close_abruptly() {
  if (fd_ < 0) return give_up();
  ::shutdown(fd_, SHUT_WR);
  drain();
  ::close(std::exchange(fd_, -1));
  return give_up();
}

bool Conversation::reset() {
  if (fd_ < 0) return give_up();
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(fd_, -1));
  return give_up();
}

}  // namespace portalprobe::support
