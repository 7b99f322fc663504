#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <unordered_map>

#include "core/engine.hpp"

namespace portalprobe {

/// Runs another engine on a thread of its own, and is itself an engine of `io`'s thread: for one whose work
/// would hold up the measurements of that thread. The thread begins with the first measurement and lives as
/// long as this.
class EngineThread : public ProbeEngine {
 public:
  using Make = std::function<std::unique_ptr<ProbeEngine>(boost::asio::io_context&)>;

  /// Makes the engine at once, on the calling thread; throws what `make` throws.
  EngineThread(boost::asio::io_context& io, const Make& make);
  /// Ends the engine on its thread and waits for that. No `Done` runs after it.
  ~EngineThread() override;
  EngineThread(const EngineThread&) = delete;
  EngineThread& operator=(const EngineThread&) = delete;

  /// What the engine's thread throws is thrown again by `io`'s handlers.
  ProbeId start(const Portal& portal, const PlannedMeasurement& planned, Admit admit, Done done) override;
  void cancel(ProbeId id) override;

 private:
  using Work = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;

  void run();
  Admit admit_from_there(Admit admit);
  void give(ProbeId id, Measurement measurement);

  // ---- io's thread
  boost::asio::io_context& io_;
  ProbeId next_id_ = 1;
  std::unordered_map<ProbeId, Done> started_;
  std::optional<Work> awaited_;  ///< while there are any: an io_context without work would end
  std::shared_ptr<char> alive_ = std::make_shared<char>();

  // ---- the engine's
  boost::asio::io_context own_{1};
  Work going_on_;
  std::unique_ptr<ProbeEngine> engine_;
  std::unordered_map<ProbeId, ProbeId> inner_;

  std::thread thread_;
};

}  // namespace portalprobe
