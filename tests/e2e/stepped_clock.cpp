/// A wall clock that is set while a program runs, for LD_PRELOAD: what the program reads of CLOCK_REALTIME,
/// and the kernel's stamps on what it receives, is another time from one moment on. The machine's own clock
/// stays as it is, and so does the steady one.
///
///   STEPPED_CLOCK   a file of four numbers of 64 bits, in the machine's order, that both sides have mapped:
///                   the step's moment (nanoseconds of the true clock), by how much the clock is set then
///                   (nanoseconds), and, counted here, how often the clock was read after that moment, and
///                   how often a stamp from before it was.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

struct Step {
  std::atomic<std::int64_t> at;
  std::atomic<std::int64_t> by;
  std::atomic<std::int64_t> reads_after;
  std::atomic<std::int64_t> stamps_across;
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

Step* map_step() {
  const char* path = std::getenv("STEPPED_CLOCK");
  const int fd = path ? ::open(path, O_RDWR | O_CLOEXEC) : -1;
  if (fd < 0) std::abort();  // a test without its fault would prove nothing
  void* memory = ::mmap(nullptr, sizeof(Step), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  if (memory == MAP_FAILED) std::abort();
  return static_cast<Step*>(memory);
}

Step& step() {
  static Step* const mapped = map_step();
  return *mapped;
}

/// The function of that name that would have been called without us.
template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

int true_clock(clockid_t id, timespec* time) {
  static const auto original = next<int(clockid_t, timespec*)>("clock_gettime");
  return original(id, time);
}

std::int64_t true_time() {
  timespec now{};
  true_clock(CLOCK_REALTIME, &now);
  return now.tv_sec * kSecond + now.tv_nsec;
}

/// What the clock shows at a moment of the true one.
std::int64_t shown_at(std::int64_t moment) { return moment < step().at ? moment : moment + step().by; }

std::int64_t shown_now() {
  const std::int64_t now = true_time();
  if (now >= step().at) ++step().reads_after;
  return shown_at(now);
}

timespec to_timespec(std::int64_t time) { return {time / kSecond, time % kSecond}; }

void set_stamp(void* place) {
  timespec stamp{};
  std::memcpy(&stamp, place, sizeof stamp);
  const std::int64_t moment = stamp.tv_sec * kSecond + stamp.tv_nsec;
  if (moment < step().at && true_time() >= step().at) ++step().stamps_across;
  stamp = to_timespec(shown_at(moment));
  std::memcpy(place, &stamp, sizeof stamp);
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t id, timespec* time) {
  if (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE) return true_clock(id, time);
  *time = to_timespec(shown_now());
  return 0;
}

int gettimeofday(timeval* __restrict time, void* __restrict) {
  const std::int64_t now = shown_now();
  *time = {now / kSecond, now % kSecond / 1000};
  return 0;
}

time_t time(time_t* result) {
  const time_t now = shown_now() / kSecond;
  if (result) *result = now;
  return now;
}

ssize_t recvmsg(int fd, msghdr* message, int flags) {
  static const auto original = next<ssize_t(int, msghdr*, int)>("recvmsg");
  const ssize_t size = original(fd, message, flags);
  if (size < 0) return size;
  for (cmsghdr* c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) set_stamp(CMSG_DATA(c));
  }
  return size;
}
}
