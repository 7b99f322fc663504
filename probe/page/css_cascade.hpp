#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "probe/page/css_declaration.hpp"
#include "probe/page/css_select.hpp"
#include "probe/page/css_variables.hpp"
#include "probe/page/style_content.hpp"

namespace portalprobe {

/// A declaration that applies, and what it weighs against others.
struct Winner {
  std::uint32_t level = 0;  ///< importance and layer
  std::uint32_t specificity = 0;
  std::uint32_t order = 0;
  const Declaration* declaration = nullptr;  ///< null: none applies
  std::string_view base{};                   ///< URL of the sheet it stands in

  bool yields_to(const Winner& other) const {
    return declaration == nullptr ||
           std::tie(level, specificity, order) <= std::tie(other.level, other.specificity, other.order);
  }
};

/// What applies to one element or pseudo-element.
class Winners {
 public:
  void clear();
  void take(const Winner& candidate);
  void take_custom(std::uint32_t number, std::uint32_t numbers, const Winner& candidate);

  bool any() const { return any_; }
  const Winner& of(CssProperty property) const { return winners_[static_cast<std::size_t>(property)]; }
  /// In order of their numbers.
  std::vector<CssVariables::Set> customs();

 private:
  std::array<Winner, kCssProperties> winners_;
  std::vector<Winner> customs_;
  std::vector<std::uint32_t> set_customs_;
  bool any_ = false;
};

/// Finds for each element the declarations that win, by importance, layer, specificity and order.
class Cascade {
 public:
  /// All must outlive it. `inline_styles`: declarations of `style` attributes by element.
  Cascade(std::span<const StyleSheet> sheets, const ElementFacts& facts, WorkBudget& budget);

  /// Registers which custom properties matter: those that these and the sheets' declarations ask for.
  void find_variables(std::span<const Declaration> inline_declarations, CssVariables& variables);

  using OfElement = std::array<Winners, kPseudoElements>;
  /// `inline_declarations` are those of its `style` attribute, whose URLs are resolved against `base`.
  void apply(std::uint32_t element, std::span<const Declaration> inline_declarations, std::string_view base,
             const CssVariables& variables, OfElement& winners);

 private:
  struct Sheet {
    const StyleSheet::Content* content = nullptr;
    std::vector<std::uint32_t> ranks;    // of its layers
    std::uint32_t order = 0;             // of its first declaration
    std::vector<std::uint32_t> numbers;  // of the custom properties that its declarations set
  };
  void apply(const Sheet& sheet, const RuleIndex::Entries* entries, std::uint32_t element,
             const CssVariables& variables, OfElement& winners);
  void apply(const Sheet& sheet, RuleIndex::Entry entry, const CssVariables& variables,
             Winners& winners) const;
  std::uint32_t level(std::uint32_t rank, bool important) const;

  std::vector<Sheet> sheets_;
  std::uint32_t top_rank_ = 0;  // of what is in no layer
  const ElementFacts& facts_;
  WorkBudget& budget_;
  SelectorMatcher matcher_;
};

}  // namespace portalprobe
