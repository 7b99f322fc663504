#include "probe/page/css_font_value.hpp"

#include <algorithm>
#include <iterator>

#include "probe/ascii.hpp"
#include "probe/page/css_tokens.hpp"

namespace portalprobe {
namespace {

using Kind = CssToken::Kind;

constexpr std::size_t kMaxFamilies = 50;

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

bool is_generic(std::string_view name) {
  static constexpr std::string_view kGeneric[] = {
      "serif", "sans-serif", "monospace", "cursive",       "fantasy",      "system-ui",  "math",
      "emoji", "fangsong",   "ui-serif",  "ui-sans-serif", "ui-monospace", "ui-rounded", "-webkit-body"};
  return among(kGeneric, name);
}

bool is_size(const CssToken& token) {
  static constexpr std::string_view kSizes[] = {
      "xx-small",  "x-small", "small",   "medium",           "large", "x-large", "xx-large",
      "xxx-large", "larger",  "smaller", "-webkit-xxx-large"};
  if (token.kind == Kind::dimension) return !token.is("deg");
  if (token.kind == Kind::percentage) return true;
  return token.kind == Kind::ident && among(kSizes, ascii::lower(token.value()));
}

bool is_calculation(const CssToken& token) {
  static constexpr std::string_view kNames[] = {"calc", "min", "max", "clamp", "env", "round"};
  return token.kind == Kind::function && among(kNames, ascii::lower(token.value()));
}

bool is_system_font(std::string_view name) {
  static constexpr std::string_view kNames[] = {"caption",
                                                "icon",
                                                "menu",
                                                "message-box",
                                                "small-caption",
                                                "status-bar",
                                                "-webkit-mini-control",
                                                "-webkit-small-control",
                                                "-webkit-control"};
  return among(kNames, name);
}

void skip_function(CssTokens& tokens, const CssToken& function) {
  CssBrackets brackets;
  brackets.take(function);
  while (!brackets.empty()) {
    const auto token = tokens.next();
    if (token.kind == Kind::end) return;
    brackets.take(token);
  }
}

/// Reads `font` token by token: what precedes the size, the size, the line height, the families.
class FontReader {
 public:
  explicit FontReader(std::string_view text) : tokens_(text) {}

  std::optional<FontShorthand> read() {
    while (true) {
      const auto token = tokens_.next_solid();
      if (token.kind == Kind::end) return std::nullopt;
      if (is_calculation(token)) skip_function(tokens_, token);
      if (is_size(token) || is_calculation(token)) return read_rest();
      if (token.kind == Kind::number) {
        if (token.number < 1 || slash_follows()) return read_rest();
        font_.weight = static_cast<int>(std::min(token.number, 1000.0));
      } else if (!read_word(token)) {
        return std::nullopt;
      }
    }
  }

 private:
  bool slash_follows() {
    const auto here = tokens_.position();
    const bool slash = tokens_.next_solid().is_delim('/');
    tokens_.go_to(here);
    return slash;
  }

  bool read_word(const CssToken& token) {
    static constexpr std::string_view kNeutral[] = {
        "normal",          "small-caps", "condensed",     "semi-condensed", "extra-condensed",
        "ultra-condensed", "expanded",   "semi-expanded", "extra-expanded", "ultra-expanded"};
    if (token.kind == Kind::dimension) return true;  // the angle of an oblique
    if (token.kind != Kind::ident) return false;
    const auto name = ascii::lower(token.value());
    if (among(kNeutral, name)) return true;
    if (const auto weight = read_font_weight(name)) {
      font_.weight = *weight;
      return true;
    }
    const auto style = read_font_style(name);
    if (style) font_.style = *style;
    return style.has_value();
  }

  std::optional<FontShorthand> read_rest() {
    if (slash_follows()) {
      tokens_.next_solid();
      const auto height = tokens_.next_solid();
      if (height.kind == Kind::function) skip_function(tokens_, height);
    }
    font_.families = ascii::trim(tokens_.text().substr(tokens_.position()), " \t\r\n\f");
    if (read_families(font_.families).empty()) return std::nullopt;
    return font_;
  }

  CssTokens tokens_;
  FontShorthand font_;
};

}  // namespace

std::vector<FontFamily> read_families(std::string_view text) {
  std::vector<FontFamily> families;
  CssTokens tokens(text);
  FontFamily family;
  bool quoted = false;
  while (families.size() < kMaxFamilies) {
    const auto token = tokens.next_solid();
    const bool empty = family.name.empty() && !quoted;
    if (token.kind == Kind::string) {
      if (!empty) return {};
      quoted = true;
      family.name = ascii::lower(token.value());
    } else if (token.kind == Kind::ident) {
      if (quoted) return {};
      family.name += (empty ? "" : " ") + ascii::lower(token.value());
    } else if (token.kind == Kind::comma || token.kind == Kind::end) {
      if (empty) return {};
      family.is_generic = !quoted && is_generic(family.name);
      families.push_back(std::move(family));
      family = {};
      quoted = false;
      if (token.kind == Kind::end) break;
    } else {
      return {};
    }
  }
  return families;
}

std::optional<int> read_font_weight(std::string_view text) {
  CssTokens tokens(text);
  const auto token = tokens.next_solid();
  if (tokens.next_solid().kind != Kind::end) return std::nullopt;
  if (token.kind == Kind::number) {
    if (token.number < 1 || token.number > 1000) return std::nullopt;
    return static_cast<int>(token.number);
  }
  if (token.kind != Kind::ident) return std::nullopt;
  if (token.is("normal")) return 400;
  if (token.is("bold")) return 700;
  if (token.is("bolder")) return kBolder;
  if (token.is("lighter")) return kLighter;
  return std::nullopt;
}

std::optional<FontStyle> read_font_style(std::string_view text) {
  CssTokens tokens(text);
  const auto token = tokens.next_solid();
  if (token.kind != Kind::ident) return std::nullopt;
  if (token.is("normal")) return FontStyle::normal;
  if (token.is("italic")) return FontStyle::italic;
  if (token.is("oblique")) return FontStyle::oblique;
  return std::nullopt;
}

int relative_weight(int change, int weight) {
  if (change == kBolder) return weight < 350 ? 400 : weight < 550 ? 700 : std::max(weight, 900);
  return weight < 100 ? weight : weight < 550 ? 100 : weight < 750 ? 400 : 700;
}

std::optional<FontShorthand> read_font(std::string_view text) {
  CssTokens tokens(text);
  const auto first = tokens.next_solid();
  if (first.kind == Kind::ident && is_system_font(ascii::lower(first.value()))) return FontShorthand{};
  return FontReader(text).read();
}

}  // namespace portalprobe
