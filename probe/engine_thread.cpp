#include "probe/engine_thread.hpp"

#include <boost/asio/post.hpp>

#include <exception>
#include <utility>

namespace portalprobe {

EngineThread::EngineThread(boost::asio::io_context& io, const Make& make)
    : io_(io), going_on_(own_.get_executor()), engine_(make(own_)) {}

EngineThread::~EngineThread() {
  alive_.reset();
  if (!thread_.joinable()) return;
  boost::asio::post(own_, [this] {
    engine_.reset();
    own_.stop();
  });
  thread_.join();
}

ProbeId EngineThread::start(const Portal& portal, const PlannedMeasurement& planned, Admit admit, Done done) {
  const ProbeId id = next_id_++;
  started_[id] = std::move(done);
  if (!awaited_) awaited_.emplace(io_.get_executor());
  // Made here: only this thread may look at alive_ itself.
  Done there = [this, id, alive = std::weak_ptr(alive_)](Measurement measurement) {
    inner_.erase(id);
    boost::asio::post(io_, [this, id, alive, measurement = std::move(measurement)]() mutable {
      if (!alive.expired()) give(id, std::move(measurement));
    });
  };
  boost::asio::post(own_, [this, id, &portal, planned, admit = admit_from_there(std::move(admit)),
                           done = std::move(there)]() mutable {
    inner_[id] = engine_->start(portal, planned, std::move(admit), std::move(done));
  });
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  return id;
}

void EngineThread::cancel(ProbeId id) {
  boost::asio::post(own_, [this, id] {
    if (const auto it = inner_.find(id); it != inner_.end()) engine_->cancel(it->second);
  });
}

void EngineThread::give(ProbeId id, Measurement measurement) {
  auto node = started_.extract(id);
  if (started_.empty()) awaited_.reset();
  if (!node.empty()) node.mapped()(std::move(measurement));  // may destroy this
}

// ---- The engine's thread
// ------------------------------------------------------------------------------------------------------

void EngineThread::run() {
  try {
    own_.run();
  } catch (...) {
    boost::asio::post(io_, [failure = std::current_exception()] { std::rethrow_exception(failure); });
  }
}

ProbeEngine::Admit EngineThread::admit_from_there(Admit admit) {
  return [this, alive = std::weak_ptr(alive_), admit = std::move(admit)](const std::string& address,
                                                                         std::function<void()> enter) {
    boost::asio::post(io_, [this, alive, admit, address, enter = std::move(enter)]() mutable {
      if (alive.expired()) return;
      admit(address, [this, alive, enter = std::move(enter)]() mutable {
        if (!alive.expired()) boost::asio::post(own_, std::move(enter));
      });
    });
  };
}

}  // namespace portalprobe
