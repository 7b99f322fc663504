#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>

namespace portalprobe {

/// A sum together with how it is written: C 39 + D 24 + E 9 = 72, without what is 0.
class Addition {
 public:
  /// A count without a name stands for itself.
  void add(std::size_t count, const std::string& name = "") {
    is_empty_ = false;
    sum_ += count;
    if (count == 0) return;
    if (!text_.empty()) text_ += " + ";
    text_ += name.empty() ? std::to_string(count) : fmt::format("{} {}", name, count);
  }

  bool is_empty() const { return is_empty_; }
  std::size_t sum() const { return sum_; }
  std::string text() const { return sum_ == 0 ? "0" : fmt::format("{} = {}", text_, sum_); }

 private:
  std::string text_;
  std::size_t sum_ = 0;
  bool is_empty_ = true;
};

}  // namespace portalprobe
