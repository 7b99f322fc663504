#pragma once

#include <cstddef>

namespace portalprobe {

/// Counts steps of work towards a limit. Once it is used up, whoever works stops and says so.
class WorkBudget {
 public:
  explicit WorkBudget(std::size_t steps) : left_(steps) {}

  /// False once the budget is used up.
  bool spend(std::size_t steps = 1) {
    if (steps > left_) {
      left_ = 0;
      used_up_ = true;
    } else {
      left_ -= steps;
    }
    return !used_up_;
  }
  bool used_up() const { return used_up_; }
  std::size_t left() const { return left_; }

 private:
  std::size_t left_;
  bool used_up_ = false;
};

}  // namespace portalprobe
