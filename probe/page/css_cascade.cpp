#include "probe/page/css_cascade.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "probe/ascii.hpp"
#include "probe/page/css_layers.hpp"

namespace portalprobe {

void Winners::clear() {
  if (!any_) return;
  winners_.fill({});
  for (const auto number : set_customs_) customs_[number] = {};
  set_customs_.clear();
  any_ = false;
}

void Winners::take(const Winner& candidate) {
  auto& winner = winners_[static_cast<std::size_t>(candidate.declaration->property)];
  if (winner.yields_to(candidate)) winner = candidate;
  any_ = true;
}

void Winners::take_custom(std::uint32_t number, std::uint32_t numbers, const Winner& candidate) {
  if (customs_.size() < numbers) customs_.resize(numbers);
  auto& winner = customs_[number];
  if (winner.declaration == nullptr) set_customs_.push_back(number);
  if (winner.yields_to(candidate)) winner = candidate;
  any_ = true;
}

std::vector<CssVariables::Set> Winners::customs() {
  std::ranges::sort(set_customs_);
  std::vector<CssVariables::Set> sets;
  for (const auto number : set_customs_) sets.emplace_back(number, customs_[number].declaration);
  return sets;
}

Cascade::Cascade(std::span<const StyleSheet> sheets, const ElementFacts& facts, WorkBudget& budget)
    : facts_(facts), budget_(budget), matcher_(facts, budget) {
  CssLayers layers;
  std::uint32_t order = 0;
  for (const auto& sheet : sheets) {
    const auto& content = sheet.content();
    for (const auto& name : sheet.earlier_layers()) layers.add(name);
    Sheet& made = sheets_.emplace_back();
    made.content = &content;
    made.order = order;
    for (const auto& name : content.layers)
      made.ranks.push_back(layers.add(nested_layer(sheet.layer(), name)));
    order += static_cast<std::uint32_t>(content.declarations.size());
  }
  const auto ranks = layers.ranks();
  top_rank_ = ranks.front();
  for (auto& sheet : sheets_) {
    for (auto& rank : sheet.ranks) rank = ranks[rank];
  }
}

std::uint32_t Cascade::level(std::uint32_t rank, bool important) const {
  // Of important declarations the weaker layer wins.
  return important ? top_rank_ + 2 + (top_rank_ - rank) : rank;
}

void Cascade::find_variables(std::span<const Declaration> inline_declarations, CssVariables& variables) {
  std::unordered_multimap<std::string_view, const Declaration*> composed;  // properties made of others
  std::vector<std::string> asked;
  const auto look = [&](const Declaration& declaration) {
    if (!declaration.has_variables || !budget_.spend(1 + declaration.value.text.size() / 8)) return;
    if (declaration.property == CssProperty::custom) {
      composed.emplace(declaration.name, &declaration);
    } else {
      for (auto& name : variables_in(declaration.value.text)) asked.push_back(std::move(name));
    }
  };
  for (const auto& sheet : sheets_) std::ranges::for_each(sheet.content->declarations, look);
  std::ranges::for_each(inline_declarations, look);
  while (!asked.empty()) {
    const auto name = std::move(asked.back());
    asked.pop_back();
    if (variables.number_of(name) != CssVariables::kNone) continue;
    variables.need(name);
    const auto [from, to] = composed.equal_range(name);
    for (auto i = from; i != to; ++i) {
      for (auto& inner : variables_in(i->second->value.text)) asked.push_back(std::move(inner));
    }
  }
  for (auto& sheet : sheets_) {
    for (const auto& property : sheet.content->properties) {
      const auto number = variables.number_of(property.name);
      if (number != CssVariables::kNone)
        variables.register_property(number, property.inherits, property.initial);
    }
    for (const auto& declaration : sheet.content->declarations) {
      const bool custom = declaration.property == CssProperty::custom;
      sheet.numbers.push_back(custom ? variables.number_of(declaration.name) : CssVariables::kNone);
    }
  }
}

void Cascade::apply(const Sheet& sheet, RuleIndex::Entry entry, const CssVariables& variables,
                    Winners& winners) const {
  const auto& content = *sheet.content;
  const auto& rule = content.rules[entry.rule];
  Winner candidate{.specificity = content.selectors.complex[entry.selector].specificity, .base = content.url};
  for (auto i = rule.first; i < rule.first + rule.count; ++i) {
    const auto& declaration = content.declarations[i];
    candidate.declaration = &declaration;
    candidate.level = level(sheet.ranks[rule.layer], declaration.important);
    candidate.order = sheet.order + i;
    if (declaration.property != CssProperty::custom) {
      winners.take(candidate);
    } else if (sheet.numbers[i] != CssVariables::kNone) {
      winners.take_custom(sheet.numbers[i], static_cast<std::uint32_t>(variables.size()), candidate);
    }
  }
}

void Cascade::apply(const Sheet& sheet, const RuleIndex::Entries* entries, std::uint32_t element,
                    const CssVariables& variables, OfElement& winners) {
  if (entries == nullptr) return;
  for (const auto entry : *entries) {
    if (budget_.used_up()) return;
    const auto& selectors = sheet.content->selectors;
    if (!matcher_.matches(selectors, entry.selector, element)) continue;
    budget_.spend(sheet.content->rules[entry.rule].count);
    const auto pseudo = static_cast<std::size_t>(selectors.complex[entry.selector].pseudo);
    apply(sheet, entry, variables, winners[pseudo]);
  }
}

void Cascade::apply(std::uint32_t element, std::span<const Declaration> inline_declarations,
                    std::string_view base, const CssVariables& variables, OfElement& winners) {
  for (auto& each : winners) each.clear();
  const auto id = facts_.id(element);
  const auto tag = ascii::lower(facts_.element(element).tag);
  for (const auto& sheet : sheets_) {
    const auto& index = sheet.content->index;
    if (!id.empty()) apply(sheet, index.of_id(id), element, variables, winners);
    for (const auto name : facts_.classes(element)) {
      if (!budget_.spend()) return;
      apply(sheet, index.of_class(name), element, variables, winners);
    }
    apply(sheet, index.of_tag(tag), element, variables, winners);
    apply(sheet, &index.of_any(), element, variables, winners);
  }
  Winner candidate{.base = base};
  for (const auto& declaration : inline_declarations) {
    candidate.declaration = &declaration;
    // Above every rule of the same importance.
    candidate.level = declaration.important ? 2 * top_rank_ + 3 : top_rank_ + 1;
    ++candidate.order;
    if (declaration.property != CssProperty::custom) {
      winners.front().take(candidate);
    } else if (const auto number = variables.number_of(declaration.name); number != CssVariables::kNone) {
      winners.front().take_custom(number, static_cast<std::uint32_t>(variables.size()), candidate);
    }
  }
}

}  // namespace portalprobe
