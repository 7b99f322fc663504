#include "probe/page/css_import.hpp"

#include "probe/ascii.hpp"
#include "probe/page/css_layers.hpp"
#include "probe/page/css_supports.hpp"
#include "probe/page/css_tokens.hpp"

namespace portalprobe {
namespace {

using Kind = CssToken::Kind;

/// What stands in the parentheses of a function; the reader then stands behind it.
std::string_view arguments(CssTokens& tokens, const CssToken& function) {
  const auto from = tokens.position();
  auto end = from;
  CssBrackets brackets;
  brackets.take(function);
  while (!brackets.empty()) {
    const auto token = tokens.next();
    end = tokens.start_of(token);
    if (token.kind == Kind::end) break;
    brackets.take(token);
  }
  return tokens.text().substr(from, end - from);
}

std::optional<std::string> read_url(CssTokens& tokens) {
  const auto token = tokens.next_solid();
  if (token.kind == Kind::string || token.kind == Kind::url) return token.value();
  if (token.kind != Kind::function || !token.is("url")) return std::nullopt;
  CssTokens inside(arguments(tokens, token));
  const auto quoted = inside.next_solid();
  return quoted.kind == Kind::string ? std::optional(quoted.value()) : std::nullopt;
}

}  // namespace

std::optional<CssImport> read_import(std::string_view prelude) {
  CssTokens tokens(prelude);
  auto url = read_url(tokens);
  if (!url) return std::nullopt;
  CssImport import{.url = std::move(*url)};
  auto here = tokens.position();
  auto token = tokens.next_solid();
  if (token.kind == Kind::ident && token.is("layer")) {
    import.is_layered = true;
    here = tokens.position();
    token = tokens.next_solid();
  } else if (token.kind == Kind::function && token.is("layer")) {
    const auto names = read_layer_names(arguments(tokens, token));
    import.is_layered = names.size() == 1;
    if (import.is_layered) import.layer = names.front();
    here = tokens.position();
    token = tokens.next_solid();
  }
  if (token.kind == Kind::function && token.is("supports")) {
    import.is_supported = supports_import(arguments(tokens, token));
    here = tokens.position();
  }
  import.media = ascii::trim(prelude.substr(here), " \t\r\n\f");
  return import;
}

}  // namespace portalprobe
