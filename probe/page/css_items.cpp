#include "probe/page/css_items.hpp"

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

using Kind = CssToken::Kind;

bool takes_declarations(CssPlace place) {
  return place == CssPlace::style_rule || place == CssPlace::style_attribute;
}

bool is_block(CssPlace place) { return place == CssPlace::rules || place == CssPlace::style_rule; }

bool is_custom(std::string_view name) { return name.starts_with("--"); }

std::string name_of(const CssToken& token) {
  auto name = token.value();
  return is_custom(name) ? name : ascii::lower(name);
}

/// Watches a value for `!important` at its end.
class Importance {
 public:
  void take(const CssToken& token, std::size_t at) {
    if (token.kind == Kind::white_space) return;
    if (token.is_delim('!')) {
      bang_ = at;
      state_ = State::bang;
    } else if (state_ == State::bang && token.kind == Kind::ident && token.is("important")) {
      state_ = State::important;
    } else {
      if (state_ != State::none) stray_ = true;
      state_ = State::none;
    }
  }
  bool important() const { return state_ == State::important; }
  /// A mark that means something else, such as `!ie`: the whole declaration is void.
  bool stray() const { return stray_ || state_ == State::bang; }
  std::size_t bang() const { return bang_; }

 private:
  enum class State { none, bang, important };
  State state_ = State::none;
  bool stray_ = false;
  std::size_t bang_ = 0;
};

bool breaks_value(const CssToken& token) {
  return token.kind == Kind::bad_string || token.kind == Kind::bad_url;
}

}  // namespace

std::string_view CssItems::between(std::size_t from, std::size_t to) const {
  return ascii::trim(tokens_.text().substr(from, to - from), " \t\r\n\f");
}

CssItem CssItems::read_at_rule(const CssToken& keyword, CssPlace place) {
  CssItem item{.kind = CssItem::Kind::at_rule, .name = ascii::lower(keyword.value())};
  const auto from = tokens_.position();
  CssBrackets brackets;
  while (true) {
    const auto token = tokens_.next();
    const auto at = tokens_.start_of(token);
    item.prelude = between(from, at);
    if (token.kind == Kind::end) {
      if (!is_whole_) item.kind = CssItem::Kind::skipped;
      return item;
    }
    if (brackets.empty()) {
      if (token.kind == Kind::semicolon) return item;
      if (token.kind == Kind::open_curly) {
        item.has_block = true;
        return item;
      }
      if (token.kind == Kind::close_curly && is_block(place)) {
        tokens_.go_to(at);
        return item;
      }
    }
    brackets.take(token);
  }
}

bool CssItems::read_declaration(const CssToken& name, CssPlace place, CssItem& item) {
  item.name = name_of(name);
  if (tokens_.next_solid().kind != Kind::colon) return false;
  const auto from = tokens_.position();
  CssBrackets brackets;
  Importance importance;
  bool broken = false;
  while (true) {
    const auto token = tokens_.next();
    const auto at = tokens_.start_of(token);
    const bool closes_block = token.kind == Kind::close_curly && is_block(place);
    const bool ends =
        token.kind == Kind::end || (brackets.empty() && (token.kind == Kind::semicolon || closes_block));
    if (ends) {
      if (token.kind == Kind::close_curly) tokens_.go_to(at);
      item.important = importance.important();
      item.prelude = between(from, item.important ? importance.bang() : at);
      broken = broken || importance.stray() || (token.kind == Kind::end && !is_whole_);
      item.kind = broken ? CssItem::Kind::skipped : CssItem::Kind::declaration;
      return true;
    }
    // With a block in it, it is a nested rule such as `a:hover {}`.
    if (brackets.empty() && token.kind == Kind::open_curly && !is_custom(item.name)) return false;
    if (brackets.empty()) importance.take(token, at);
    if (!brackets.take(token) || breaks_value(token)) broken = true;
  }
}

CssItem CssItems::read_rule(std::size_t from, CssPlace place) {
  tokens_.go_to(from);
  CssBrackets brackets;
  while (true) {
    const auto token = tokens_.next();
    const auto at = tokens_.start_of(token);
    if (token.kind == Kind::end) return {.kind = CssItem::Kind::skipped};
    if (brackets.empty()) {
      if (token.kind == Kind::open_curly) {
        return {.kind = CssItem::Kind::rule, .prelude = between(from, at), .has_block = true};
      }
      if (token.kind == Kind::semicolon && takes_declarations(place)) {
        return {.kind = CssItem::Kind::skipped};
      }
      if (token.kind == Kind::close_curly && is_block(place)) {
        tokens_.go_to(at);
        return {.kind = CssItem::Kind::skipped};
      }
    }
    brackets.take(token);
  }
}

CssItem CssItems::next(CssPlace place) {
  while (true) {
    const auto token = tokens_.next();
    const auto at = tokens_.start_of(token);
    switch (token.kind) {
      case Kind::end:
        return {.kind = CssItem::Kind::end};
      case Kind::white_space:
        continue;
      case Kind::semicolon:
        if (takes_declarations(place)) continue;
        return read_rule(at, place);
      case Kind::cdo:
      case Kind::cdc:
        if (place == CssPlace::sheet) continue;
        return read_rule(at, place);
      case Kind::close_curly:
        if (is_block(place)) return {.kind = CssItem::Kind::end_block};
        return read_rule(at, place);
      case Kind::at_keyword:
        return read_at_rule(token, place);
      default:
        break;
    }
    CssItem item;
    if (takes_declarations(place) && token.kind == Kind::ident && read_declaration(token, place, item))
      return item;
    return read_rule(at, place);
  }
}

void CssItems::skip_block() {
  CssBrackets brackets;
  while (true) {
    const auto token = tokens_.next();
    if (token.kind == Kind::end || (brackets.empty() && token.kind == Kind::close_curly)) return;
    brackets.take(token);
  }
}

}  // namespace portalprobe
