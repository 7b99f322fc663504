#include "probe/page/css_declaration.hpp"

#include <algorithm>
#include <iterator>

#include "probe/ascii.hpp"
#include "probe/page/css_font_value.hpp"
#include "probe/page/css_images.hpp"
#include "probe/page/css_tokens.hpp"

namespace portalprobe {
namespace {

using Kind = CssToken::Kind;

/// One row for each property that a written one sets.
constexpr struct Row {
  std::string_view written;
  CssProperty property;
} kRows[] = {
    {"display", CssProperty::display},
    {"content", CssProperty::content},
    {"font", CssProperty::font_family},
    {"font", CssProperty::font_weight},
    {"font", CssProperty::font_style},
    {"font-family", CssProperty::font_family},
    {"font-weight", CssProperty::font_weight},
    {"font-style", CssProperty::font_style},
    {"background", CssProperty::background_image},
    {"background-image", CssProperty::background_image},
    {"border", CssProperty::border_image},
    {"border-image", CssProperty::border_image},
    {"-webkit-border-image", CssProperty::border_image},
    {"border-image-source", CssProperty::border_image},
    {"list-style", CssProperty::list_style_image},
    {"list-style-image", CssProperty::list_style_image},
    {"mask", CssProperty::mask_image},
    {"-webkit-mask", CssProperty::mask_image},
    {"mask-image", CssProperty::mask_image},
    {"-webkit-mask-image", CssProperty::mask_image},
    {"cursor", CssProperty::cursor},
    {"shape-outside", CssProperty::shape_outside},
    {"-webkit-shape-outside", CssProperty::shape_outside},
    {"filter", CssProperty::filter},
    {"-webkit-filter", CssProperty::filter},
    {"backdrop-filter", CssProperty::backdrop_filter},
    {"clip-path", CssProperty::clip_path},
    {"-webkit-clip-path", CssProperty::clip_path},
};

WideKeyword wide_keyword(std::string_view value) {
  if (value.size() > 12) return WideKeyword::none;
  const auto name = ascii::lower(value);
  if (name == "inherit") return WideKeyword::inherit;
  if (name == "initial") return WideKeyword::initial;
  if (name == "unset") return WideKeyword::unset;
  if (name == "revert" || name == "revert-layer") return WideKeyword::revert;
  return WideKeyword::none;
}

bool has_variables(std::string_view value) {
  if (value.find('(') == std::string_view::npos) return false;
  CssTokens tokens(value);
  while (true) {
    const auto token = tokens.next();
    if (token.kind == Kind::end) return false;
    if (token.kind == Kind::function && token.is("var")) return true;
  }
}

bool is_display_word(std::string_view word) {
  static constexpr std::string_view kWords[] = {"none",
                                                "block",
                                                "inline",
                                                "inline-block",
                                                "flex",
                                                "inline-flex",
                                                "grid",
                                                "inline-grid",
                                                "table",
                                                "inline-table",
                                                "table-row",
                                                "table-cell",
                                                "table-column",
                                                "table-row-group",
                                                "table-header-group",
                                                "table-footer-group",
                                                "table-column-group",
                                                "table-caption",
                                                "list-item",
                                                "contents",
                                                "flow-root",
                                                "flow",
                                                "ruby",
                                                "ruby-text",
                                                "math",
                                                "-webkit-box",
                                                "-webkit-inline-box",
                                                "-webkit-flex",
                                                "-webkit-inline-flex"};
  return std::ranges::find(kWords, word) != std::end(kWords);
}

std::optional<CssValue> read_display(std::string_view value) {
  CssTokens tokens(value);
  bool none = false;
  int words = 0;
  while (true) {
    const auto token = tokens.next_solid();
    if (token.kind == Kind::end) break;
    if (token.kind != Kind::ident || !is_display_word(ascii::lower(token.value()))) return std::nullopt;
    none = none || token.is("none");
    ++words;
  }
  if (words == 0 || (none && words > 1)) return std::nullopt;
  return CssValue{.number = none ? 0 : 1};
}

std::optional<CssValue> read_weight(std::string_view value) {
  const auto weight = read_font_weight(value);
  return weight ? std::optional(CssValue{.number = *weight}) : std::nullopt;
}

std::optional<CssValue> read_style(std::string_view value) {
  const auto style = read_font_style(value);
  return style ? std::optional(CssValue{.number = static_cast<int>(*style)}) : std::nullopt;
}

std::optional<CssValue> read_font_part(CssProperty property, std::string_view value) {
  const auto font = read_font(value);
  if (!font) return std::nullopt;
  if (property == CssProperty::font_weight) return CssValue{.number = font->weight};
  if (property == CssProperty::font_style) return CssValue{.number = static_cast<int>(font->style)};
  return CssValue{.text = font->families};
}

bool is_image(std::string_view written, std::string_view value) {
  if (written == "border-image-source" || written == "list-style-image") return is_image_list(value, false);
  const bool list = written == "background-image" || written.ends_with("mask-image");
  return list ? is_image_list(value, true) : is_image_value(value);
}

bool is_content(std::string_view value) {
  CssTokens tokens(value);
  const auto first = tokens.next_solid();
  return first.kind == Kind::string || first.kind == Kind::ident || first.kind == Kind::url ||
         first.kind == Kind::function;
}

}  // namespace

std::optional<CssValue> read_value(std::string_view written, CssProperty property, std::string_view value) {
  if (const auto wide = wide_keyword(value); wide != WideKeyword::none) return CssValue{.wide = wide};
  if (written == "font") return read_font_part(property, value);
  if (written == "border") return CssValue{};  // resets the image
  switch (property) {
    case CssProperty::display:
      return read_display(value);
    case CssProperty::font_weight:
      return read_weight(value);
    case CssProperty::font_style:
      return read_style(value);
    case CssProperty::font_family:
      if (read_families(value).empty()) return std::nullopt;
      break;
    case CssProperty::content:
      if (!is_content(value)) return std::nullopt;
      break;
    case CssProperty::custom:
    case CssProperty::filter:
    case CssProperty::backdrop_filter:
    case CssProperty::clip_path:
    case CssProperty::shape_outside:
      break;
    default:
      if (!is_image(written, value)) return std::nullopt;
  }
  return CssValue{.text = value};
}

std::vector<Declaration> read_declaration(std::string_view name, std::string_view value, bool important) {
  std::vector<Declaration> result;
  Declaration one{.important = important, .value = {.text = value}};
  if (name.starts_with("--")) {
    if (name.size() == 2) return {};
    one.name = name;
    one.has_variables = has_variables(value);
    one.value.wide = wide_keyword(value);
    result.push_back(std::move(one));
    return result;
  }
  if (name == "all") {
    one.value = {.wide = wide_keyword(value)};
    if (one.value.wide == WideKeyword::none) return {};
    for (std::size_t i = 0; i < kCssProperties; ++i) {
      one.property = static_cast<CssProperty>(i);
      result.push_back(one);
    }
    return result;
  }
  for (const auto& row : kRows) {
    if (row.written != name) continue;
    one.written = row.written;
    one.property = row.property;
    one.has_variables = has_variables(value);
    if (!one.has_variables) {
      const auto read = read_value(row.written, row.property, value);
      if (!read) return {};
      one.value = *read;
    }
    result.push_back(one);
  }
  return result;
}

}  // namespace portalprobe
