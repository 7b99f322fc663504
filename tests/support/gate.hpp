#pragma once

#include <chrono>
#include <memory>

namespace portalprobe::support {

/// An event that happens once: closed, then open for good. Copies are the same gate. Any thread.
class Gate {
 public:
  Gate();
  void open() const;
  bool is_open() const;
  /// False if it is still closed after `limit`.
  bool wait(std::chrono::milliseconds limit = std::chrono::seconds(30)) const;
  /// Readable once the gate is open: for poll beside other descriptors.
  int descriptor() const { return *descriptor_; }

 private:
  std::shared_ptr<const int> descriptor_;
};

}  // namespace portalprobe::support
