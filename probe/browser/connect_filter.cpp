#include "probe/browser/connect_filter.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace portalprobe {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "which AUDIT_ARCH_ is this?"
#endif

/// Of sendto's address, of which each half is looked at.
constexpr std::uint32_t kAddress = offsetof(seccomp_data, args) + 4 * sizeof(std::uint64_t);

/// Lines of the program that end it.
constexpr unsigned kAllow = 10;
constexpr unsigned kHold = 11;
constexpr unsigned kRefuse = 12;

constexpr sock_filter load(std::uint32_t offset) { return {BPF_LD | BPF_W | BPF_ABS, 0, 0, offset}; }
constexpr sock_filter end(std::uint32_t answer) { return {BPF_RET | BPF_K, 0, 0, answer}; }
/// Which line comes after `line` if the value is that, and which if not.
constexpr sock_filter is(unsigned line, std::uint32_t value, unsigned then, unsigned otherwise) {
  const auto skip = [line](unsigned to) { return static_cast<std::uint8_t>(to - line - 1); };
  return {BPF_JMP | BPF_JEQ | BPF_K, skip(then), skip(otherwise), value};
}

/// sendmsg may name an address, too; but which is in no register, and browsers' processes talk to each other
/// by it. To the network they send by it only what is connected.
constexpr sock_filter kProgram[] = {
    load(offsetof(seccomp_data, arch)),
    is(1, kArchitecture, 2, kRefuse),
    load(offsetof(seccomp_data, nr)),
    is(3, __NR_io_uring_setup, kRefuse, 4),  // would be a way around
    is(4, __NR_connect, kHold, 5),
    is(5, __NR_sendto, 6, kAllow),
    load(kAddress),
    is(7, 0, 8, kHold),
    load(kAddress + sizeof(std::uint32_t)),
    is(9, 0, kAllow, kHold),
    end(SECCOMP_RET_ALLOW),
    end(SECCOMP_RET_USER_NOTIF),
    end(SECCOMP_RET_ERRNO | ENOSYS),
};
static_assert(std::size(kProgram) == kRefuse + 1);

bool send_descriptor(int socket, int fd) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* const head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(head), &fd, sizeof fd);
  return ::sendmsg(socket, &message, 0) == 1;
}

}  // namespace

bool hold_back_connects(int to_parent) {
  const sock_fprog program{std::size(kProgram), const_cast<sock_filter*>(kProgram)};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  const long listener =
      ::syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  if (listener < 0) return false;
  const bool sent = send_descriptor(to_parent, static_cast<int>(listener));
  const int error = errno;
  ::close(static_cast<int>(listener));
  errno = error;
  return sent;
}

FileDescriptor receive_connect_listener(int from_child) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = 0;
  do {
    got = ::recvmsg(from_child, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  const cmsghdr* const head = got == 1 ? CMSG_FIRSTHDR(&message) : nullptr;
  if (head == nullptr || head->cmsg_type != SCM_RIGHTS) return FileDescriptor();
  int fd = -1;
  std::memcpy(&fd, CMSG_DATA(head), sizeof fd);
  return FileDescriptor(fd);
}

}  // namespace portalprobe
