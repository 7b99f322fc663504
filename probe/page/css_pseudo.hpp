#pragma once

#include <optional>
#include <string_view>

#include "probe/page/css_selector.hpp"

namespace portalprobe {

/// The pseudo-classes and -elements that Chromium knows, and what they mean for a page that was just loaded
/// and that nobody touched. Names are in lower case. What is unknown makes a selector invalid.

/// A pseudo-class without arguments.
std::optional<SimpleSelector> pseudo_class(std::string_view name);
/// One that takes `an+b`.
std::optional<SimpleSelector::Kind> nth_function(std::string_view name);
/// Known ones with arguments that no element of such a page fulfils.
bool is_function_that_never_holds(std::string_view name);
std::optional<PseudoElement> pseudo_element(std::string_view name, bool is_function);
/// Pseudo-elements that one colon suffices for.
bool is_old_pseudo_element(std::string_view name);
/// Attributes of HTML whose values are compared in any case.
bool attribute_ignores_case(std::string_view name);

}  // namespace portalprobe
