#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// The properties that decide what is fetched.
enum class CssProperty : std::uint8_t {
  display,
  content,
  font_family,
  font_weight,
  font_style,
  background_image,
  border_image,
  list_style_image,
  mask_image,
  cursor,
  shape_outside,
  filter,
  backdrop_filter,
  clip_path,
  custom  ///< `--name`
};
inline constexpr std::size_t kCssProperties = 14;  ///< but for the custom ones

/// Values that every property takes.
enum class WideKeyword : std::uint8_t { none, inherit, initial, unset, revert };

/// What a property was set to, as far as it matters here. Views into the text that was read.
struct CssValue {
  WideKeyword wide = WideKeyword::none;
  int number = 0;           ///< display: 0 is none; font-weight; font-style as a FontStyle
  std::string_view text{};  ///< families, images, content; of a custom property all of it
};

/// A property that a declaration sets; a shorthand sets several.
struct Declaration {
  CssProperty property = CssProperty::custom;
  bool important = false;
  /// There is a `var()` in it: `value.text` is all of it, to be read as `written` once that is known.
  bool has_variables = false;
  std::string_view written{};  ///< the property as the table of properties names it
  std::string name{};          ///< of a custom property
  CssValue value{};
};

/// Reads a declaration; of those that do not matter or are invalid nothing comes. `name` is in lower case but
/// for custom properties.
std::vector<Declaration> read_declaration(std::string_view name, std::string_view value, bool important);

/// What `written`, a property or shorthand, sets `property` to with a value in which nothing is variable.
/// Nothing: the value is invalid.
std::optional<CssValue> read_value(std::string_view written, CssProperty property, std::string_view value);

}  // namespace portalprobe
