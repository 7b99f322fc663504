#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace portalprobe::support {

/// A port of this machine that refuses connections for as long as this lives: it is bound, so nobody else
/// gets it, and nobody listens.
class RefusingPort {
 public:
  explicit RefusingPort(const std::string& address = "127.0.0.1");
  ~RefusingPort();
  RefusingPort(const RefusingPort&) = delete;
  RefusingPort& operator=(const RefusingPort&) = delete;
  std::uint16_t number() const { return number_; }

 private:
  int socket_;
  std::uint16_t number_;
};

/// A port where connecting never succeeds and never fails: its queue of unaccepted connections is full, so
/// the kernel drops further greetings.
class DeafPort {
 public:
  explicit DeafPort(const std::string& address = "127.0.0.1");
  ~DeafPort();
  DeafPort(const DeafPort&) = delete;
  DeafPort& operator=(const DeafPort&) = delete;
  std::uint16_t number() const { return number_; }

 private:
  std::vector<int> sockets_;
  std::uint16_t number_;
};

}  // namespace portalprobe::support
