#pragma once

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/clock.hpp"
#include "core/expected.hpp"

namespace portalprobe {

/// Talks to a browser by the Chrome DevTools Protocol (flat sessions) over a pair of descriptors on an
/// io_context. Messages are untrusted: whatever is not what it should be is left out, or ends the
/// conversation. All calls and callbacks on the io_context's thread; any of them may destroy this.
class DevTools {
 public:
  using Json = nlohmann::json;
  /// The command's result, an object, or what went wrong: the protocol's own error, no answer in time, too
  /// much asked for already, or the conversation has ended. The error begins with the command's name.
  using Answer = std::function<void(Expected<Json>)>;
  /// The parameters are an object.
  using Event = std::function<void(const std::string& method, const Json& params)>;
  /// The browser has gone, or talks nonsense; once, and no other callback comes after it (the calls that
  /// waited were told just before).
  using Ended = std::function<void(const std::string& why)>;

  static constexpr std::size_t kMostCalls = 2'000;                         ///< that wait for their answer
  static constexpr std::size_t kMostUnwritten = std::size_t{16} << 20U;    ///< bytes that wait to be sent
  static constexpr microseconds kLongestTimeout = std::chrono::hours(24);  ///< longer ones are cut to it

  /// Takes the descriptors over. `to_browser` is a stream socket (as BrowserProcess's is: a pipe would raise
  /// SIGPIPE when the browser goes), `from_browser` one or a pipe. `io` outlives this. Throws
  /// boost::system::system_error if they cannot be watched. Callbacks come from `io`, never from inside a
  /// call.
  DevTools(boost::asio::io_context& io, int to_browser, int from_browser, Ended ended);
  ~DevTools();  ///< no callback comes after it
  DevTools(const DevTools&) = delete;
  DevTools& operator=(const DevTools&) = delete;

  /// `session` empty: the browser itself. Answered exactly once, unless the conversation has ended before:
  /// then never, for `Ended` is what tells of that.
  void call(const std::string& session, const std::string& method, const Json& params, microseconds timeout,
            Answer answer);
  /// Nobody waits for what comes of it: it is no call that counts. False: too much waits to be sent already,
  /// and this is not.
  bool tell(const std::string& session, const std::string& method, const Json& params);
  /// Who hears a session's events; an empty function: nobody. An empty session: the browser's own.
  void listen(const std::string& session, Event event);

  /// Whether the conversation is over.
  bool has_ended() const;
  /// Messages so far that were of no use: too long, not understood, or for nobody.
  std::uint64_t left_out() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace portalprobe
