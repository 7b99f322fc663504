#include "probe/page/css_content.hpp"

#include "probe/ascii.hpp"
#include "probe/page/css_tokens.hpp"

namespace portalprobe {
namespace {

using Kind = CssToken::Kind;

/// Behind the name of a function: its text.
std::string read_function(CssTokens& tokens, const CssToken& function, const Element& element) {
  std::string text;
  if (function.is("counter") || function.is("counters")) text = "0123456789";
  CssBrackets brackets;
  brackets.take(function);
  bool first = true;
  while (!brackets.empty()) {
    const auto token = tokens.next_solid();
    if (token.kind == Kind::end) break;
    if (first && token.kind == Kind::ident && function.is("attr")) {
      text = element.value(ascii::lower(token.value()));
    }
    first = false;
    brackets.take(token);
  }
  return text;
}

}  // namespace

std::optional<std::string> read_content(std::string_view value, const Element& element) {
  CssTokens tokens(value);
  std::string text;
  while (true) {
    const auto token = tokens.next_solid();
    // Behind a slash is what is read out instead.
    if (token.kind == Kind::end || token.is_delim('/')) return text;
    if (token.kind == Kind::string) {
      text += token.value();
    } else if (token.kind == Kind::function) {
      text += read_function(tokens, token, element);
    } else if (token.kind == Kind::ident) {
      if (token.is("none") || token.is("normal")) return std::nullopt;
      if (token.is("open-quote") || token.is("close-quote")) text += "\u201C\u201D";
    }
  }
}

}  // namespace portalprobe
