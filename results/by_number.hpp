#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <utility>
#include <vector>

namespace portalprobe {

/// What belongs to a row's number in the store. Numbers are given out from 1, so that most are small: those
/// are found without a search. What is in it stays where it is until `clear`.
template <class T>
class ByNumber {
 public:
  /// Null where there is none.
  const T* find(std::int64_t number) const {
    if (is_small(number)) {
      const auto place = static_cast<std::size_t>(number);
      return place < small_.size() ? small_[place] : nullptr;
    }
    const auto found = large_.find(number);
    return found == large_.end() ? nullptr : found->second;
  }

  /// `number` has none yet.
  const T* add(std::int64_t number, T value) {
    const T* added = &all_.emplace_back(std::move(value));
    if (!is_small(number)) return large_[number] = added;
    const auto place = static_cast<std::size_t>(number);
    if (place >= small_.size()) small_.resize(place + 1, nullptr);
    return small_[place] = added;
  }

  std::size_t size() const { return all_.size(); }
  void clear() {
    small_.clear();
    large_.clear();
    all_.clear();
  }

 private:
  static bool is_small(std::int64_t number) { return number >= 0 && number < (1 << 16); }

  std::deque<T> all_;
  std::vector<const T*> small_;
  std::unordered_map<std::int64_t, const T*> large_;
};

}  // namespace portalprobe
