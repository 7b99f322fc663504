#include "core/key_press.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

struct Named {
  std::string_view key;
  int number;
  std::string_view code = {};  ///< empty: as the key
  std::string_view text = {};
};

constexpr std::array<Named, 28> kNamed = {{
    {"Enter", 13, {}, "\r"},
    {"Tab", 9},
    {"Escape", 27},
    {"Backspace", 8},
    {"Delete", 46},
    {"Insert", 45},
    {"Home", 36},
    {"End", 35},
    {"PageUp", 33},
    {"PageDown", 34},
    {"ArrowLeft", 37},
    {"ArrowUp", 38},
    {"ArrowRight", 39},
    {"ArrowDown", 40},
    {"Space", 32, "Space", " "},
    {"ContextMenu", 93},
    {"F1", 112},
    {"F2", 113},
    {"F3", 114},
    {"F4", 115},
    {"F5", 116},
    {"F6", 117},
    {"F7", 118},
    {"F8", 119},
    {"F9", 120},
    {"F10", 121},
    {"F11", 122},
    {"F12", 123},
}};

/// Keys with two characters: the plain one, the one with Shift.
struct Pair {
  char plain;
  char shifted;
  std::string_view code;
  int number;
};
constexpr std::array<Pair, 11> kPairs = {{
    {'`', '~', "Backquote", 192},
    {'-', '_', "Minus", 189},
    {'=', '+', "Equal", 187},
    {'[', '{', "BracketLeft", 219},
    {']', '}', "BracketRight", 221},
    {'\\', '|', "Backslash", 220},
    {';', ':', "Semicolon", 186},
    {'\'', '"', "Quote", 222},
    {',', '<', "Comma", 188},
    {'.', '>', "Period", 190},
    {'/', '?', "Slash", 191},
}};

/// What a key is said to be whose character was made by a program (VK_PACKET).
constexpr int kMadeByAProgram = 231;
constexpr std::string_view kAboveDigits = ")!@#$%^&*(";

bool is_one_character(std::string_view text) {
  return !text.empty() && !first_invalid_utf8(text) && first_code_point(text).length == text.size() &&
         static_cast<unsigned char>(text.front()) >= 0x20 && text != "\x7F";
}

void place_ascii(KeyPress& press, char c) {
  const auto shift = [&press](bool held) { press.modifiers |= held ? KeyPress::kShift : 0; };
  const auto place = [&press](std::string code, int number) {
    press.code = std::move(code);
    press.number = number;
  };
  const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower >= 'a' && lower <= 'z') {
    const char upper = static_cast<char>(lower - 'a' + 'A');
    shift(lower != c);
    return place(std::string("Key") + upper, upper);
  }
  if (c == ' ') return place("Space", ' ');
  const auto above = kAboveDigits.find(c);
  if ((c >= '0' && c <= '9') || above != std::string_view::npos) {
    shift(above != std::string_view::npos);
    const char digit = above == std::string_view::npos ? c : static_cast<char>('0' + static_cast<int>(above));
    return place(std::string("Digit") + digit, digit);
  }
  for (const auto& pair : kPairs) {
    if (c != pair.plain && c != pair.shifted) continue;
    shift(c == pair.shifted);
    return place(std::string(pair.code), pair.number);
  }
}

int modifier_named(std::string_view name) {
  if (name == "Alt") return KeyPress::kAlt;
  if (name == "Control") return KeyPress::kControl;
  if (name == "Meta") return KeyPress::kMeta;
  return name == "Shift" ? KeyPress::kShift : 0;
}

/// Takes the keys off that are held down; a `+` at the end is a key itself.
int take_modifiers(std::string_view& name) {
  int all = 0;
  for (auto plus = name.find('+'); plus != std::string_view::npos && plus + 1 < name.size();
       plus = name.find('+')) {
    const int modifier = modifier_named(name.substr(0, plus));
    if (modifier == 0) break;
    all |= modifier;
    name.remove_prefix(plus + 1);
  }
  return all;
}

}  // namespace

KeyPress key_press_for(std::string_view character) {
  KeyPress press;
  press.key = std::string(character);
  press.text = press.key;
  if (character.size() == 1) {
    place_ascii(press, character.front());
  } else {
    press.number = kMadeByAProgram;
  }
  return press;
}

Expected<KeyPress> key_press_from(std::string_view name) {
  std::string_view rest = name;
  const int modifiers = take_modifiers(rest);
  KeyPress press;
  const auto* const named = std::ranges::find(kNamed, rest, &Named::key);
  if (named != kNamed.end()) {
    const std::string_view code = named->code.empty() ? named->key : named->code;
    press = {std::string(named->key == "Space" ? " " : named->key), std::string(code), named->number,
             std::string(named->text), 0};
  } else if (is_one_character(rest)) {
    press = key_press_for(rest);
  } else {
    return fail(
        fmt::format("'{}' is no key (right would be Enter, Tab, Escape, ArrowDown, a character, or one with "
                    "Alt, Control, "
                    "Meta or Shift held down, as in Shift+Tab)",
                    name));
  }
  press.modifiers |= modifiers;
  constexpr int kNoText = KeyPress::kAlt | KeyPress::kControl | KeyPress::kMeta;
  if ((press.modifiers & kNoText) != 0) press.text.clear();
  return press;
}

}  // namespace portalprobe
