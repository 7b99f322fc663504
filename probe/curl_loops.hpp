#pragma once

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <vector>

#include "probe/curl_loop.hpp"

namespace portalprobe {

/// Lends loops to measurements, one to each, and takes them back when nothing of a measurement is left in
/// them: making and destroying a multi handle costs 50 us of processor (libcurl 7.88), a socket pair and
/// tables of a thousand slots. The io_context's thread only.
class CurlLoops {
 public:
  explicit CurlLoops(boost::asio::io_context& io) : io_(io) {}

  /// Throws what CurlLoop's constructor throws.
  std::unique_ptr<CurlLoop> take();
  /// Takes a loop back. `has_connections`: libcurl keeps some open in it, and so it must go.
  void give_back(std::unique_ptr<CurlLoop> loop, bool has_connections);
  /// How many it has made so far.
  std::size_t made() const { return made_; }

 private:
  boost::asio::io_context& io_;
  std::vector<std::unique_ptr<CurlLoop>> idle_;
  std::size_t made_ = 0;
};

}  // namespace portalprobe
