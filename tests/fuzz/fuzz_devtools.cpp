// What a browser may say through its pipe, framing and messages: nothing may crash, limits must hold, and how
// the bytes are split must not matter. The input's first byte says how they are split.

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
#include "probe/browser/pipe_frames.hpp"
#include "probe/browser/protocol_message.hpp"

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
  }
  return 0;
}
