#pragma once

#include <string_view>
#include <vector>

#include "core/key_press.hpp"
#include "probe/browser/emulation_commands.hpp"

namespace portalprobe {

/// What a person does on a page, as commands of the protocol: real input, which goes the way of a mouse's, a
/// finger's or a keyboard's. Pure.

/// In CSS pixels of the viewport.
struct PagePoint {
  double x = 0;
  double y = 0;
  bool operator==(const PagePoint&) const = default;
};

std::vector<ProtocolCommand> click_commands(PagePoint at, bool by_finger);
/// The modifiers go down before the key and up after it.
std::vector<ProtocolCommand> press_commands(const KeyPress& press);
/// One press for each character of valid UTF-8.
std::vector<KeyPress> presses_for(std::string_view text);

}  // namespace portalprobe
