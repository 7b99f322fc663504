// What a browser may say through its pipe, framing, messages and what is made of them: nothing may crash,
// limits must hold, and how the bytes are split must not matter. The input's first byte says how they are
// split.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/utf8.hpp"
#include "probe/browser/browser_version.hpp"
#include "probe/browser/json_guard.hpp"
#include "probe/browser/page_times.hpp"
#include "probe/browser/pipe_frames.hpp"
#include "probe/browser/protocol_message.hpp"
#include "probe/browser/request_log.hpp"
#include "probe/browser/sighting.hpp"
#include "probe/browser/vitals.hpp"

namespace {

using namespace portalprobe;

constexpr std::size_t kMostBytes = 4'000;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

struct Framed {
  std::vector<std::string> messages;
  std::uint64_t passed_over = 0;
  bool operator==(const Framed&) const = default;
};

Framed frame(std::string_view bytes, std::size_t piece) {
  PipeFrames frames(kMostBytes);
  Framed framed;
  while (!bytes.empty()) {
    frames.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (auto message = frames.next()) framed.messages.push_back(std::move(*message));
  }
  framed.passed_over = frames.passed_over();
  return framed;
}

void check_guard(const std::string& text) {
  std::string tame = text;
  const bool fits = tame_json(tame);
  demand(!first_invalid_utf8(tame), "UTF-8 throughout");
  std::string again = tame;
  demand(tame_json(again) == fits && again == tame, "tamed once and for all");
  // Whatever a reader takes as it is means the same afterwards.
  const auto plain = nlohmann::json::parse(text, nullptr, false);
  if (fits && !plain.is_discarded())
    demand(nlohmann::json::parse(tame, nullptr, false) == plain, "the same meaning");
}

void check_message(const std::string& text) {
  const auto message = read_protocol_message(text);
  if (!message) {
    demand(!message.error().message.empty(), "a reason");
    demand(!first_invalid_utf8(message.error().message), "a printable reason");
    return;
  }
  if (message->id) {
    demand(message->method.empty(), "an answer is no event");
    demand(message->error.has_value() != message->body.is_object(), "a result or an error");
    if (message->error) demand(!first_invalid_utf8(message->error->message), "a printable error");
  } else {
    demand(!message->error, "no error but of an answer");
    demand(message->method.empty() || message->body.is_object(), "an event's parameters");
  }
  demand(!message->body.dump().empty(), "a body that can be written again");
  static_cast<void>(browser_version_from(message->body));
}

/// What a page says of itself.
void check_page(const std::string& text) {
  if (const auto times = page_times_from(text)) {
    const microseconds seen = times->now.value_or(microseconds(0));
    demand(seen >= microseconds(0), "no time before the page's");
    static_cast<void>(time_to_interactive(*times, {}, {seen, true}));
    const auto blocked = total_blocking_time(*times, seen);
    demand(blocked.value_or(microseconds(0)) >= microseconds(0), "no negative blocking time");
    demand(cumulative_layout_shift(times->shifts) >= 0, "no negative shift");
    static_cast<void>(interaction_to_next_paint(times->events, times->interactions));
  }
  const Sighting sighting = sighting_from(text);
  demand(!first_invalid_utf8(sighting.what), "printable words");
  demand((sighting.seen == Seen::there) == hindrance(sighting).empty(), "a reason");
}

/// The events of a visit, whichever there are.
void check_requests(const std::vector<std::string>& messages) {
  RequestLog log;
  for (const auto& text : messages) {
    if (const auto message = read_protocol_message(text); message && !message->method.empty())
      log.take(message->method, message->body);
  }
  const SteadyTime zero = log.begun().value_or(SteadyTime());
  const PageVisit visit = log.visit(zero);
  demand(visit.resources.empty() == !log.document(zero), "a document, and what it asked for");
  for (std::size_t i = 0; i < visit.resources.size(); ++i) {
    const PageResource& resource = visit.resources[i];
    demand(resource.found >= microseconds(0), "nothing before the visit");
    demand(!resource.initiator || *resource.initiator < i, "caused by what came before");
    demand(!first_invalid_utf8(resource.url + resource.detail), "printable rows");
  }
  demand(log.urgent_in_flight() <= log.in_flight(), "urgent requests are requests");
  demand(log.in_flight() <= messages.size(), "no more requests than were told of");
  static_cast<void>(log.loads(zero));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Framed whole = frame(bytes, bytes.size() + 1);
  demand(frame(bytes, 1 + data[0]) == whole, "the same however it is split");
  for (const auto& message : whole.messages) {
    demand(message.size() <= kMostBytes, "no longer than allowed");
    demand(message.find('\0') == std::string::npos, "no NUL");
    check_guard(message);
    check_message(message);
    check_page(message);
  }
  check_requests(whole.messages);
  return 0;
}
