#include "probe/page/css_supports.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "probe/ascii.hpp"
#include "probe/page/css_declaration.hpp"
#include "probe/page/css_selector.hpp"
#include "probe/page/css_tokens.hpp"

namespace portalprobe {
namespace {

using Kind = CssToken::Kind;

constexpr unsigned kMaxDepth = 32;

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

bool is_foreign(std::string_view name) {
  return name.starts_with("-moz-") || name.starts_with("-ms-") || name.starts_with("-o-") ||
         name.starts_with("-apple-") || name.starts_with("-khtml-");
}

bool has_property(std::string_view name) {
  // What sheets ask for to tell other browsers from Chromium.
  static constexpr std::string_view kLacking[] = {"-webkit-touch-callout",
                                                  "-webkit-overflow-scrolling",
                                                  "hanging-punctuation",
                                                  "-webkit-marquee-speed",
                                                  "accelerator",
                                                  "behavior",
                                                  "ime-mode",
                                                  "layout-grid",
                                                  "scrollbar-face-color",
                                                  "-webkit-hyphens",
                                                  "font-synthesis-position",
                                                  "overflow-scrolling"};
  return !is_foreign(name) && !among(kLacking, name);
}

bool has_value(std::string_view value) {
  CssTokens tokens(value);
  bool any = false;
  while (true) {
    const auto token = tokens.next_solid();
    if (token.kind == Kind::end) return any;
    any = true;
    const bool named = token.kind == Kind::ident || token.kind == Kind::function;
    if (named && is_foreign(ascii::lower(token.value()))) return false;
  }
}

bool supports_declaration(std::string_view text) {
  CssTokens tokens(text);
  const auto name = tokens.next_solid();
  if (name.kind != Kind::ident || tokens.next_solid().kind != Kind::colon) return false;
  if (name.text.starts_with("--")) return true;
  const auto property = ascii::lower(name.value());
  const auto value = ascii::trim(text.substr(tokens.position()), " \t\r\n\f");
  if (property == "display") return !read_declaration(property, value, false).empty();
  return has_property(property) && has_value(value);
}

bool supports_selector(std::string_view text) {
  SelectorPool pool;
  // One selector, not a list: a comma makes it invalid.
  return read_selectors(text, pool).has_value() && pool.lists.back().count == 1;
}

bool supports_function(std::string_view name, std::string_view argument) {
  static constexpr std::string_view kFormats[] = {"woff", "woff2", "truetype", "opentype", "collection"};
  static constexpr std::string_view kTechs[] = {"features-opentype", "features-aat", "color-colrv0",
                                                "color-colrv1",      "color-sbix",   "color-cbdt",
                                                "variations",        "palettes"};
  if (name == "selector") return supports_selector(argument);
  const auto word = ascii::lower(ascii::trim(argument, " \t\r\n\f"));
  if (name == "font-format") return among(kFormats, word);
  if (name == "font-tech") return among(kTechs, word);
  return name == "at-rule" && !word.empty() && word.front() == '@';
}

class Condition {
 public:
  Condition(std::string_view text, unsigned depth) : tokens_(text), depth_(depth) { step(); }

  /// Absent: it is no condition.
  std::optional<bool> read() {
    if (depth_ > kMaxDepth) return std::nullopt;
    if (is_word("not")) {
      step();
      const auto held = read_term();
      return held && token_.kind == Kind::end ? std::optional(!*held) : std::nullopt;
    }
    auto held = read_term();
    const std::string_view joint = is_word("or") ? "or" : "and";
    while (held && is_word(joint)) {
      step();
      const auto more = read_term();
      if (!more) return std::nullopt;
      held = joint == "or" ? *held || *more : *held && *more;
    }
    return token_.kind == Kind::end ? held : std::nullopt;
  }

 private:
  void step() { token_ = tokens_.next_solid(); }
  bool is_word(std::string_view word) const { return token_.kind == Kind::ident && token_.is(word); }

  std::optional<bool> read_term() {
    const bool is_function = token_.kind == Kind::function;
    if (!is_function && token_.kind != Kind::open_paren) return std::nullopt;
    const auto name = is_function ? ascii::lower(token_.value()) : std::string();
    const auto inside = read_parentheses();
    if (!inside) return std::nullopt;
    if (is_function) return supports_function(name, *inside);
    const auto nested = Condition(*inside, depth_ + 1).read();
    return nested ? *nested : supports_declaration(*inside);
  }

  std::optional<std::string_view> read_parentheses() {
    const auto from = tokens_.position();
    CssBrackets brackets;
    brackets.take(token_);
    auto end = from;
    while (!brackets.empty()) {
      token_ = tokens_.next();
      if (token_.kind == Kind::end) return std::nullopt;
      end = tokens_.start_of(token_);
      brackets.take(token_);
    }
    step();
    return tokens_.text().substr(from, end - from);
  }

  CssTokens tokens_;
  CssToken token_;
  unsigned depth_;
};

}  // namespace

bool supports(std::string_view condition) { return Condition(condition, 0).read().value_or(false); }

bool supports_import(std::string_view condition) {
  return supports(condition) || supports_declaration(condition);
}

}  // namespace portalprobe
