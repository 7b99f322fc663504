#pragma once

#include <string_view>

namespace portalprobe {

/// The text of config/rules/pages.yaml, put into the program when it was built.
extern const std::string_view kBuiltInPageRules;

}  // namespace portalprobe
