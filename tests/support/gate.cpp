#include "tests/support/gate.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace portalprobe::support {
namespace {

int make_descriptor() {
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return fd;
}

void free_descriptor(const int* fd) {
  ::close(*fd);
  delete fd;
}

}  // namespace

Gate::Gate() : descriptor_(new const int(make_descriptor()), free_descriptor) {}

void Gate::open() const { ::eventfd_write(*descriptor_, 1); }

bool Gate::is_open() const { return wait(std::chrono::milliseconds(0)); }

bool Gate::wait(std::chrono::milliseconds limit) const {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd watch{*descriptor_, POLLIN, 0};
    const int ready = ::poll(&watch, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace portalprobe::support
