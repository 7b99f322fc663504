#include "tests/support/script.hpp"

#include <fmt/format.h>

#include <memory>
#include <string_view>

namespace portalprobe::support {
namespace {

std::string_view usual_reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

/// Statuses whose answers have no body by definition.
bool bodiless(int status) { return status < 200 || status == 204 || status == 304; }

std::string head_of(const Reply& reply) {
  const std::string_view reason = reply.reason.empty() ? usual_reason(reply.status) : reply.reason;
  std::string head = fmt::format("{} {} {}\r\n", reply.version, reply.status, reason);
  for (const auto& [name, value] : reply.headers) head += name + ": " + value + "\r\n";
  if (reply.content_length && !bodiless(reply.status))
    head += fmt::format("Content-Length: {}\r\n", reply.body.size());
  return head + "\r\n";
}

}  // namespace

std::string to_bytes(const Reply& reply) { return head_of(reply) + reply.body; }

std::string chunk(std::string_view bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

Step respond(Reply reply) {
  return [head = head_of(reply), body = std::move(reply.body)](Conversation& conversation) {
    return conversation.send(conversation.request().method == "HEAD" ? head : head + body);
  };
}

Step respond_and_close(Reply reply) {
  reply.headers.emplace_back("Connection", "close");
  return [answer = respond(std::move(reply))](Conversation& conversation) {
    return answer(conversation) && conversation.close();
  };
}

Step redirect(std::string location, int status) {
  return respond({.status = status, .headers = {{"Location", std::move(location)}}});
}

Step send(std::string bytes) {
  return [bytes = std::move(bytes)](Conversation& conversation) { return conversation.send(bytes); };
}

Step send_byte_by_byte(std::string bytes, std::chrono::milliseconds interval) {
  return [bytes = std::move(bytes), interval](Conversation& conversation) {
    for (const char& byte : bytes) {
      if (!conversation.send({&byte, 1}) || !conversation.pause(interval)) return false;
    }
    return true;
  };
}

Step send_endlessly(std::string bytes, std::uint64_t limit) {
  return [bytes = std::move(bytes), limit](Conversation& conversation) {
    for (std::uint64_t sent = 0; sent < limit; sent += bytes.size()) {
      if (bytes.empty() || !conversation.send(bytes)) return false;
    }
    return conversation.close();
  };
}

Step pause(std::chrono::milliseconds duration) {
  return [duration](Conversation& conversation) { return conversation.pause(duration); };
}

Step wait_for(Gate gate) {
  return [gate = std::move(gate)](Conversation& conversation) { return conversation.wait_for(gate); };
}

Step announce(Gate gate) {
  return [gate = std::move(gate)](Conversation&) {
    gate.open();
    return true;
  };
}

Step read_request() {
  return [](Conversation& conversation) { return conversation.read_request(); };
}

Step start_tls(TlsOptions options) {
  return [context = TlsContext(options)](Conversation& conversation) { return conversation.secure(context); };
}

Step stay_silent() {
  return [](Conversation& conversation) { return conversation.wait_for_peer_to_leave(); };
}

Step close() {
  return [](Conversation& conversation) { return conversation.close(); };
}

Step close_abruptly() {
  return [](Conversation& conversation) { return conversation.close_abruptly(); };
}

Step reset() {
  return [](Conversation& conversation) { return conversation.reset(); };
}

}  // namespace portalprobe::support
