#include "probe/browser/connect_watch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include "probe/self/no_signals.hpp"

namespace portalprobe {
namespace {

IpAddress ipv4(const in_addr& address) {
  IpAddress mapped;
  mapped.bytes[10] = mapped.bytes[11] = 0xff;
  std::memcpy(mapped.bytes.data() + 12, &address, 4);
  return mapped;
}

bool is_ipv4(const IpAddress& address) {
  constexpr std::uint8_t kPrefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return std::equal(std::begin(kPrefix), std::end(kPrefix), address.bytes.begin());
}

/// What a process has at an address of its own memory; empty if that is not to be had.
std::optional<sockaddr_storage> address_in(pid_t process, std::uint64_t at, std::uint64_t length) {
  const FileDescriptor memory(::open(fmt::format("/proc/{}/mem", process).c_str(), O_RDONLY | O_CLOEXEC));
  sockaddr_storage address{};
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(length, sizeof address));
  if (!memory || size < sizeof address.ss_family) return std::nullopt;
  const ssize_t got = ::pread(memory.get(), &address, size, static_cast<off_t>(at));
  if (got != static_cast<ssize_t>(size)) return std::nullopt;
  return address;
}

/// sendto(fd, bytes, length, flags, address, size), connect(fd, address, size)
std::optional<sockaddr_storage> address_of(const seccomp_notif& held) {
  const bool sends = held.data.nr == __NR_sendto;
  return address_in(static_cast<pid_t>(held.pid), held.data.args[sends ? 4 : 1],
                    held.data.args[sends ? 5 : 2]);
}

std::optional<Destination> destination_of(const sockaddr_storage& storage) {
  if (storage.ss_family == AF_INET) {
    sockaddr_in address{};
    std::memcpy(&address, &storage, sizeof address);
    return Destination{false, ipv4(address.sin_addr), ntohs(address.sin_port)};
  }
  if (storage.ss_family != AF_INET6) return std::nullopt;
  sockaddr_in6 address{};
  std::memcpy(&address, &storage, sizeof address);
  Destination destination;
  std::memcpy(destination.address.bytes.data(), &address.sin6_addr, sizeof address.sin6_addr);
  destination.is_ipv6 = !is_ipv4(destination.address);
  destination.port = ntohs(address.sin6_port);
  return destination;
}

/// AF_UNSPEC: lets go of what a datagram socket was connected to.
bool stays_on_this_machine(sa_family_t family) {
  return family == AF_UNIX || family == AF_UNSPEC || family == AF_NETLINK;
}

}  // namespace

struct ConnectWatch::Listener {
  explicit Listener(FileDescriptor fd) : descriptor(std::move(fd)) {}

  bool still_waits(std::uint64_t id) const {
    return ::ioctl(descriptor.get(), SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
  }
  void answer(std::uint64_t id, int error) const {
    seccomp_notif_resp response{};
    response.id = id;
    response.error = -error;
    if (error == 0) response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ::ioctl(descriptor.get(), SECCOMP_IOCTL_NOTIF_SEND, &response);  // it may have gone meanwhile
  }

  const FileDescriptor descriptor;
};

namespace {

/// Answers once; if nobody did, when the last that could has gone.
template <class Listener>
class Pending {
 public:
  Pending(std::shared_ptr<Listener> listener, std::uint64_t id) : listener_(std::move(listener)), id_(id) {}
  ~Pending() { answer(EACCES); }
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;

  void answer(int error) {
    if (!answered_.exchange(true)) listener_->answer(id_, error);
  }

 private:
  const std::shared_ptr<Listener> listener_;
  const std::uint64_t id_;
  std::atomic<bool> answered_{false};
};

}  // namespace

ConnectWatch::ConnectWatch(FileDescriptor listener, Judge judge)
    : listener_(std::make_shared<Listener>(std::move(listener))), judge_(std::move(judge)) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  wake_read_ = FileDescriptor(ends[0]);
  wake_write_ = FileDescriptor(ends[1]);
  const NoSignals none;
  thread_ = std::thread([this] { run(); });
}

ConnectWatch::~ConnectWatch() {
  wake_write_ = FileDescriptor();
  thread_.join();
}

void ConnectWatch::run() {
  for (;;) {
    pollfd awaited[2] = {{listener_->descriptor.get(), POLLIN, 0}, {wake_read_.get(), POLLIN, 0}};
    if (::poll(awaited, 2, -1) < 0 && errno != EINTR) return;
    if (awaited[1].revents != 0) return;
    if ((awaited[0].revents & POLLIN) != 0) {
      take_one();
    } else if (awaited[0].revents != 0) {
      return;  // all that were held back have ended
    }
  }
}

void ConnectWatch::take_one() {
  seccomp_notif held{};
  if (::ioctl(listener_->descriptor.get(), SECCOMP_IOCTL_NOTIF_RECV, &held) != 0) return;
  const auto address = address_of(held);
  // Only now is it certain that it was this process's memory, and not that of a later one of its number.
  if (!listener_->still_waits(held.id)) return;
  if (!address) return listener_->answer(held.id, EACCES);
  if (stays_on_this_machine(address->ss_family)) return listener_->answer(held.id, 0);
  const auto destination = destination_of(*address);
  if (!destination) return listener_->answer(held.id, EACCES);
  const auto pending = std::make_shared<Pending<const Listener>>(listener_, held.id);
  judge_(*destination, [pending](int error) { pending->answer(error); });
}

}  // namespace portalprobe
