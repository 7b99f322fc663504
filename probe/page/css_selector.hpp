#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// What a selector's last compound may name instead of the element itself.
enum class PseudoElement : std::uint8_t {
  none,
  before,
  after,
  marker,
  placeholder,
  first_letter,
  first_line,
  file_button,
  other  ///< known, but nothing is fetched for it
};
inline constexpr std::size_t kPseudoElements = 9;

/// One condition on an element. A list index is one of `SelectorPool::lists`.
struct SimpleSelector {
  enum class Kind : std::uint8_t {
    tag,
    id,
    css_class,
    attribute,
    root,
    empty,
    only_child,
    only_of_type,
    nth_child,
    nth_last_child,
    nth_of_type,
    nth_last_of_type,
    link,
    checked,
    disabled,
    enabled,
    required,
    optional,
    read_only,
    read_write,
    placeholder_shown,
    lang,
    defined,
    open,
    is,  ///< `:is`, `:where`, and `&` (the list of the rule around)
    is_not,
    has,
    anchor,  ///< the element that `:has` is asked of
    never    ///< what a page just loaded, untouched, has not: `:hover`, `:visited` ...
  };
  enum class Match : std::uint8_t { exists, equals, word, dash, prefix, suffix, part };
  static constexpr std::uint32_t kNone = 0xffffffff;

  Kind kind = Kind::never;
  Match match = Match::exists;
  bool ignore_case = false;
  std::int32_t a = 0;  ///< of `an+b`
  std::int32_t b = 0;
  std::uint32_t list = kNone;
  std::string name{};   ///< tag and attribute in lower case
  std::string value{};  ///< of an attribute
};

/// Conditions on one element, and how the element that the next one is about is found from it.
struct CompoundSelector {
  enum class Combinator : std::uint8_t { none, descendant, child, next_sibling, later_sibling };
  std::uint32_t first = 0;  ///< of SelectorPool::simple
  std::uint32_t count = 0;
  Combinator combinator = Combinator::none;
};

struct ComplexSelector {
  std::uint32_t first = 0;  ///< of SelectorPool::compounds: from right to left
  std::uint32_t count = 0;
  std::uint32_t specificity = 0;
  PseudoElement pseudo = PseudoElement::none;
};

struct SelectorList {
  std::uint32_t first = 0;  ///< of SelectorPool::complex
  std::uint32_t count = 0;
};

/// The selectors of a sheet, in a few flat arrays.
struct SelectorPool {
  std::vector<SimpleSelector> simple;
  std::vector<CompoundSelector> compounds;
  std::vector<ComplexSelector> complex;
  std::vector<SelectorList> lists;
  bool capped = false;  ///< selectors were taken for invalid because they are too much
};

/// How much of selectors is read.
struct SelectorLimits {
  std::size_t simple = 300'000;  ///< of one pool; the rules beyond are left out
  std::size_t compounds_of_one = 64;
  unsigned depth = 8;  ///< of `:not(:is(...))`
};

/// Reads the list of a rule into `pool` and gives back its index in `lists`; nothing if any part of it is
/// invalid, as a browser would drop the whole rule. `parent`: the list of the rule that this one is nested
/// in.
std::optional<std::uint32_t> read_selectors(std::string_view text, SelectorPool& pool,
                                            std::optional<std::uint32_t> parent = std::nullopt,
                                            const SelectorLimits& limits = {});

}  // namespace portalprobe
