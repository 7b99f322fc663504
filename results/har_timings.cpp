#include "results/har_timings.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

using Mark = std::optional<microseconds>;

microseconds gap(microseconds from, microseconds to) { return std::max(to - from, microseconds(0)); }

/// Goes along the marks.
class Walk {
 public:
  Walk(microseconds asked, Mark began) : asked_(asked), at_(began) {
    if (began && *began > asked) blocked_ = gap(asked, *began);
  }

  /// To a mark, if there is one; what that took, if the mark before it is known.
  Mark to(Mark mark) {
    if (!mark) return std::nullopt;
    const Mark took = at_ ? Mark(gap(*at_, *mark)) : std::nullopt;
    if (!took) wait_until(*mark);
    at_ = mark;
    return took;
  }
  /// To a mark of which nothing more is known than that it had to be waited for.
  void wait_until(microseconds mark) {
    blocked_ = blocked_.value_or(microseconds(0)) + gap(at_.value_or(asked_), mark);
    at_ = mark;
  }

  Mark blocked() const { return blocked_; }

 private:
  microseconds asked_;
  Mark at_;
  Mark blocked_;
};

Mark sum(Mark a, Mark b) {
  if (!a) return b;
  return b ? Mark(*a + *b) : a;
}

}  // namespace

microseconds HarTimings::total() const {
  microseconds total{0};
  for (const auto& part : {blocked, dns, connect, send, wait, receive})
    total += part.value_or(microseconds(0));
  return total;
}

HarTimings har_timings(microseconds asked, std::optional<microseconds> began, const Timings& marks) {
  Walk walk(asked, began);
  HarTimings timings;
  timings.dns = walk.to(marks.resolved);
  const Mark tcp = walk.to(marks.connected);
  timings.ssl = walk.to(marks.secured);
  timings.connect = sum(tcp, timings.ssl);
  if (marks.sent && (marks.connected || marks.secured)) {
    timings.send = walk.to(marks.sent);
  } else if (marks.sent) {
    if (walk.blocked() || !began || *marks.sent > *began) walk.wait_until(*marks.sent);
    timings.send = microseconds(0);
  }
  timings.wait = walk.to(marks.first_byte);
  timings.receive = walk.to(marks.done);
  timings.blocked = walk.blocked();
  return timings;
}

}  // namespace portalprobe
