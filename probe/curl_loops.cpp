#include "probe/curl_loops.hpp"

#include <utility>

namespace portalprobe {
namespace {

/// More are not kept: only so many measurements end before others begin.
constexpr std::size_t kMostIdle = 64;
/// libcurl keeps the addresses that a transfer was given for as long as the multi handle lives.
constexpr std::size_t kMostTransfers = 256;

}  // namespace

std::unique_ptr<CurlLoop> CurlLoops::take() {
  if (idle_.empty()) {
    ++made_;
    return std::make_unique<CurlLoop>(io_);
  }
  auto loop = std::move(idle_.back());
  idle_.pop_back();
  return loop;
}

void CurlLoops::give_back(std::unique_ptr<CurlLoop> loop, bool has_connections) {
  if (has_connections || !loop->is_idle() || loop->started() >= kMostTransfers) return;
  if (idle_.size() == kMostIdle) return;
  loop->observe(nullptr);
  idle_.push_back(std::move(loop));
}

}  // namespace portalprobe
