#include <gtest/gtest.h>

#include "config/yaml_tree.hpp"

namespace portalprobe {
namespace {

/// A tree in a line: text plain, "text" quoted, ~ nothing, [lists], {maps}; each with its position.
std::string drawn(const YamlNode& node, bool positions = false) {
  std::string text;
  if (positions)
    text = std::to_string(node.position().line) + ":" + std::to_string(node.position().column) + " ";
  if (node.is_null()) return text + "~";
  if (node.is_scalar())
    return text + (node.quoted() ? "\"" + std::string(node.text()) + "\"" : std::string(node.text()));
  std::string inner;
  for (const YamlNode& child : node.children())
    inner += (inner.empty() ? "" : ", ") + drawn(child, positions);
  return text + (node.is_list() ? "[" + inner + "]" : "{" + inner + "}");
}

std::string parsed(const std::string& text, bool positions = false) {
  const auto tree = YamlTree::parse("f", text);
  return tree ? drawn(tree->root(), positions) : tree.error().text();
}

TEST(YamlParse, KeepsKindsAndQuotes) {
  struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {
      {"a", "a"},
      {"\"a\"", "\"a\""},
      {"'it''s'", "\"it's\""},
      {"\"a\\n\\u00e9\"", "\"a\n\xC3\xA9\""},
      {"- 1\n- '1'\n- ~\n-\n- null\n", "[1, \"1\", ~, ~, ~]"},
      {"{a: 1, b: [x, y], c: }", "{a, 1, b, [x, y], c, ~}"},
      {"a: 1\na: 2\n", "{a, 1, a, 2}"},
      {"a: |\n  x\n  y\nb: >\n  x\n  y\n", "{a, \"x\ny\n\", b, \"x y\n\"}"},
      {"a: &x [1, 2]\nb: *x\n", "{a, [1, 2], b, [1, 2]}"},
      {"a: &x 1\nb: *x\n", "{a, 1, b, 1}"},
      {"a: !!str 5\nb: !!int '5'\n", "{a, \"5\", b, 5}"},
      {"--- {a: 1}\n...\n", "{a, 1}"},
      {"# one\na: 1 # two\n# three\n", "{a, 1}"},
      {"[]", "[]"},
      {"{}", "{}"},
      {"\"a\" # 'open in a comment\n", "\"a\""},
      {"{a: \"x\"}\n", "{a, \"x\"}"},
      {"&x \"a\"", "\"a\""},
      {"'a'''", "\"a'\""},
      {"\"a\\\\\"", "\"a\\\""},
  };
  for (const auto& row : rows) EXPECT_EQ(parsed(std::string(row.text)), row.want) << row.text;
}

TEST(YamlParse, KnowsWhereKeysAndValuesStand) {
  EXPECT_EQ(parsed("a: 1\nbc:\n  - x\n  - \"y\"\n", true),
            "1:1 {1:1 a, 1:4 1, 2:1 bc, 3:3 [3:5 x, 4:5 \"y\"]}");
  EXPECT_EQ(parsed("{a: [1,\n 22]}", true), "1:1 {1:2 a, 1:5 [1:6 1, 2:2 22]}");
}

TEST(YamlParse, CountsColumnsInCharacters) {
  EXPECT_EQ(parsed("{\"Đắk Lắk\": Huế, x: y}", true), "1:1 {1:2 \"Đắk Lắk\", 1:13 Huế, 1:18 x, 1:21 y}");
}

TEST(YamlParse, FindsNothingWhereItIsMissing) {
  EXPECT_EQ(parsed("a:\n  - x\n  -\n\n\nb: 1\n", true), "1:1 {1:1 a, 2:3 [2:5 x, 3:3 ~], 6:1 b, 6:4 1}");
}

TEST(YamlParse, GivesAnAliasItsOwnPosition) {
  EXPECT_EQ(parsed("a: &x [1]\nb: *x\n", true), "1:1 {1:1 a, 1:4 [1:8 1], 2:1 b, 2:4 [1:8 1]}");
}

TEST(YamlParse, CountsLinesOfEveryKindOfEnd) {
  EXPECT_EQ(parsed("a: 1\r\nb: 2\r\n", true), "1:1 {1:1 a, 1:4 1, 2:1 b, 2:4 2}");
}

TEST(YamlParse, RefusesWithThePlace) {
  struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {
      {"", "f: is empty: there is nothing in it to read"},
      {"\n# only this\n", "f: is empty: there is nothing in it to read"},
      {"~", "f: is empty: there is nothing in it to read"},
      {"a: 1\n---\nb: 2\n", "f:2:1: a second document begins here, or text that belongs to nothing"},
      {"a: *b", "f:1:4: not YAML: the referenced anchor is not defined"},
      {"a: &x [*x]", "f:1:8: an alias that stands inside what it stands for"},
      {"a: !thing 1", "f:1:4: a tag that means nothing here (leave out the '!...')"},
      {"a: [1", "f:1:6: not YAML: end of sequence flow not found"},
      {"a: 1\nb: \"x\nc: 2\n", "f:2:4: a quote opens here and is never closed"},
      {"a: 'x''\n", "f:1:4: a quote opens here and is never closed"},
      {"\"a\\\"", "f:1:5: not YAML: illegal EOF in scalar"},
      {"- &x !!str 'a\n", "f:1:3: a quote opens here and is never closed"},
  };
  for (const auto& row : rows) EXPECT_EQ(parsed(std::string(row.text)), row.want) << row.text;
}

}  // namespace
}  // namespace portalprobe
