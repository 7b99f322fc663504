/// Two network namespaces, joined by a link with a known round trip, for as long as this runs.
///
/// usage: delay_link ROUND_TRIP_US [KBIT_PER_SECOND]
///
/// Opens a TUN device in each and carries packets between them, each held for half the round trip, and one
/// after the other if there is a rate: what netem does on kernels that have it. Nothing leads out of the two.
/// They have no names, so that nothing is left behind however this ends: the kernel drops each with the last
/// process in it. When all stands, prints where to find them, as one line of `name=value`. Needs root.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;
using Clock = std::chrono::steady_clock;

constexpr const char* kDevice = "link0";
constexpr const char* kClientAddress = "10.203.0.1";
constexpr const char* kServerAddress = "10.203.0.2";
constexpr int kQueueLength = 10'000;       ///< packets that a device keeps for us while we are not running
constexpr std::size_t kMostHeld = 20'000;  ///< packets in one direction; more are dropped, as a router would
constexpr std::size_t kLargestPacket = 2048;

int checked(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

ifreq request_for(const char* device) {
  ifreq request{};
  std::strncpy(request.ifr_name, device, IFNAMSIZ - 1);
  return request;
}

sockaddr address_of(const char* text) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (inet_pton(AF_INET, text, &address.sin_addr) != 1) throw std::invalid_argument(text);
  sockaddr result{};
  std::memcpy(&result, &address, sizeof result);
  return result;
}

void bring_up(int control, const char* device) {
  ifreq request = request_for(device);
  checked(ioctl(control, SIOCGIFFLAGS, &request), "SIOCGIFFLAGS");
  request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
  checked(ioctl(control, SIOCSIFFLAGS, &request), "SIOCSIFFLAGS");
}

/// One end of the link.
struct End {
  int space = -1;   ///< the namespace
  int device = -1;  ///< the TUN device in it
};

/// Leaves this process in the namespace that it makes.
End make_end(const char* address) {
  End end;
  checked(unshare(CLONE_NEWNET), "making a network namespace");
  end.space = checked(open("/proc/self/ns/net", O_RDONLY), "/proc/self/ns/net");
  end.device = checked(open("/dev/net/tun", O_RDWR | O_NONBLOCK), "/dev/net/tun");
  ifreq request = request_for(kDevice);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  checked(ioctl(end.device, TUNSETIFF, &request), "TUNSETIFF");

  const int control = checked(socket(AF_INET, SOCK_DGRAM, 0), "socket");
  bring_up(control, "lo");
  request = request_for(kDevice);
  request.ifr_qlen = kQueueLength;
  checked(ioctl(control, SIOCSIFTXQLEN, &request), "SIOCSIFTXQLEN");
  request = request_for(kDevice);
  request.ifr_addr = address_of(address);
  checked(ioctl(control, SIOCSIFADDR, &request), "SIOCSIFADDR");
  request.ifr_netmask = address_of("255.255.255.0");
  checked(ioctl(control, SIOCSIFNETMASK, &request), "SIOCSIFNETMASK");
  bring_up(control, kDevice);
  close(control);
  return end;
}

/// What travels one way.
class Direction {
 public:
  Direction(int from, int to, microseconds delay, std::int64_t kbit)
      : from_(from), to_(to), delay_(delay), kbit_(kbit) {}

  void take_in() {
    std::array<char, kLargestPacket> buffer{};
    for (;;) {
      const ssize_t size = read(from_, buffer.data(), buffer.size());
      if (size <= 0) return;
      if (held_.size() == kMostHeld) continue;
      held_.push_back({sent_at(size) + delay_, {buffer.data(), buffer.data() + size}});
    }
  }

  void give_out() {
    while (!held_.empty() && held_.front().due <= Clock::now()) {
      const auto& bytes = held_.front().bytes;
      // A receiver that is full or gone loses the packet.
      [[maybe_unused]] const ssize_t written = write(to_, bytes.data(), bytes.size());
      held_.pop_front();
    }
  }

  std::optional<Clock::time_point> next_due() const {
    return held_.empty() ? std::nullopt : std::optional(held_.front().due);
  }

 private:
  struct Packet {
    Clock::time_point due;
    std::vector<char> bytes;
  };

  /// When the last bit of a packet is on the line, if it follows those before it.
  Clock::time_point sent_at(std::int64_t bytes) {
    line_free_ = std::max(line_free_, Clock::now());
    if (kbit_ > 0) line_free_ += nanoseconds(bytes * 8 * 1'000'000 / kbit_);
    return line_free_;
  }

  int from_;
  int to_;
  microseconds delay_;
  std::int64_t kbit_;  ///< per second; 0: no bound
  Clock::time_point line_free_{};
  std::deque<Packet> held_;  ///< all are held equally long, so the oldest is due first
};

class Link {
 public:
  Link(const End& a, const End& b, microseconds delay, std::int64_t kbit)
      : ways_{Direction(a.device, b.device, delay, kbit), Direction(b.device, a.device, delay, kbit)} {
    for (const int fd : {a.device, b.device, timer_}) {
      epoll_event event{};
      event.events = EPOLLIN;
      checked(epoll_ctl(poller_, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
    }
  }

  [[noreturn]] void carry() {
    for (;;) {
      std::array<epoll_event, 3> events{};
      epoll_wait(poller_, events.data(), events.size(), -1);
      std::uint64_t expired = 0;
      [[maybe_unused]] const ssize_t size = read(timer_, &expired, sizeof expired);
      for (auto& way : ways_) {
        way.take_in();
        way.give_out();
      }
      wake_up_in_time();
    }
  }

 private:
  void wake_up_in_time() {
    std::optional<Clock::time_point> next;
    for (const auto& way : ways_) {
      if (const auto due = way.next_due()) next = next ? std::min(*next, *due) : due;
    }
    itimerspec when{};  // all zero: no timer
    if (next) {
      const nanoseconds time = next->time_since_epoch();
      when.it_value.tv_sec = time.count() / 1'000'000'000;
      when.it_value.tv_nsec = time.count() % 1'000'000'000;
    }
    checked(timerfd_settime(timer_, TFD_TIMER_ABSTIME, &when, nullptr), "timerfd_settime");
  }

  std::array<Direction, 2> ways_;
  int poller_ = checked(epoll_create1(0), "epoll_create1");
  int timer_ = checked(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), "timerfd_create");
};

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || number < 0 || number > 10'000'000) return std::nullopt;
  return number;
}

}  // namespace

int main(int count, char** words) try {
  const auto round_trip = count > 1 ? number_in(words[1]) : std::nullopt;
  const auto kbit = count > 2 ? number_in(words[2]) : 0;
  if (!round_trip || !kbit || count > 3) {
    std::fputs("usage: delay_link ROUND_TRIP_US [KBIT_PER_SECOND]\n", stderr);
    return 2;
  }
  const End client = make_end(kClientAddress);
  const End server = make_end(kServerAddress);
  Link link(client, server, microseconds(*round_trip) / 2, *kbit);
  std::printf("device=%s client=/proc/%d/fd/%d client_address=%s server=/proc/%d/fd/%d server_address=%s\n",
              kDevice, getpid(), client.space, kClientAddress, getpid(), server.space, kServerAddress);
  std::fflush(stdout);
  link.carry();
} catch (const std::exception& error) {
  std::fprintf(stderr, "delay_link: %s\n", error.what());
  return 1;
}
