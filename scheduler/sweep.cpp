#include "scheduler/sweep.hpp"

#include <utility>

#include "scheduler/sweep_run.hpp"

namespace portalprobe {

Sweep::Sweep(boost::asio::io_context& io, const Clock& clock, ProbeEngine& engine, Outbox& outbox,
             SweepOrder order)
    : run_(std::make_shared<Run>(io, clock, engine, outbox, std::move(order))) {}

Sweep::~Sweep() { run_->abandon(); }

void Sweep::start(End on_end) { run_->start(std::move(on_end)); }

void Sweep::stop() { run_->stop(); }

void Sweep::poke() { run_->turn(); }

SweepProgress Sweep::progress() const { return run_->progress(); }

}  // namespace portalprobe
