#pragma once

#include <string>
#include <string_view>

#include "core/expected.hpp"

namespace portalprobe {

/// One press of a key as the UI Events standard names it, for a keyboard with the letters of the US.
struct KeyPress {
  enum Modifier { kAlt = 1, kControl = 2, kMeta = 4, kShift = 8 };

  std::string key;    ///< `Enter`, `a`, `A`, `đ`
  std::string code;   ///< the place on the keyboard, `KeyA`; empty: no key has this letter
  int number = 0;     ///< the old `keyCode`
  std::string text;   ///< what it writes; empty: nothing
  int modifiers = 0;  ///< those held down
  bool operator==(const KeyPress&) const = default;
};

/// Reads what stands in a configuration: a key's name or a character, behind the keys that are held down with
/// it (`Enter`, `Shift+Tab`, `Control+a`, `+`). The error says what would be right.
Expected<KeyPress> key_press_from(std::string_view name);

/// What writes one character (a single code point of valid UTF-8). One that no key has comes as from a
/// program that turns key strokes into Vietnamese letters.
KeyPress key_press_for(std::string_view character);

}  // namespace portalprobe
