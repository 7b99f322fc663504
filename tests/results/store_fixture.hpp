#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "results/store.hpp"
#include "tests/results/samples.hpp"
#include "tests/support/temp_dir.hpp"

namespace portalprobe {

/// Shows what an `Expected` refused.
template <class T>
testing::AssertionResult succeeded(const Expected<T>& result) {
  if (result) return testing::AssertionSuccess();
  return testing::AssertionFailure() << result.error().message;
}

/// Whether it was refused, with all of `parts` in the sentence.
template <class T>
testing::AssertionResult refused(const Expected<T>& result, const std::vector<std::string>& parts) {
  if (result) return testing::AssertionFailure() << "was not refused";
  for (const auto& part : parts) {
    if (result.error().message.find(part) == std::string::npos) {
      return testing::AssertionFailure() << "'" << part << "' is not in: " << result.error().message;
    }
  }
  return testing::AssertionSuccess();
}

/// A store in a folder of its own.
class StoreTest : public testing::Test {
 protected:
  std::string path(const std::string& name = "probe.db") const { return dir_ / name; }
  std::string url(const std::string& name = "probe.db") const { return "sqlite:" + path(name); }

  std::unique_ptr<Store> open(StoreMode mode = StoreMode::read_write) const {
    auto store = open_store(url(), mode, {std::chrono::milliseconds(100)});
    if (!store) throw std::runtime_error(store.error().message);
    return std::move(*store);
  }
  /// A store with one sweep begun.
  std::unique_ptr<Store> open_begun(const SweepRecord& record = sweep_record()) const {
    auto store = open();
    EXPECT_TRUE(succeeded(store->begin_sweep(record)));
    return store;
  }

  static std::vector<Sample> samples_of(Store& store, const std::string& sweep_id = "") {
    std::vector<Sample> samples;
    const auto visited = store.for_each_sample(sweep_id, [&](const Sample& sample) {
      samples.push_back(sample);
      return true;
    });
    EXPECT_TRUE(succeeded(visited));
    EXPECT_EQ(visited.value_or(0), samples.size());
    return samples;
  }

  support::TempDir dir_;
};

}  // namespace portalprobe
