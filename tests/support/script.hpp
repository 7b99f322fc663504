#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/conversation.hpp"
#include "tests/support/gate.hpp"

namespace portalprobe::support {

/// One thing that the server does on a connection. False ends the conversation: the connection is closed,
/// unless it is already. Runs on the connection's thread, maybe on several at once. A lambda does as well as
/// the steps below.
using Step = std::function<bool(Conversation&)>;
/// Steps in order. A script that runs to its end leaves the connection open for the next request.
using Script = std::vector<Step>;

struct Reply {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  bool content_length = true;  ///< false: say nothing of the length
  std::string version = "HTTP/1.1";
  std::string reason = {};  ///< empty: the usual phrase
};

/// The reply's bytes, body included.
std::string to_bytes(const Reply& reply);
/// As one chunk of Transfer-Encoding: chunked; of an empty text: the last chunk.
std::string chunk(std::string_view bytes);

/// Sends a whole reply; without its body if the request was HEAD.
Step respond(Reply reply);
/// The same with `Connection: close`, and closes.
Step respond_and_close(Reply reply);
/// A redirect.
Step redirect(std::string location, int status = 302);

Step send(std::string bytes);
Step send_byte_by_byte(std::string bytes, std::chrono::milliseconds interval);
/// Until the client leaves or `limit` bytes were sent (then closes).
Step send_endlessly(std::string bytes, std::uint64_t limit = 1ULL << 30U);

Step pause(std::chrono::milliseconds duration);
Step wait_for(Gate gate);
/// Opens a gate: tells the test that the script came here.
Step announce(Gate gate);
/// Reads the next request on this connection and goes on with the script.
Step read_request();
/// Goes on over TLS, as after a proxy's CONNECT.
Step start_tls(TlsOptions options);

/// Never answers; ends when the client leaves.
Step stay_silent();
Step close();
Step close_abruptly();
Step reset();

}  // namespace portalprobe::support
