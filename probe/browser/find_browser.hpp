#pragma once

#include <optional>
#include <string>

#include "core/expected.hpp"

namespace portalprobe {

/// The path of a program on PATH.
std::optional<std::string> find_program(const std::string& name);

/// The browser's path: chromium-headless-shell, or else chromium. How to install it is part of the error's
/// text.
Expected<std::string> find_browser();

/// The path of chromium: of what shows certificates of clients, which the headless shell does not.
Expected<std::string> find_whole_browser();

/// Debian starts its browsers by scripts of the same name, which add settings of their own, or stay between
/// us and the browser. The program that such a script starts; any other path as it is.
std::string behind_debians_script(const std::string& path);

}  // namespace portalprobe
