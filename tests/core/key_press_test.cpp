#include "core/key_press.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

TEST(KeyPress, IsReadFromItsNameWithTheKeysThatAreHeldDown) {
  const struct {
    std::string_view name;
    KeyPress want;
  } rows[] = {
      {"Enter", {"Enter", "Enter", 13, "\r", 0}},
      {"Tab", {"Tab", "Tab", 9, "", 0}},
      {"Space", {" ", "Space", 32, " ", 0}},
      {"F12", {"F12", "F12", 123, "", 0}},
      {"a", {"a", "KeyA", 65, "a", 0}},
      {"A", {"A", "KeyA", 65, "A", KeyPress::kShift}},
      {"7", {"7", "Digit7", 55, "7", 0}},
      {"&", {"&", "Digit7", 55, "&", KeyPress::kShift}},
      {"?", {"?", "Slash", 191, "?", KeyPress::kShift}},
      {"+", {"+", "Equal", 187, "+", KeyPress::kShift}},
      {"đ", {"đ", "", 231, "đ", 0}},
      {"Shift+Tab", {"Tab", "Tab", 9, "", KeyPress::kShift}},
      {"Control+a", {"a", "KeyA", 65, "", KeyPress::kControl}},
      {"Control+Shift+Enter", {"Enter", "Enter", 13, "", KeyPress::kControl | KeyPress::kShift}},
      {"Control++", {"+", "Equal", 187, "", KeyPress::kControl | KeyPress::kShift}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto press = key_press_from(row.name);
    ASSERT_TRUE(press) << press.error().message;
    EXPECT_EQ(*press, row.want);
  }
}

TEST(KeyPress, RefusesWhatNoKeyIsCalled) {
  for (const std::string_view name : {"", "enter", "Return", "ab", "Ctrl+a", "Shift+", "Hyper+a",
                                      "Control+Shift", "\n", "\x7F", "\xC4", "a+b"}) {
    SCOPED_TRACE(name);
    const auto press = key_press_from(name);
    ASSERT_FALSE(press);
    EXPECT_NE(press.error().message.find("right would be Enter"), std::string::npos);
  }
}

TEST(KeyPress, WritesEachCharacterOfAKeyboardWithItsOwnPlace) {
  for (char c = ' '; c < 0x7F; ++c) {
    SCOPED_TRACE(c);
    const KeyPress press = key_press_for(std::string_view(&c, 1));
    EXPECT_EQ(press.text, std::string(1, c));
    EXPECT_FALSE(press.code.empty());
    EXPECT_GT(press.number, 0);
  }
}

}  // namespace
}  // namespace portalprobe
