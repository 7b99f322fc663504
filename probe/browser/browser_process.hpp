#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/expected.hpp"
#include "probe/browser/client_certificate.hpp"
#include "probe/browser/connect_watch.hpp"
#include "probe/browser/find_browser.hpp"

namespace portalprobe {

struct BrowserOptions {
  /// Path; empty: find_browser(), or what shows a client's certificate.
  std::string program = {};
  std::vector<std::string> host_rules = {};  ///< of --host-resolver-rules, e.g. "MAP * 127.0.0.1:8443"
  std::vector<std::string> ca_files = {};    ///< PEM; trusted besides the browser's own authorities
  ClientCertificate client = {};             ///< only the whole of Chromium shows one
  /// Decides about each of its connections; none: it may make any. Called on a thread of its own, as long as
  /// the BrowserProcess lives.
  ConnectWatch::Judge may_connect = {};
};

/// A Chromium that listens on `--remote-debugging-pipe`: in a process group of its own, with a directory of
/// its own (profile, HOME, temporary files) that goes with it. It dies with us, and already with the *thread*
/// that started it: start it on one that stays. One thread.
class BrowserProcess {
 public:
  static constexpr microseconds kPatience = std::chrono::seconds(2);

  /// Returns once the program runs; whether it is a browser, and which, its answer to Browser.getVersion
  /// tells (browser_version.hpp). Blocks for some milliseconds, with a CA file for some tens.
  static Expected<std::unique_ptr<BrowserProcess>> start(const BrowserOptions& options);
  /// Ends the whole group and removes the directory. Blocks: waits at most kPatience after SIGTERM, then
  /// SIGKILL.
  ~BrowserProcess();
  BrowserProcess(const BrowserProcess&) = delete;
  BrowserProcess& operator=(const BrowserProcess&) = delete;

  /// Our ends of the conversation, owned by this until they are released: to a DevTools, which then owns
  /// them.
  int to_browser() const;
  int from_browser() const;
  int release_to_browser();
  int release_from_browser();

  pid_t pid() const;
  bool is_running() const;
  /// "exit status 1", "killed by signal 9 (Killed)"; empty while it runs.
  std::string how_it_ended() const;
  /// Reads what it complains of as it comes, so that the last of it is known also if it complains a lot.
  /// Without this `last_words` reads. `io` outlives this.
  void listen_to_complaints(boost::asio::io_context& io);
  /// Undoes that, on the thread of `io`: from now on this may be another thread's.
  void stop_listening();
  /// The last line that it wrote to its standard error, printable, for `detail`; empty: none.
  std::string last_words() const;
  /// Where all that it writes goes.
  const std::string& directory() const;

 private:
  struct Parts;
  explicit BrowserProcess(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace portalprobe
