#include "probe/browser/protocol_message.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "probe/browser/json_guard.hpp"
#include "probe/printable.hpp"

namespace portalprobe {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kExcerptBytes = 80;
constexpr std::size_t kErrorBytes = 300;

/// Chromium writes an answer's id first.
bool may_be_long(std::string_view text) { return text.starts_with("{\"id\":"); }

/// A member that is text; absent if it is anything else.
std::optional<std::string> text_of(const Json& object, const char* name) {
  const auto it = object.find(name);
  if (it == object.end() || !it->is_string()) return std::nullopt;
  return it->get<std::string>();
}

/// Moves a member that is an object out; absent if it is anything else.
std::optional<Json> object_of(Json& parent, const char* name) {
  const auto it = parent.find(name);
  if (it == parent.end() || !it->is_object()) return std::nullopt;
  return std::optional<Json>(std::in_place, std::move(*it));
}

Error error_of(const Json& error) {
  if (!error.is_object()) return {"an error without a word"};
  std::string said = text_of(error, "message").value_or("an error without a word");
  if (const auto more = text_of(error, "data"); more && !more->empty()) said += ": " + *more;
  const auto code = error.find("code");
  const std::string number =
      code != error.end() && code->is_number_integer() ? fmt::format(" ({})", code->dump()) : "";
  return {printable(said, kErrorBytes) + number};
}

ProtocolMessage answer(std::uint64_t id, Json& message) {
  ProtocolMessage read;
  read.id = id;
  if (const auto error = message.find("error"); error != message.end()) {
    read.error = error_of(*error);
  } else if (auto result = object_of(message, "result")) {
    read.body = std::move(*result);
  } else {
    read.error = Error{"an answer without a result"};
  }
  return read;
}

ProtocolMessage event(Json& message) {
  ProtocolMessage read;
  auto method = text_of(message, "method");
  if (!method) return read;
  const bool has_params = message.contains("params");
  auto params = object_of(message, "params");
  if (has_params && !params) return read;
  read.method = std::move(*method);
  read.body = params ? std::move(*params) : Json(Json::value_t::object);
  return read;
}

}  // namespace

Expected<ProtocolMessage> read_protocol_message(std::string text) {
  if (text.size() > ProtocolMessage::kMostEventBytes && !may_be_long(text)) return ProtocolMessage{};
  // A page may bring an event about that is too much to read: that is not the browser's fault.
  if (!tame_json(text)) return ProtocolMessage{};
  Json message = Json::parse(text, nullptr, false);
  if (message.is_discarded() || !message.is_object())
    return fail(fmt::format("the browser says what is no message: \"{}\"", printable(text, kExcerptBytes)));
  const auto session = message.find("sessionId");
  if (session != message.end() && !session->is_string()) return ProtocolMessage{};
  const auto id = message.find("id");
  if (id != message.end() && !id->is_number_unsigned()) return ProtocolMessage{};
  ProtocolMessage read = id != message.end() ? answer(id->get<std::uint64_t>(), message) : event(message);
  if (session != message.end()) read.session = session->get<std::string>();
  return read;
}

}  // namespace portalprobe
