#include "probe/page/css_images.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "probe/ascii.hpp"
#include "probe/page/css_tokens.hpp"

namespace portalprobe {
namespace {

using Kind = CssToken::Kind;

constexpr std::size_t kMaxUrls = 100;  // of one value

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

bool is_known_function(std::string_view name) {
  static constexpr std::string_view kKnown[] = {"url",
                                                "image-set",
                                                "-webkit-image-set",
                                                "cross-fade",
                                                "-webkit-cross-fade",
                                                "-webkit-gradient",
                                                "paint",
                                                "var",
                                                "env",
                                                "calc",
                                                "min",
                                                "max",
                                                "clamp",
                                                "rgb",
                                                "rgba",
                                                "hsl",
                                                "hsla",
                                                "hwb",
                                                "lab",
                                                "lch",
                                                "oklab",
                                                "oklch",
                                                "color",
                                                "color-mix",
                                                "light-dark",
                                                "type",
                                                "attr",
                                                "counter",
                                                "counters",
                                                "round",
                                                "mod",
                                                "rem",
                                                "sin",
                                                "cos",
                                                "tan",
                                                "asin",
                                                "acos",
                                                "atan",
                                                "atan2",
                                                "pow",
                                                "sqrt",
                                                "hypot",
                                                "log",
                                                "exp",
                                                "abs",
                                                "sign",
                                                "if",
                                                "sibling-index",
                                                "sibling-count",
                                                "contrast-color"};
  if (among(kKnown, name)) return true;
  if (name.starts_with("-webkit-")) name.remove_prefix(8);
  if (name.starts_with("repeating-")) name.remove_prefix(10);
  return name == "linear-gradient" || name == "radial-gradient" || name == "conic-gradient";
}

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    const char l = ascii::lower(c);
    return (l >= 'a' && l <= 'z') || c == '-' || c == '_' || ascii::is_digit(c);
  });
}

bool is_image_set(const CssToken& token) {
  return token.kind == Kind::function && (token.is("image-set") || token.is("-webkit-image-set"));
}

bool is_decoded(std::string_view type) {
  static constexpr std::string_view kTypes[] = {
      "image/png", "image/jpeg",    "image/gif",    "image/webp", "image/avif",
      "image/bmp", "image/svg+xml", "image/x-icon", "image/apng", "image/vnd.microsoft.icon"};
  return among(kTypes, ascii::lower(type.substr(0, type.find(';'))));
}

/// Dots per CSS pixel; absent: no resolution.
std::optional<double> density_of(const CssToken& token) {
  if (token.kind != Kind::dimension) return std::nullopt;
  if (token.is("x") || token.is("dppx")) return token.number;
  if (token.is("dpi")) return token.number / 96;
  if (token.is("dpcm")) return token.number * 2.54 / 96;
  return std::nullopt;
}

struct Option {
  std::string url;  // empty: a gradient
  double density = 1;
  bool usable = true;
};

/// As Chromium chooses: the least dense that suffices, else the densest.
const Option* choose(const std::vector<Option>& options, double density) {
  const Option* best = nullptr;
  for (const auto& option : options) {
    if (!option.usable) continue;
    const bool better = best == nullptr || (best->density < density ? option.density > best->density
                                                                    : option.density >= density &&
                                                                          option.density < best->density);
    if (better) best = &option;
  }
  return best;
}

class Images {
 public:
  Images(std::string_view value, double density) : tokens_(value), density_(density) {}

  std::vector<std::string> read() {
    while (true) {
      const auto token = tokens_.next();
      if (token.kind == Kind::end || urls_.size() >= kMaxUrls) return std::move(urls_);
      if (is_image_set(token)) {
        read_set();
      } else if (auto url = url_of(token)) {
        add(std::move(*url));
      }
    }
  }

 private:
  void add(std::string url) {
    if (!url.empty()) urls_.push_back(std::move(url));
  }

  std::optional<std::string> url_of(const CssToken& token) {
    if (token.kind == Kind::url) return token.value();
    if (token.kind != Kind::function || !token.is("url")) return std::nullopt;
    const auto quoted = tokens_.next_solid();
    return quoted.kind == Kind::string ? std::optional(quoted.value()) : std::nullopt;
  }

  /// Behind the opening parenthesis; ends behind the closing one.
  void read_set() {
    std::vector<Option> options(1);
    CssBrackets brackets;
    while (true) {
      const auto token = tokens_.next_solid();
      if (token.kind == Kind::end || (brackets.empty() && token.kind == Kind::close_paren)) break;
      if (brackets.empty() && token.kind == Kind::comma) {
        if (options.size() >= kMaxUrls) break;
        options.emplace_back();
      } else {
        read_part(token, options.back(), brackets);
      }
    }
    if (const auto* chosen = choose(options, density_)) add(chosen->url);
  }

  void read_part(const CssToken& token, Option& option, CssBrackets& brackets) {
    if (token.kind == Kind::function && token.is("type")) {
      option.usable = is_decoded(tokens_.next_solid().value());
      brackets.take(token);
    } else if (token.kind == Kind::function && token.is("url")) {
      option.url = url_of(token).value_or(std::string());
      brackets.take(token);
    } else if (token.kind == Kind::url || (token.kind == Kind::string && brackets.empty())) {
      option.url = token.value();
    } else if (const auto density = density_of(token); density && brackets.empty()) {
      option.density = *density;
    } else {
      brackets.take(token);
    }
  }

  CssTokens tokens_;
  double density_;
  std::vector<std::string> urls_;
};

}  // namespace

bool is_image_value(std::string_view value) {
  CssTokens tokens(value);
  bool any = false;
  while (true) {
    const auto token = tokens.next_solid();
    if (token.kind == Kind::end) return any;
    any = true;
    if (token.kind == Kind::function && !is_known_function(ascii::lower(token.value()))) return false;
    if (token.kind == Kind::ident && !is_word(token.value())) return false;
    const bool odd =
        token.kind == Kind::delim && std::string_view("/+-*").find(token.delim) == std::string_view::npos;
    if (odd || token.kind == Kind::open_curly || token.kind == Kind::semicolon || token.kind == Kind::colon) {
      return false;
    }
  }
}

bool is_image_list(std::string_view value, bool many) {
  if (!is_image_value(value)) return false;
  CssTokens tokens(value);
  bool has_image = false;  // since the last comma
  while (true) {
    const auto token = tokens.next_solid();
    const bool ends = token.kind == Kind::end;
    if (ends || token.kind == Kind::comma) {
      if (!has_image || (!ends && !many)) return false;
      if (ends) return true;
      has_image = false;
      continue;
    }
    const bool image = token.kind == Kind::url || token.kind == Kind::function ||
                       (token.kind == Kind::ident && token.is("none"));
    if (!image || has_image) return false;
    has_image = true;
    CssBrackets brackets;
    brackets.take(token);
    while (!brackets.empty()) {
      const auto inner = tokens.next();
      if (inner.kind == Kind::end) break;
      brackets.take(inner);
    }
  }
}

std::vector<std::string> image_urls(std::string_view value, double density) {
  return Images(value, density).read();
}

}  // namespace portalprobe
