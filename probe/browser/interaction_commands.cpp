#include "probe/browser/interaction_commands.hpp"

#include <array>
#include <string>
#include <utility>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

using Json = nlohmann::json;

ProtocolCommand mouse(const char* type, PagePoint at, bool pressed) {
  Json params = {{"type", type}, {"x", at.x}, {"y", at.y}};
  if (pressed) {
    params["button"] = "left";
    params["clickCount"] = 1;
  }
  return {"Input.dispatchMouseEvent", std::move(params)};
}

ProtocolCommand touch(const char* type, Json points) {
  return {"Input.dispatchTouchEvent", Json{{"type", type}, {"touchPoints", std::move(points)}}};
}

ProtocolCommand key(const char* type, const KeyPress& press, int held) {
  Json params = {{"type", type},
                 {"key", press.key},
                 {"code", press.code},
                 {"windowsVirtualKeyCode", press.number},
                 {"modifiers", held}};
  const bool writes = std::string_view(type) == "keyDown" && !press.text.empty();
  if (writes) {
    params["text"] = press.text;
    params["unmodifiedText"] = press.text;
  }
  return {"Input.dispatchKeyEvent", std::move(params)};
}

struct Modifier {
  int bit;
  KeyPress press;
};

const std::array<Modifier, 4>& modifiers() {
  static const std::array<Modifier, 4> kModifiers = {{
      {KeyPress::kAlt, {"Alt", "AltLeft", 18, "", 0}},
      {KeyPress::kControl, {"Control", "ControlLeft", 17, "", 0}},
      {KeyPress::kMeta, {"Meta", "MetaLeft", 91, "", 0}},
      {KeyPress::kShift, {"Shift", "ShiftLeft", 16, "", 0}},
  }};
  return kModifiers;
}

/// What a browser does by itself at such keys comes as a command of its editor: a key from outside makes
/// none.
void add_editing(ProtocolCommand& down, const KeyPress& press) {
  if (press.modifiers == KeyPress::kControl && press.code == "KeyA") down.params["commands"] = {"selectAll"};
}

}  // namespace

std::vector<ProtocolCommand> click_commands(PagePoint at, bool by_finger) {
  if (by_finger)
    return {touch("touchStart", Json::array({{{"x", at.x}, {"y", at.y}}})), touch("touchEnd", Json::array())};
  return {mouse("mouseMoved", at, false), mouse("mousePressed", at, true), mouse("mouseReleased", at, true)};
}

std::vector<ProtocolCommand> press_commands(const KeyPress& press) {
  std::vector<ProtocolCommand> commands;
  int held = 0;
  for (const auto& [bit, modifier] : modifiers()) {
    if ((press.modifiers & bit) == 0) continue;
    held |= bit;
    commands.push_back(key("rawKeyDown", modifier, held));
  }
  commands.push_back(key(press.text.empty() ? "rawKeyDown" : "keyDown", press, held));
  add_editing(commands.back(), press);
  commands.push_back(key("keyUp", press, held));
  for (const auto& [bit, modifier] : modifiers()) {
    if ((press.modifiers & bit) == 0) continue;
    held &= ~bit;
    commands.push_back(key("keyUp", modifier, held));
  }
  return commands;
}

std::vector<KeyPress> presses_for(std::string_view text) {
  std::vector<KeyPress> presses;
  while (!text.empty()) {
    const std::size_t length = first_code_point(text).length;
    presses.push_back(key_press_for(text.substr(0, length)));
    text.remove_prefix(length);
  }
  return presses;
}

}  // namespace portalprobe
