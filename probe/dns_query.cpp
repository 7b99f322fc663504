#include "probe/dns_query.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>

#include "probe/kernel_marks.hpp"

namespace portalprobe {
namespace {

constexpr int kClassIn = 1;
constexpr int kTries = 5;
constexpr microseconds kLongestFirstWait = std::chrono::milliseconds(1500);

ares_ssize_t send(int descriptor, const iovec* parts, int count, void*) noexcept {
  // Over TCP a server that went away would raise SIGPIPE in writev.
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(parts);
  message.msg_iovlen = static_cast<std::size_t>(count);
  return ::sendmsg(descriptor, &message, MSG_NOSIGNAL);
}

int close_socket(int descriptor, void*) noexcept { return ::close(descriptor); }

int connect_socket(int descriptor, const sockaddr* to, socklen_t length, void*) noexcept {
  return ::connect(descriptor, to, length);
}

}  // namespace

std::string DnsServer::text() const {
  return address.find(':') == std::string::npos ? fmt::format("{}:{}", address, port)
                                                : fmt::format("[{}]:{}", address, port);
}

/// Waits on a socket of c-ares'. The descriptor is borrowed: c-ares closes it after it has told us to let go.
class DnsQuery::Watch : public std::enable_shared_from_this<Watch> {
 public:
  Watch(DnsQuery& query, int descriptor) : query_(query), descriptor_(query.context_, descriptor) {}
  ~Watch() { let_go(); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Must come before c-ares closes the descriptor: its number may then be another socket's, which this would
  /// deregister.
  void let_go() {
    if (descriptor_.is_open()) descriptor_.release();
    want_read_ = want_write_ = false;
  }

  void want(bool read, bool write) {
    want_read_ = read;
    want_write_ = write;
    wait();
  }

 private:
  using Descriptor = boost::asio::posix::stream_descriptor;

  void wait() {
    if (want_read_ && !reading_) wait_for(Descriptor::wait_read, reading_);
    if (want_write_ && !writing_) wait_for(Descriptor::wait_write, writing_);
  }

  /// A wait is good for one event, and its handler may come after the descriptor has gone.
  void wait_for(Descriptor::wait_type what, bool& waiting) {
    waiting = true;
    descriptor_.async_wait(what, [weak = weak_from_this(), what, &waiting](boost::system::error_code error) {
      const auto self = weak.lock();
      if (!self) return;
      waiting = false;
      if (!error) self->on_ready(what);
    });
  }

  void on_ready(Descriptor::wait_type what) {
    const int descriptor = descriptor_.native_handle();
    const bool read = what == Descriptor::wait_read;
    if (!(read ? want_read_ : want_write_)) return;
    const std::weak_ptr<DnsQuery*> alive = query_.alive_;
    query_.process(read ? descriptor : ARES_SOCKET_BAD, read ? ARES_SOCKET_BAD : descriptor);
    if (!alive.expired()) wait();
  }

  DnsQuery& query_;
  Descriptor descriptor_;
  bool want_read_ = false;
  bool want_write_ = false;
  bool reading_ = false;
  bool writing_ = false;
};

DnsQuery::DnsQuery(boost::asio::io_context& context, const DnsServer& server)
    : context_(context),
      server_(server),
      retry_timer_(context),
      patience_(context),
      alive_(std::make_shared<DnsQuery*>(this)) {}

DnsQuery::~DnsQuery() {
  done_ = nullptr;
  if (channel_ != nullptr) ares_destroy(channel_);  // still calls back, into members that are still there
}

bool DnsQuery::open_channel(microseconds patience) {
  // Every option is given, so that c-ares reads no file of the system's.
  static const int library = ares_library_init(ARES_LIB_INIT_ALL);
  ares_options options{};
  in_addr placeholder{};
  char lookups[] = "b";
  const auto first_wait =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::min(patience / 4, kLongestFirstWait));
  // Without NOCHECKRESP c-ares would hide which failure a server answered, and ask again.
  options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
  options.timeout = static_cast<int>(std::max<std::int64_t>(first_wait.count(), 1));
  options.tries = kTries;
  options.servers = &placeholder;
  options.nservers = 1;
  options.lookups = lookups;
  options.sock_state_cb = &DnsQuery::on_socket_state;
  options.sock_state_cb_data = this;
  const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS | ARES_OPT_SERVERS |
                   ARES_OPT_DOMAINS | ARES_OPT_LOOKUPS | ARES_OPT_SORTLIST | ARES_OPT_SOCK_STATE_CB |
                   ARES_OPT_NOROTATE;
  int status = library == ARES_SUCCESS ? ares_init_options(&channel_, &options, mask) : library;
  if (status == ARES_SUCCESS) status = ares_set_servers_ports_csv(channel_, server_.text().c_str());
  if (status != ARES_SUCCESS) {
    our_fault_ = fmt::format("c-ares did not start ({})", ares_strerror(status));
    return false;
  }
  static const ares_socket_functions functions = {&DnsQuery::open_socket, &close_socket, &connect_socket,
                                                  &DnsQuery::receive, &send};
  ares_set_socket_functions(channel_, &functions, this);
  return true;
}

void DnsQuery::start(const std::string& name, IpFamily family, microseconds patience, Done done) {
  done_ = std::move(done);
  if (open_channel(patience)) {
    if (family != IpFamily::ipv4) ask(name, kDnsTypeAaaa);
    if (family != IpFamily::ipv6) ask(name, kDnsTypeA);
    arm_retry_timer();
    patience_.expires_after(patience);
    patience_.async_wait([weak = std::weak_ptr(alive_)](boost::system::error_code error) {
      const auto self = weak.lock();
      if (self && !error) (*self)->on_patience_ended();
    });
  } else {
    questions_.push_back(std::make_unique<Question>());
    questions_.back()->reply = DnsReply{};
  }
  // What could not even be asked has its reply by now.
  boost::asio::post(context_, [weak = std::weak_ptr(alive_)] {
    if (const auto self = weak.lock()) (*self)->settle();
  });
}

void DnsQuery::ask(const std::string& name, int type) {
  questions_.push_back(std::make_unique<Question>());
  auto& question = *questions_.back();
  question.query = this;
  question.type = type;
  ares_query(channel_, name.c_str(), kClassIn, type, &DnsQuery::on_reply, &question);
}

void DnsQuery::on_reply(void* data, int status, int, unsigned char* packet, int size) noexcept {
  auto& question = *static_cast<Question*>(data);
  if (status == ARES_EDESTRUCTION) return;
  try {
    question.reply = read_reply(question.type, status, packet, size);
  } catch (...) {
    question.query->our_fault_ = "we are out of memory";
    question.reply.emplace();
  }
  // When it arrived, not when we came to read it; a failure that c-ares found by itself is known now.
  question.reply->at = size > 0 ? question.query->arrived_.value_or(std::chrono::steady_clock::now())
                                : std::chrono::steady_clock::now();
}

void DnsQuery::on_socket_state(void* data, int descriptor, int read, int write) noexcept {
  auto& self = *static_cast<DnsQuery*>(data);
  try {
    self.set_watch(descriptor, read != 0, write != 0);
  } catch (const std::exception& error) {
    self.our_fault_ = error.what();
  }
}

ares_ssize_t DnsQuery::receive(int descriptor, void* buffer, std::size_t size, int flags, sockaddr* from,
                               socklen_t* length, void* data) noexcept {
  return receive_stamped(descriptor, buffer, size, flags, from, length,
                         static_cast<DnsQuery*>(data)->arrived_);
}

int DnsQuery::open_socket(int family, int type, int protocol, void* data) noexcept {
  const int descriptor = ::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
  if (descriptor >= 0) {
    enable_receive_stamps(descriptor);
    return descriptor;
  }
  if (errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != ENOBUFS) return descriptor;
  const int error = errno;
  try {
    static_cast<DnsQuery*>(data)->our_fault_ = fmt::format("no socket for asking ({})", std::strerror(error));
  } catch (...) {
    // The reply then says that the server cannot be reached, which is all that is lost.
  }
  errno = error;
  return descriptor;
}

void DnsQuery::set_watch(int descriptor, bool read, bool write) {
  if (!read && !write) {
    const auto gone = watches_.find(descriptor);
    if (gone == watches_.end()) return;
    if (gone->second) gone->second->let_go();
    watches_.erase(gone);
    return;
  }
  auto& watch = watches_[descriptor];
  if (!watch) watch = std::make_shared<Watch>(*this, descriptor);
  watch->want(read, write);
}

void DnsQuery::process(int readable, int writable) {
  ares_process_fd(channel_, readable, writable);
  arm_retry_timer();
  settle();
}

void DnsQuery::arm_retry_timer() {
  timeval wait{};
  if (channel_ == nullptr || ares_timeout(channel_, nullptr, &wait) == nullptr) {
    retry_timer_.cancel();
    return;
  }
  // One millisecond more: c-ares compares with a clock of its own that it cuts to microseconds.
  retry_timer_.expires_after(std::chrono::seconds(wait.tv_sec) + microseconds(wait.tv_usec) +
                             std::chrono::milliseconds(1));
  retry_timer_.async_wait([weak = std::weak_ptr(alive_)](boost::system::error_code error) {
    const auto self = weak.lock();
    if (self && !error) (*self)->process(ARES_SOCKET_BAD, ARES_SOCKET_BAD);
  });
}

void DnsQuery::on_patience_ended() {
  // If it was us who were held up, the answer lies in the socket already.
  std::vector<int> descriptors;
  for (const auto& [descriptor, watch] : watches_) descriptors.push_back(descriptor);
  for (const int descriptor : descriptors) ares_process_fd(channel_, descriptor, ARES_SOCKET_BAD);
  for (auto& question : questions_) {
    if (!question->reply) question->reply = DnsReply{};
  }
  settle();
}

void DnsQuery::settle() {
  if (!done_) return;
  const bool complete =
      std::ranges::all_of(questions_, [](const auto& question) { return question->reply.has_value(); });
  if (complete || !our_fault_.empty()) finish();
}

void DnsQuery::finish() {
  std::vector<DnsReply> replies;
  for (auto& question : questions_) {
    auto reply = question->reply ? std::move(*question->reply) : DnsReply{};
    const bool answered = reply.kind != DnsReply::Kind::failed && reply.kind != DnsReply::Kind::silent;
    if (!our_fault_.empty() && !answered) {
      reply.kind = DnsReply::Kind::ours;
      reply.detail = our_fault_;
    }
    replies.push_back(std::move(reply));
  }
  retry_timer_.cancel();
  patience_.cancel();
  const auto done = std::exchange(done_, nullptr);
  done(std::move(replies));
}

}  // namespace portalprobe
