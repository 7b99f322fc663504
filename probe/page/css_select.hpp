#pragma once

#include <cstdint>

#include "probe/page/css_selector.hpp"
#include "probe/page/element_facts.hpp"
#include "probe/page/work_budget.hpp"

namespace portalprobe {

/// Asks whether selectors match elements. Every step is paid from the budget; once that is used up nothing
/// matches any more. Recursion is bounded by the length and the nesting of one selector.
class SelectorMatcher {
 public:
  /// Both must outlive it.
  SelectorMatcher(const ElementFacts& facts, WorkBudget& budget) : facts_(facts), budget_(budget) {}

  /// Whether a complex selector matches, pseudo-element aside.
  bool matches(const SelectorPool& pool, std::uint32_t complex, std::uint32_t element);

 private:
  /// A failure says how far it reaches, so that no combinator tries again what cannot help.
  enum class Result { matches, fails_here, fails_all_siblings, fails_everywhere };
  /// What one question is about.
  struct Ask {
    const SelectorPool& pool;
    std::uint32_t anchor;  ///< of `:has`; else Element::kNone
    unsigned depth;
  };

  Result match_from(const Ask& ask, std::uint32_t compound, std::uint32_t last, std::uint32_t element);
  Result match_ancestors(const Ask& ask, std::uint32_t compound, std::uint32_t last, std::uint32_t element);
  Result match_parent(const Ask& ask, std::uint32_t compound, std::uint32_t last, std::uint32_t element);
  Result match_previous(const Ask& ask, std::uint32_t compound, std::uint32_t last, std::uint32_t element);
  Result match_siblings(const Ask& ask, std::uint32_t compound, std::uint32_t last, std::uint32_t element);
  bool match_compound(const Ask& ask, std::uint32_t compound, std::uint32_t element);
  bool match_simple(const Ask& ask, const SimpleSelector& simple, std::uint32_t element);
  bool match_list(const Ask& ask, std::uint32_t list, std::uint32_t element);
  bool match_has(const Ask& ask, std::uint32_t list, std::uint32_t element);
  bool match_nth(const Ask& ask, const SimpleSelector& simple, std::uint32_t element);
  bool match_class(const SimpleSelector& simple, std::uint32_t element);
  bool match_attribute(const SimpleSelector& simple, std::uint32_t element);
  bool match_lang(const SimpleSelector& simple, std::uint32_t element);
  bool is_disabled(std::uint32_t element);
  bool is_writable(std::uint32_t element);

  const ElementFacts& facts_;
  WorkBudget& budget_;
};

}  // namespace portalprobe
