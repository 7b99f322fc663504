#include "probe/page/css_select.hpp"

#include <algorithm>

#include "probe/ascii.hpp"
#include "probe/page/css_nth.hpp"
#include "probe/page/form_state.hpp"

namespace portalprobe {
namespace {

using Kind = SimpleSelector::Kind;
using Match = SimpleSelector::Match;
using Combinator = CompoundSelector::Combinator;

constexpr unsigned kMaxDepth = 40;  // of lists inside of lists, nesting of rules included

bool has_word(std::string_view text, std::string_view word) {
  constexpr std::string_view kBlanks = " \t\r\n\f";
  if (word.empty() || word.find_first_of(kBlanks) != std::string_view::npos) return false;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) {
    const auto end = at + word.size();
    const bool begins = at == 0 || kBlanks.find(text[at - 1]) != std::string_view::npos;
    if (begins && (end == text.size() || kBlanks.find(text[end]) != std::string_view::npos)) return true;
  }
  return false;
}

bool has_dash_prefix(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) && (text.size() == prefix.size() || text[prefix.size()] == '-');
}

bool value_matches(Match match, std::string_view text, std::string_view value) {
  switch (match) {
    case Match::exists:
      return true;
    case Match::equals:
      return text == value;
    case Match::word:
      return has_word(text, value);
    case Match::dash:
      return has_dash_prefix(text, value);
    case Match::prefix:
      return !value.empty() && text.starts_with(value);
    case Match::suffix:
      return !value.empty() && text.ends_with(value);
    case Match::part:
      return !value.empty() && text.find(value) != std::string_view::npos;
  }
  return false;
}

bool nth_holds(const SimpleSelector& simple, std::int64_t index) {
  return Nth{simple.a, simple.b}.holds(index);
}

}  // namespace

bool SelectorMatcher::matches(const SelectorPool& pool, std::uint32_t complex, std::uint32_t element) {
  const auto& selector = pool.complex[complex];
  const Ask ask{pool, Element::kNone, 0};
  return match_from(ask, selector.first, selector.first + selector.count - 1, element) == Result::matches;
}

SelectorMatcher::Result SelectorMatcher::match_from(const Ask& ask, std::uint32_t compound,
                                                    std::uint32_t last, std::uint32_t element) {
  if (!match_compound(ask, compound, element)) return Result::fails_here;
  if (compound == last) return Result::matches;
  switch (ask.pool.compounds[compound].combinator) {
    case Combinator::child:
      return match_parent(ask, compound, last, element);
    case Combinator::next_sibling:
      return match_previous(ask, compound, last, element);
    case Combinator::later_sibling:
      return match_siblings(ask, compound, last, element);
    default:
      return match_ancestors(ask, compound, last, element);
  }
}

SelectorMatcher::Result SelectorMatcher::match_ancestors(const Ask& ask, std::uint32_t compound,
                                                         std::uint32_t last, std::uint32_t element) {
  for (auto i = facts_.element(element).parent; i != Element::kNone; i = facts_.element(i).parent) {
    const auto result = match_from(ask, compound + 1, last, i);
    if (result == Result::matches || result == Result::fails_everywhere) return result;
  }
  return Result::fails_everywhere;
}

SelectorMatcher::Result SelectorMatcher::match_parent(const Ask& ask, std::uint32_t compound,
                                                      std::uint32_t last, std::uint32_t element) {
  const auto parent = facts_.element(element).parent;
  if (parent == Element::kNone) return Result::fails_everywhere;
  const auto result = match_from(ask, compound + 1, last, parent);
  const bool reaches_far = result == Result::matches || result == Result::fails_everywhere;
  return reaches_far ? result : Result::fails_all_siblings;
}

SelectorMatcher::Result SelectorMatcher::match_previous(const Ask& ask, std::uint32_t compound,
                                                        std::uint32_t last, std::uint32_t element) {
  const auto previous = facts_.element(element).previous;
  if (previous == Element::kNone) return Result::fails_all_siblings;
  return match_from(ask, compound + 1, last, previous);
}

SelectorMatcher::Result SelectorMatcher::match_siblings(const Ask& ask, std::uint32_t compound,
                                                        std::uint32_t last, std::uint32_t element) {
  for (auto i = facts_.element(element).previous; i != Element::kNone; i = facts_.element(i).previous) {
    const auto result = match_from(ask, compound + 1, last, i);
    if (result != Result::fails_here) return result;
  }
  return Result::fails_all_siblings;
}

bool SelectorMatcher::match_compound(const Ask& ask, std::uint32_t compound, std::uint32_t element) {
  if (!budget_.spend()) return false;
  const auto& range = ask.pool.compounds[compound];
  for (auto i = range.first; i < range.first + range.count; ++i) {
    if (!match_simple(ask, ask.pool.simple[i], element)) return false;
  }
  return true;
}

bool SelectorMatcher::match_simple(const Ask& ask, const SimpleSelector& simple, std::uint32_t element) {
  if (!budget_.spend()) return false;
  const auto& it = facts_.element(element);
  switch (simple.kind) {
    case Kind::tag:
      return simple.name == it.tag || simple.name == ascii::lower(it.tag);
    case Kind::id:
      return simple.name == facts_.id(element);
    case Kind::css_class:
      return match_class(simple, element);
    case Kind::attribute:
      return match_attribute(simple, element);
    case Kind::root:
      return it.parent == Element::kNone;
    case Kind::empty:
      return it.first_child == Element::kNone && it.text.empty();
    case Kind::only_child:
      return facts_.siblings(element) == 1;
    case Kind::only_of_type:
      return facts_.siblings_of_type(element) == 1;
    case Kind::nth_child:
    case Kind::nth_last_child:
    case Kind::nth_of_type:
    case Kind::nth_last_of_type:
      return match_nth(ask, simple, element);
    case Kind::link:
      return (it.tag == "a" || it.tag == "area") && it.has("href");
    case Kind::checked:
      return is_checked(it);
    case Kind::disabled:
      return is_disabled(element);
    case Kind::enabled:
      return can_be_disabled(it) && !is_disabled(element);
    case Kind::required:
      return can_be_required(it) && it.has("required");
    case Kind::optional:
      return can_be_required(it) && !it.has("required");
    case Kind::read_only:
      return !is_writable(element);
    case Kind::read_write:
      return is_writable(element);
    case Kind::placeholder_shown:
      return shows_placeholder(it);
    case Kind::lang:
      return match_lang(simple, element);
    case Kind::defined:
      return it.tag.find('-') == std::string::npos;
    case Kind::open:
      return (it.tag == "details" || it.tag == "dialog") && it.has("open");
    case Kind::is:
      return match_list(ask, simple.list, element);
    case Kind::is_not:
      return !match_list(ask, simple.list, element) && !budget_.used_up();
    case Kind::has:
      return match_has(ask, simple.list, element);
    case Kind::anchor:
      return element == ask.anchor;
    case Kind::never:
      return false;
  }
  return false;
}

bool SelectorMatcher::match_list(const Ask& ask, std::uint32_t list, std::uint32_t element) {
  if (ask.depth >= kMaxDepth) return false;
  const Ask inner{ask.pool, ask.anchor, ask.depth + 1};
  const auto& range = ask.pool.lists[list];
  for (auto i = range.first; i < range.first + range.count && !budget_.used_up(); ++i) {
    const auto& selector = ask.pool.complex[i];
    if (selector.pseudo != PseudoElement::none) continue;
    const auto last = selector.first + selector.count - 1;
    if (match_from(inner, selector.first, last, element) == Result::matches) return true;
  }
  return false;
}

bool SelectorMatcher::match_has(const Ask& ask, std::uint32_t list, std::uint32_t element) {
  if (ask.depth >= kMaxDepth) return false;
  const Ask inner{ask.pool, element, ask.depth + 1};
  const auto parent = facts_.element(element).parent;
  const auto& range = ask.pool.lists[list];
  for (auto i = range.first; i < range.first + range.count; ++i) {
    const auto& selector = ask.pool.complex[i];
    const auto last = selector.first + selector.count - 1;
    // The combinator behind the anchor says where to look: inside the element, or behind it.
    const auto combinator = ask.pool.compounds[last - 1].combinator;
    const bool inside = combinator == Combinator::child || combinator == Combinator::descendant;
    const bool to_end = !inside && parent != Element::kNone;
    const auto end = to_end ? facts_.end_of_subtree(parent) : facts_.end_of_subtree(element);
    for (auto at = inside ? element + 1 : facts_.end_of_subtree(element); at < end; ++at) {
      if (!budget_.spend()) return false;
      if (match_from(inner, selector.first, last, at) == Result::matches) return true;
    }
  }
  return false;
}

bool SelectorMatcher::match_nth(const Ask& ask, const SimpleSelector& simple, std::uint32_t element) {
  const bool from_end = simple.kind == Kind::nth_last_child;
  if (simple.kind == Kind::nth_of_type) return nth_holds(simple, facts_.index_of_type(element));
  if (simple.kind == Kind::nth_last_of_type) {
    return nth_holds(simple,
                     std::int64_t{facts_.siblings_of_type(element)} - facts_.index_of_type(element) + 1);
  }
  if (simple.list == SimpleSelector::kNone) {
    const std::int64_t index = facts_.element(element).index;
    return nth_holds(simple, from_end ? facts_.siblings(element) - index + 1 : index);
  }
  if (!match_list(ask, simple.list, element)) return false;
  std::int64_t index = 0;
  for (auto i = element; i != Element::kNone && budget_.spend();) {
    if (match_list(ask, simple.list, i)) ++index;
    i = from_end ? facts_.element(i).next : facts_.element(i).previous;
  }
  return nth_holds(simple, index);
}

bool SelectorMatcher::match_class(const SimpleSelector& simple, std::uint32_t element) {
  const auto classes = facts_.classes(element);
  budget_.spend(classes.size() / 4);
  return std::ranges::find(classes, simple.name) != classes.end();
}

bool SelectorMatcher::match_attribute(const SimpleSelector& simple, std::uint32_t element) {
  const auto& it = facts_.element(element);
  budget_.spend(it.attributes.size() / 4);
  const auto* const value = it.find(simple.name);
  if (value == nullptr) return false;
  budget_.spend((value->size() + simple.value.size()) / 32);
  if (!simple.ignore_case) return value_matches(simple.match, *value, simple.value);
  return value_matches(simple.match, ascii::lower(*value), ascii::lower(simple.value));
}

bool SelectorMatcher::match_lang(const SimpleSelector& simple, std::uint32_t element) {
  for (auto i = element; i != Element::kNone && budget_.spend(); i = facts_.element(i).parent) {
    const auto* const language = facts_.element(i).find("lang");
    if (language == nullptr) continue;
    return simple.name == "*" || has_dash_prefix(ascii::lower(*language), simple.name);
  }
  return false;
}

bool SelectorMatcher::is_writable(std::uint32_t element) {
  if (is_text_field(facts_.element(element))) {
    return is_writable_field(facts_.element(element)) && !is_disabled(element);
  }
  for (auto i = element; i != Element::kNone && budget_.spend(); i = facts_.element(i).parent) {
    const auto* const editable = facts_.element(i).find("contenteditable");
    if (editable != nullptr) return ascii::lower(*editable) != "false";
  }
  return false;
}

bool SelectorMatcher::is_disabled(std::uint32_t element) {
  if (!can_be_disabled(facts_.element(element))) return false;
  if (facts_.element(element).has("disabled")) return true;
  for (auto i = facts_.element(element).parent; i != Element::kNone && budget_.spend();
       i = facts_.element(i).parent) {
    const auto& around = facts_.element(i);
    if (around.tag == "legend") return false;  // a disabled set of fields leaves its legend usable
    if (around.tag == "fieldset" && around.has("disabled")) return true;
  }
  return false;
}

}  // namespace portalprobe
