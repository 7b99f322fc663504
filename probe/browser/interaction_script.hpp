#pragma once

#include <string>

namespace portalprobe {

/// A function of (ask, about) for Runtime.callFunctionOn in the world of the vitals: interaction.js, which
/// it installs where that has not run, and the vitals' observers with it. What is asked for comes as
/// arguments, never as part of a script.
const std::string& interaction_function();

}  // namespace portalprobe
