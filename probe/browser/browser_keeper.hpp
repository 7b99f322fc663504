#pragma once

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>

#include "probe/browser/browser_process.hpp"
#include "probe/browser/job_thread.hpp"

namespace portalprobe {

/// Starts and ends browsers where nobody has to wait for it: starting one writes files and runs certutil, one
/// that hangs takes seconds to end. Its threads live as long as it does, so that a browser does not die with
/// the thread that started it. Calls and callbacks are `io`'s thread's; `io` outlives this.
class BrowserKeeper {
 public:
  using Started = std::function<void(Expected<std::unique_ptr<BrowserProcess>>)>;

  explicit BrowserKeeper(boost::asio::io_context& io);
  /// Waits for those that are being started or ended: no process and no directory is left.
  ~BrowserKeeper();
  BrowserKeeper(const BrowserKeeper&) = delete;
  BrowserKeeper& operator=(const BrowserKeeper&) = delete;

  /// `started` is called once, never from inside; not after this is gone: what was started then is ended.
  void start(const BrowserOptions& options, Started started);
  /// The browser's process and directory will be gone some time later.
  void end(std::unique_ptr<BrowserProcess> process);

 private:
  struct Begun;

  boost::asio::io_context& io_;
  /// What nobody has taken yet.
  std::shared_ptr<Begun> begun_;
  // The starting thread goes last: the kernel kills its browsers with it.
  std::unique_ptr<JobThread> starting_ = std::make_unique<JobThread>();
  std::unique_ptr<JobThread> ending_ = std::make_unique<JobThread>();
};

}  // namespace portalprobe
