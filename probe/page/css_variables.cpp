#include "probe/page/css_variables.hpp"

#include <algorithm>

#include "probe/page/css_tokens.hpp"

namespace portalprobe {
namespace {

using Kind = CssToken::Kind;

constexpr std::size_t kMaxValue = std::size_t{64} << 10U;  // bytes of one value
constexpr std::size_t kMaxKept = std::size_t{16} << 20U;   // of all values that were put together
constexpr std::size_t kMaxEntries = 1'000'000;
constexpr unsigned kMaxDepth = 50;  // of properties that ask for each other, and of fallbacks

/// What stands in the parentheses of a `var(`, whose reader is behind it then.
struct Reference {
  std::string name;
  bool has_fallback = false;
  std::string_view fallback;
};

Reference read_reference(CssTokens& tokens, const CssToken& function) {
  Reference reference;
  const auto name = tokens.next_solid();
  if (name.kind == Kind::ident) reference.name = name.value();
  CssBrackets brackets;
  brackets.take(function);
  brackets.take(name);
  std::size_t from = 0;
  while (!brackets.empty()) {
    const auto token = tokens.next();
    const auto at = tokens.start_of(token);
    if (reference.has_fallback) reference.fallback = tokens.text().substr(from, at - from);
    if (token.kind == Kind::end) break;
    if (token.kind == Kind::comma && brackets.depth() == 1 && !reference.has_fallback) {
      reference.has_fallback = true;
      from = tokens.position();
    }
    brackets.take(token);
  }
  return reference;
}

/// The marks that keep neighbours apart must not hide that a value is a single keyword.
std::string without_comments(std::string_view text) {
  CssTokens tokens(text);
  std::string result;
  CssToken last;
  std::size_t end = 0;
  while (true) {
    const auto token = tokens.next();
    if (token.kind == Kind::end) break;
    const auto at = tokens.start_of(token);
    const bool blank = token.kind == Kind::white_space;
    // A comment stood here; a blank is what it means between two values.
    if (at != end && !result.empty() && !blank && last.kind != Kind::white_space) result += ' ';
    if (!blank || !result.empty()) result += token.source;
    last = token;
    end = tokens.position();
  }
  while (!result.empty() && std::string_view(" \t\r\n\f").find(result.back()) != std::string_view::npos)
    result.pop_back();
  return result;
}

}  // namespace

std::vector<std::string> variables_in(std::string_view value) {
  std::vector<std::string> names;
  CssTokens tokens(value);
  while (true) {
    const auto token = tokens.next();
    if (token.kind == Kind::end) return names;
    if (token.kind != Kind::function || !token.is("var")) continue;
    // Fallbacks, where more names may be, are read on: the reader stays inside the parentheses.
    const auto name = tokens.next_solid();
    if (name.kind == Kind::ident) names.push_back(name.value());
  }
}

std::uint32_t CssVariables::need(const std::string& name) {
  const auto [place, made] = numbers_.emplace(name, static_cast<std::uint32_t>(registered_.size()));
  if (made) registered_.emplace_back();
  return place->second;
}

std::uint32_t CssVariables::number_of(const std::string& name) const {
  const auto found = numbers_.find(name);
  return found == numbers_.end() ? kNone : found->second;
}

void CssVariables::register_property(std::uint32_t number, bool inherits, std::string_view initial) {
  registered_[number].inherits = inherits;
  if (!initial.empty()) registered_[number].initial = initial;
}

CssVariables::Value CssVariables::look_up(std::uint32_t number, Scope scope) {
  const auto& registered = registered_[number];
  for (auto at = scope.place; at != kNone && budget_.spend(); at = levels_[at].parent) {
    if (!registered.inherits && !scope.own) break;
    const auto& level = levels_[at];
    const auto from = entries_.begin() + static_cast<std::ptrdiff_t>(level.first);
    const auto to = from + static_cast<std::ptrdiff_t>(level.count);
    const auto found =
        std::lower_bound(from, to, number, [](const Entry& e, std::uint32_t n) { return e.number < n; });
    if (found != to && found->number == number) return found->value;
    if (!registered.inherits) break;
  }
  return registered.initial;
}

CssVariables::Value CssVariables::inherited(std::uint32_t number, Scope parent) {
  // Asked for by name, also what is not inherited comes from the parent.
  return look_up(number, parent);
}

CssVariables::Value CssVariables::keep(std::string text) {
  if (kept_bytes_ + text.size() > kMaxKept) {
    capped_ = true;
    return std::nullopt;
  }
  kept_bytes_ += text.size();
  return kept_.emplace_back(std::move(text));
}

/// Works out the properties that one element sets, which may ask for each other.
class CssVariables::Opening {
 public:
  Opening(CssVariables& variables, Scope parent, const std::vector<Set>& sets)
      : variables_(variables), parent_(parent), sets_(sets), states_(sets.size()), values_(sets.size()) {}

  Value value(std::size_t i) {
    if (states_[i] == State::open) cyclic_ = true;
    if (states_[i] != State::fresh) return values_[i];
    if (depth_ >= kMaxDepth) {
      variables_.capped_ = true;
      return std::nullopt;
    }
    states_[i] = State::open;
    ++depth_;
    values_[i] = work_out(i);
    --depth_;
    states_[i] = State::done;
    return values_[i];
  }

 private:
  enum class State : std::uint8_t { fresh, open, done };

  Value work_out(std::size_t i) {
    const auto [number, declaration] = sets_[i];
    const auto& registered = variables_.registered_[number];
    switch (declaration->value.wide) {
      case WideKeyword::inherit:
        return variables_.inherited(number, parent_);
      case WideKeyword::initial:
        return registered.initial;
      case WideKeyword::unset:
      case WideKeyword::revert:
        return registered.inherits ? variables_.inherited(number, parent_) : registered.initial;
      case WideKeyword::none:
        break;
    }
    if (!declaration->has_variables) return declaration->value.text;
    std::string text;
    const auto ask = [this](std::uint32_t other) { return look_up(other); };
    const bool whole = variables_.substitute(declaration->value.text, ask, text, 0);
    // All of a circle are void. What only asks for one of them is void with them, which is near enough.
    if (!whole || cyclic_) {
      if (depth_ == 1) cyclic_ = false;
      return registered.initial;
    }
    return variables_.keep(std::move(text));
  }

  Value look_up(std::uint32_t number) {
    const auto found = std::lower_bound(sets_.begin(), sets_.end(), number,
                                        [](const Set& s, std::uint32_t n) { return s.first < n; });
    if (found != sets_.end() && found->first == number) {
      return value(static_cast<std::size_t>(found - sets_.begin()));
    }
    const auto& registered = variables_.registered_[number];
    return registered.inherits ? variables_.look_up(number, parent_) : registered.initial;
  }

  CssVariables& variables_;
  Scope parent_;
  const std::vector<Set>& sets_;
  std::vector<State> states_;
  std::vector<Value> values_;
  unsigned depth_ = 0;
  bool cyclic_ = false;
};

CssVariables::Scope CssVariables::open(Scope parent, const std::vector<Set>& sets) {
  if (entries_.size() + sets.size() > kMaxEntries) {
    capped_ = true;
    return inherit(parent);
  }
  Opening opening(*this, parent, sets);
  const auto first = entries_.size();
  for (std::size_t i = 0; i < sets.size(); ++i) entries_.push_back({sets[i].first, opening.value(i)});
  levels_.push_back({parent.place, first, sets.size()});
  return {static_cast<std::uint32_t>(levels_.size() - 1), true};
}

bool CssVariables::append(std::string_view text, std::string& out) {
  if (!budget_.spend(text.size() / 8 + 1)) return false;
  if (out.size() + text.size() > kMaxValue) {
    capped_ = true;
    return false;
  }
  out += text;
  return true;
}

bool CssVariables::substitute(std::string_view value, const LookUp& look_up, std::string& out,
                              unsigned depth) {
  if (depth > kMaxDepth || !budget_.spend(value.size() / 8 + 1)) return false;
  CssTokens tokens(value);
  while (true) {
    const auto token = tokens.next();
    if (token.kind == Kind::end) return true;
    if (token.kind != Kind::function || !token.is("var")) {
      if (!append(token.source, out)) return false;
      continue;
    }
    const auto reference = read_reference(tokens, token);
    const auto number = number_of(reference.name);
    const auto known = number == kNone ? Value() : look_up(number);
    // Comments around it keep neighbours from growing together with it.
    if (!append("/**/", out)) return false;
    if (known) {
      if (!append(*known, out)) return false;
    } else if (!reference.has_fallback || !substitute(reference.fallback, look_up, out, depth + 1)) {
      return false;
    }
    if (!append("/**/", out)) return false;
  }
}

std::optional<std::string> CssVariables::substitute(std::string_view value, Scope scope) {
  std::string out;
  const auto ask = [this, scope](std::uint32_t number) { return look_up(number, scope); };
  if (!substitute(value, ask, out, 0)) return std::nullopt;
  return without_comments(out);
}

}  // namespace portalprobe
