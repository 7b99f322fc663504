#include <gtest/gtest.h>

#include <algorithm>

#include "config/load_criterion.hpp"
#include "config/source_file.hpp"
#include "tests/config/loading.hpp"
#include "tests/support/source_folder.hpp"

namespace portalprobe {
namespace {

std::string shipped(const std::string& name) {
  return read_text_file(support::source_folder() + "/config/" + name).value();
}

/// Each text that comes out when one line is left out, and when the rest is cut off in the middle of it.
std::vector<std::string> spoilt(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    all.push_back(text.substr(0, begin) + text.substr(end));
    all.push_back(text.substr(0, begin + (end - begin) / 2));
    begin = end;
  }
  return all;
}

/// Whether every problem has a sentence, and a place within the text or none at all.
void expect_in_place(const std::vector<Problem>& problems, const std::string& text) {
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  EXPECT_FALSE(problems.empty());
  for (const auto& problem : problems) {
    EXPECT_GT(problem.message.size(), 10U) << text;
    EXPECT_GE(problem.line, 0);
    EXPECT_LE(problem.line, lines + 1) << problem.text() << "\n" << text;
  }
}

TEST(SpoiltCriteria, AreReadOrRefusedWithAPlace) {
  const support::TempDir folder;
  std::size_t refused = 0;
  for (const auto* name :
       {"criteria/level-a-2023.yaml", "criteria/website-2025.yaml", "criteria/core-web-vitals.yaml"}) {
    for (const auto& text : spoilt(shipped(name))) {
      const auto criterion = load_criterion(folder.write("c.yaml", text));
      if (criterion) continue;
      ++refused;
      expect_in_place(criterion.error(), text);
    }
  }
  EXPECT_GT(refused, 100U);
}

TEST(SpoiltSchemes, AreReadOrRefusedWithAPlace) {
  const support::TempDir folder;
  std::size_t refused = 0;
  for (const auto* name : {"groups/2023.yaml", "groups/2024.yaml"}) {
    for (const auto& text : spoilt(shipped(name))) {
      const auto scheme = load_scheme(folder.write("s.yaml", text));
      if (scheme) continue;
      ++refused;
      expect_in_place(scheme.error(), text);
    }
  }
  EXPECT_GT(refused, 30U);
}

TEST(HostileCriteria, AreRefusedInBoundedTime) {
  const support::TempDir folder;
  std::string deep = "version: 1\nthresholds: ";
  deep.append(100'000, '[');
  std::string bomb = "version: 1\na: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'j'; ++c) {
    const std::string before = "*" + std::string(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + c + " [" + before;
    for (int i = 0; i < 9; ++i) bomb += ", " + before;
    bomb += "]\n";
  }
  std::string many = "version: 1\nid: m\nthresholds:\n";
  for (int i = 0; i < 20'000; ++i) many += "  - { id: t, kind: page }\n";
  for (const auto& text : {deep, bomb, many}) {
    const auto criterion = load_criterion(folder.write("c.yaml", text));
    ASSERT_FALSE(criterion);
    EXPECT_LE(criterion.error().size(), 10'001U);
  }
}

TEST(HostileCriteria, ShowNoControlCharactersOfTheirFile) {
  const support::TempDir folder;
  const auto criterion = load_criterion(folder.write("c.yaml", "version: \"\\e[31m\"\nid: \"a\\nb\"\n"));
  ASSERT_FALSE(criterion);
  for (const auto& problem : criterion.error()) {
    EXPECT_EQ(problem.message.find('\x1b'), std::string::npos);
    EXPECT_EQ(problem.message.find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace portalprobe
