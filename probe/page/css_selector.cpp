#include "probe/page/css_selector.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "probe/ascii.hpp"
#include "probe/page/css_nth.hpp"
#include "probe/page/css_pseudo.hpp"
#include "probe/page/css_tokens.hpp"

namespace portalprobe {
namespace {

using Token = CssToken::Kind;
using Kind = SimpleSelector::Kind;
using Combinator = CompoundSelector::Combinator;

/// Specificity: ten bits each for ids, for classes and their like, for tags; the highest wins.
constexpr std::uint32_t kId = 1U << 20U;
constexpr std::uint32_t kClass = 1U << 10U;
constexpr std::uint32_t kTag = 1U;

std::uint32_t add_up(std::uint32_t left, std::uint32_t right) {
  std::uint32_t sum = 0;
  for (const unsigned shift : {0U, 10U, 20U}) {
    const auto part = ((left >> shift) & 1023U) + ((right >> shift) & 1023U);
    sum |= std::min(part, 1023U) << shift;
  }
  return sum;
}

/// A complex selector while it is read, from left to right.
struct Draft {
  struct Compound {
    std::vector<SimpleSelector> simple;
    Combinator before = Combinator::none;  ///< to the compound on the left
  };
  std::vector<Compound> compounds;
  std::uint32_t specificity = 0;
  PseudoElement pseudo = PseudoElement::none;
  bool names_parent = false;  ///< there is a `&` in it
};

class Reader {
 public:
  Reader(std::string_view text, SelectorPool& pool, std::optional<std::uint32_t> parent,
         const SelectorLimits& limits)
      : tokens_(text), pool_(pool), parent_(parent), limits_(limits) {
    step();
  }

  std::optional<std::uint32_t> read() {
    std::vector<Draft> drafts;
    while (true) {
      auto draft = read_complex(parent_ ? Relative::to_parent : Relative::no);
      if (!draft) return std::nullopt;
      drafts.push_back(std::move(*draft));
      if (token_.kind == Token::end) return store(std::move(drafts));
      if (token_.kind != Token::comma) return std::nullopt;
      step();
    }
  }

 private:
  enum class Relative { no, to_parent, to_anchor };

  void step() { token_ = tokens_.next(); }
  /// Counts what was read: compounds (without conditions they take room, too) and conditions.
  bool is_too_much() {
    const bool too_much = pool_.simple.size() + ++drafted_ > limits_.simple;
    if (too_much) pool_.capped = true;
    return too_much;
  }
  bool skip_blanks() {
    const bool blank = token_.kind == Token::white_space;
    while (token_.kind == Token::white_space) step();
    return blank;
  }
  bool at_end() const {
    return token_.kind == Token::end || token_.kind == Token::comma || token_.kind == Token::close_paren;
  }

  std::optional<Combinator> read_combinator() {
    const bool blank = skip_blanks();
    static constexpr std::pair<char, Combinator> kMarks[] = {
        {'>', Combinator::child}, {'+', Combinator::next_sibling}, {'~', Combinator::later_sibling}};
    for (const auto& [mark, combinator] : kMarks) {
      if (!token_.is_delim(mark)) continue;
      step();
      skip_blanks();
      return combinator;
    }
    if (!blank || at_end()) return std::nullopt;
    return Combinator::descendant;
  }

  static Draft::Compound compound_of(SimpleSelector simple) {
    Draft::Compound compound;
    compound.simple.push_back(std::move(simple));
    return compound;
  }

  std::optional<Draft> read_complex(Relative relative) {
    Draft draft;
    skip_blanks();
    auto combinator = relative == Relative::no ? std::nullopt : read_combinator();
    const bool begins_with_combinator = combinator.has_value();
    while (true) {
      Draft::Compound compound;
      compound.before = combinator.value_or(Combinator::none);
      if (!read_compound(compound, draft)) return std::nullopt;
      draft.compounds.push_back(std::move(compound));
      if (draft.compounds.size() > limits_.compounds_of_one) {
        pool_.capped = true;
        return std::nullopt;
      }
      combinator = read_combinator();
      if (!combinator) break;
      if (draft.pseudo != PseudoElement::none) return std::nullopt;
    }
    if (!at_end()) return std::nullopt;
    if (relative == Relative::to_anchor) put_before(draft, SimpleSelector{.kind = Kind::anchor});
    if (relative == Relative::to_parent && (begins_with_combinator || !draft.names_parent)) {
      put_before(draft, SimpleSelector{.kind = Kind::is, .list = *parent_});
      draft.specificity = add_up(draft.specificity, specificity_of(*parent_));
    }
    return draft;
  }

  static void put_before(Draft& draft, SimpleSelector simple) {
    if (draft.compounds.front().before == Combinator::none) {
      draft.compounds.front().before = Combinator::descendant;
    }
    draft.compounds.insert(draft.compounds.begin(), compound_of(std::move(simple)));
  }

  bool read_compound(Draft::Compound& compound, Draft& draft) {
    bool any = read_type(compound, draft);
    while (true) {
      if (is_too_much()) return false;
      if (draft.pseudo != PseudoElement::none && token_.kind != Token::colon) {
        return any;  // an error, unless the compound ends here
      }
      if (token_.kind == Token::hash && token_.is_name) {
        add(compound, draft, {.kind = Kind::id, .name = token_.value()}, kId);
        step();
      } else if (token_.is_delim('.')) {
        step();
        if (token_.kind != Token::ident) return false;
        add(compound, draft, {.kind = Kind::css_class, .name = token_.value()}, kClass);
        step();
      } else if (token_.is_delim('&')) {
        step();
        add_parent(compound, draft);
      } else if (token_.kind == Token::open_square) {
        if (!read_attribute(compound, draft)) return false;
      } else if (token_.kind == Token::colon) {
        if (!read_pseudo(compound, draft)) return false;
      } else {
        return any;
      }
      any = true;
    }
  }

  void add(Draft::Compound& compound, Draft& draft, SimpleSelector simple, std::uint32_t specificity) {
    compound.simple.push_back(std::move(simple));
    draft.specificity = add_up(draft.specificity, specificity);
  }

  void add_parent(Draft::Compound& compound, Draft& draft) {
    draft.names_parent = true;
    // Outside of any rule `&` is the root element.
    if (!parent_) return add(compound, draft, {.kind = Kind::root}, 0);
    add(compound, draft, {.kind = Kind::is, .list = *parent_}, specificity_of(*parent_));
  }

  /// A tag or `*`, with or without a namespace before it (which is not looked at).
  bool read_type(Draft::Compound& compound, Draft& draft) {
    std::string name;
    bool any = read_name(name);
    if (token_.is_delim('|')) {
      step();
      name.clear();
      if (!read_name(name)) return false;
      any = true;
    }
    if (!name.empty()) add(compound, draft, {.kind = Kind::tag, .name = name}, kTag);
    return any;
  }

  /// Of `*` the name is empty.
  bool read_name(std::string& name) {
    if (token_.kind == Token::ident) {
      name = ascii::lower(token_.value());
    } else if (!token_.is_delim('*')) {
      return false;
    }
    step();
    return true;
  }

  static std::optional<SimpleSelector::Match> match_of(const CssToken& mark) {
    static constexpr std::pair<char, SimpleSelector::Match> kMarks[] = {
        {'~', SimpleSelector::Match::word},   {'|', SimpleSelector::Match::dash},
        {'^', SimpleSelector::Match::prefix}, {'$', SimpleSelector::Match::suffix},
        {'*', SimpleSelector::Match::part},
    };
    for (const auto& [character, match] : kMarks) {
      if (mark.is_delim(character)) return match;
    }
    return std::nullopt;
  }

  bool read_attribute(Draft::Compound& compound, Draft& draft) {
    SimpleSelector simple{.kind = Kind::attribute};
    step();
    skip_blanks();
    if (token_.is_delim('*') || token_.is_delim('|')) {
      if (token_.is_delim('*')) step();
      if (!token_.is_delim('|')) return false;
      step();
    }
    if (token_.kind != Token::ident) return false;
    simple.name = ascii::lower(token_.value());
    step();
    skip_blanks();
    if (token_.kind != Token::close_square && !read_attribute_value(simple)) return false;
    if (token_.kind != Token::close_square) return false;
    step();
    add(compound, draft, std::move(simple), kClass);
    return true;
  }

  bool read_attribute_value(SimpleSelector& simple) {
    simple.match = SimpleSelector::Match::equals;
    if (const auto match = match_of(token_)) {
      simple.match = *match;
      step();
    }
    if (!token_.is_delim('=')) return false;
    step();
    skip_blanks();
    if (token_.kind != Token::ident && token_.kind != Token::string) return false;
    simple.value = token_.value();
    simple.ignore_case = attribute_ignores_case(simple.name);
    step();
    skip_blanks();
    if (token_.kind != Token::ident) return true;
    if (!token_.is("i")) return false;  // Chromium does not know the other flag, `s`
    simple.ignore_case = true;
    step();
    skip_blanks();
    return true;
  }

  bool read_pseudo(Draft::Compound& compound, Draft& draft) {
    step();
    const bool is_element = token_.kind == Token::colon;
    if (is_element) step();
    if (token_.kind != Token::ident && token_.kind != Token::function) return false;
    const auto name = ascii::lower(token_.value());
    const bool is_function = token_.kind == Token::function;
    step();
    if (is_element || (!is_function && is_old_pseudo_element(name))) {
      return read_pseudo_element(name, is_function, draft);
    }
    // Text that is made up has no state; parts of a control do.
    const bool is_part = draft.pseudo == PseudoElement::other || draft.pseudo == PseudoElement::file_button;
    if (draft.pseudo != PseudoElement::none && !is_part) return false;
    if (is_function) return read_function(name, compound, draft);
    const auto simple = pseudo_class(name);
    if (simple) add(compound, draft, *simple, kClass);
    return simple.has_value();
  }

  bool read_pseudo_element(const std::string& name, bool is_function, Draft& draft) {
    const auto pseudo = pseudo_element(name, is_function);
    if (!pseudo || (is_function && !skip_arguments())) return false;
    draft.specificity = add_up(draft.specificity, kTag);
    // `::before::marker` is no longer the pseudo-element that came first.
    draft.pseudo = draft.pseudo == PseudoElement::none ? *pseudo : PseudoElement::other;
    return true;
  }

  /// Behind a function's name: steps over its closing parenthesis.
  bool skip_arguments() {
    CssBrackets brackets;
    while (token_.kind != Token::end && !(brackets.empty() && token_.kind == Token::close_paren)) {
      brackets.take(token_);
      step();
    }
    const bool closed = token_.kind == Token::close_paren;
    if (closed) step();
    return closed;
  }

  bool read_function(const std::string& name, Draft::Compound& compound, Draft& draft) {
    if (name == "is" || name == "where" || name == "-webkit-any" || name == "matches") {
      return read_list(compound, draft, Kind::is, name != "where", Relative::no);
    }
    if (name == "not") return read_list(compound, draft, Kind::is_not, true, Relative::no);
    if (name == "has") return read_has(compound, draft);
    if (name == "lang") return read_lang(compound, draft);
    if (const auto kind = nth_function(name)) return read_nth_function(*kind, compound, draft);
    if (!is_function_that_never_holds(name) || !skip_arguments()) return false;
    add(compound, draft, {.kind = Kind::never}, kClass);
    return true;
  }

  /// Selectors in parentheses. `:is` and `:where` forgive: what is invalid in their lists is left out.
  std::optional<std::vector<Draft>> read_drafts(Relative relative, bool forgives) {
    std::vector<Draft> drafts;
    if (++depth_ > limits_.depth) {
      pool_.capped = true;
      return std::nullopt;
    }
    while (true) {
      const auto tokens = tokens_;
      const auto token = token_;
      const auto depth = depth_;
      const auto in_has = in_has_;
      auto draft = read_complex(relative);
      if (draft && draft->pseudo != PseudoElement::none) draft.reset();
      if (!draft && !forgives) return std::nullopt;
      if (!draft) {
        // It may have broken off inside of further parentheses: back to where it began.
        tokens_ = tokens;
        token_ = token;
        depth_ = depth;
        in_has_ = in_has;
        skip_item();
      }
      if (draft) drafts.push_back(std::move(*draft));
      if (token_.kind != Token::comma) break;
      step();
    }
    --depth_;
    if (token_.kind != Token::close_paren) return std::nullopt;
    step();
    return drafts;
  }

  void skip_item() {
    CssBrackets brackets;
    while (token_.kind != Token::end && !(brackets.empty() && at_end())) {
      brackets.take(token_);
      step();
    }
  }

  bool read_list(Draft::Compound& compound, Draft& draft, Kind kind, bool counts, Relative relative) {
    const auto depth = depth_;
    auto drafts = read_drafts(relative, kind == Kind::is);
    depth_ = depth;
    if (!drafts) return false;
    for (const auto& inner : *drafts) draft.names_parent = draft.names_parent || inner.names_parent;
    const auto list = store(std::move(*drafts));
    if (!list) return false;
    add(compound, draft, {.kind = kind, .list = *list}, counts ? specificity_of(*list) : 0);
    return true;
  }

  bool read_has(Draft::Compound& compound, Draft& draft) {
    if (in_has_) return false;
    in_has_ = true;
    const bool read = read_list(compound, draft, Kind::has, true, Relative::to_anchor);
    in_has_ = false;
    return read;
  }

  bool read_lang(Draft::Compound& compound, Draft& draft) {
    std::vector<Draft> languages;
    while (true) {
      skip_blanks();
      if (token_.kind != Token::ident) return false;  // Chromium takes no strings here
      Draft one;
      one.compounds.push_back(compound_of({.kind = Kind::lang, .name = ascii::lower(token_.value())}));
      languages.push_back(std::move(one));
      step();
      skip_blanks();
      if (token_.kind != Token::comma) break;
      step();
    }
    if (token_.kind != Token::close_paren) return false;
    step();
    const auto list = store(std::move(languages));
    if (list) add(compound, draft, {.kind = Kind::is, .list = *list}, kClass);
    return list.has_value();
  }

  bool read_nth_function(Kind kind, Draft::Compound& compound, Draft& draft) {
    std::string formula;
    while (!at_end() && !(token_.kind == Token::ident && token_.is("of")) && formula.size() < 100) {
      formula += token_.source;
      step();
    }
    const auto nth = read_nth(formula);
    if (!nth) return false;
    SimpleSelector simple{.kind = kind, .a = nth->a, .b = nth->b};
    std::uint32_t specificity = kClass;
    if (token_.kind == Token::ident) {
      if (kind != Kind::nth_child && kind != Kind::nth_last_child) return false;
      step();
      const auto depth = depth_;
      auto drafts = read_drafts(Relative::no, false);
      depth_ = depth;
      const auto list = drafts ? store(std::move(*drafts)) : std::nullopt;
      if (!list) return false;
      simple.list = *list;
      specificity = add_up(specificity, specificity_of(*list));
    } else {
      if (token_.kind != Token::close_paren) return false;
      step();
    }
    add(compound, draft, std::move(simple), specificity);
    return true;
  }

  std::uint32_t specificity_of(std::uint32_t list) const {
    std::uint32_t most = 0;
    const auto& range = pool_.lists[list];
    for (auto i = range.first; i < range.first + range.count; ++i) {
      most = std::max(most, pool_.complex[i].specificity);
    }
    return most;
  }

  std::optional<std::uint32_t> store(std::vector<Draft> drafts) {
    SelectorList list{static_cast<std::uint32_t>(pool_.complex.size()), 0};
    for (auto& draft : drafts) {
      store(std::move(draft));
      ++list.count;
    }
    pool_.lists.push_back(list);
    return static_cast<std::uint32_t>(pool_.lists.size() - 1);
  }

  void store(Draft draft) {
    ComplexSelector complex{static_cast<std::uint32_t>(pool_.compounds.size()),
                            static_cast<std::uint32_t>(draft.compounds.size()), draft.specificity,
                            draft.pseudo};
    for (auto compound = draft.compounds.rbegin(); compound != draft.compounds.rend(); ++compound) {
      pool_.compounds.push_back({static_cast<std::uint32_t>(pool_.simple.size()),
                                 static_cast<std::uint32_t>(compound->simple.size()), compound->before});
      std::move(compound->simple.begin(), compound->simple.end(), std::back_inserter(pool_.simple));
    }
    pool_.complex.push_back(complex);
  }

  CssTokens tokens_;
  CssToken token_;
  SelectorPool& pool_;
  std::optional<std::uint32_t> parent_;
  const SelectorLimits& limits_;
  unsigned depth_ = 0;
  bool in_has_ = false;
  std::size_t drafted_ = 0;  // conditions and compounds read so far, those forgiven too
};

}  // namespace

std::optional<std::uint32_t> read_selectors(std::string_view text, SelectorPool& pool,
                                            std::optional<std::uint32_t> parent,
                                            const SelectorLimits& limits) {
  return Reader(text, pool, parent, limits).read();
}

}  // namespace portalprobe
