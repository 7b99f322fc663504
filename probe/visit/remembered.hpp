#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace portalprobe {

/// Values by key, as many as a budget of bytes allows: what was not asked for longest goes first. A value
/// that alone is beyond the budget is not kept. Not for several threads.
template <typename Value>
class Remembered {
 public:
  explicit Remembered(std::size_t budget) : budget_(budget) {}

  std::optional<Value> find(const std::string& key) {
    const auto known = places_.find(key);
    if (known == places_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, known->second);
    return known->second->value;
  }

  /// `bytes` is about what the value takes. Of a key that is known already the first value stays.
  void add(std::string key, Value value, std::size_t bytes) {
    if (bytes > budget_ || places_.contains(key)) return;
    while (held_ > budget_ - bytes) forget_last();
    entries_.push_front({std::move(key), std::move(value), bytes});
    places_.emplace(entries_.front().key, entries_.begin());
    held_ += bytes;
  }

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    Value value;
    std::size_t bytes;
  };

  void forget_last() {
    held_ -= entries_.back().bytes;
    places_.erase(entries_.back().key);
    entries_.pop_back();
  }

  std::size_t budget_;
  std::size_t held_ = 0;
  std::list<Entry> entries_;  ///< asked for last first
  std::unordered_map<std::string, typename std::list<Entry>::iterator> places_;
};

}  // namespace portalprobe
