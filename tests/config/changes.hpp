#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "tests/config/loading.hpp"

namespace portalprobe {

/// A text that is valid, with one part of it replaced. `§` in the new part marks where problems are expected,
/// in their order; `want` are their messages.
struct Change {
  std::string_view from;
  std::string_view to;
  std::vector<std::string> want;
};

/// Fails the test unless the part is there exactly once.
inline std::string changed(const std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_TRUE(at != text.npos && text.find(from, at + 1) == text.npos) << "not there once: " << from;
  return at == text.npos ? text : text.substr(0, at) + std::string(to) + text.substr(at + from.size());
}

/// Loads each changed text by `load`, which gives the problems, and compares them with those expected.
template <class Load>
void expect_problems(const std::string& text, const std::vector<Change>& changes, Load load) {
  for (const auto& change : changes) {
    const Marked marked = without_marks(changed(text, change.from, change.to));
    const std::vector<Problem> problems = load(marked.text);
    SCOPED_TRACE(marked.text + all_of(problems));
    EXPECT_EQ(problems.size(), change.want.size());
    ASSERT_EQ(marked.places.size(), change.want.size()) << "a mark for each problem";
    for (std::size_t i = 0; i < problems.size() && i < change.want.size(); ++i) {
      EXPECT_EQ(problems[i].message, change.want[i]);
      EXPECT_EQ(std::pair(problems[i].line, problems[i].column), marked.places[i]);
    }
  }
}

}  // namespace portalprobe
