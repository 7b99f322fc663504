#include <array>
#include <deque>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/utf8.hpp"
#include "probe/blanks.hpp"
#include "probe/page/css_cascade.hpp"
#include "probe/page/css_content.hpp"
#include "probe/page/css_images.hpp"
#include "probe/page/font_choice.hpp"
#include "probe/page/form_state.hpp"
#include "probe/page/inline_styles.hpp"
#include "probe/page/style_finds.hpp"
#include "probe/page/style_sheet.hpp"
#include "probe/page/user_agent_style.hpp"

namespace portalprobe {
namespace {

constexpr CssProperty kImageProperties[] = {
    CssProperty::background_image, CssProperty::border_image,    CssProperty::list_style_image,
    CssProperty::mask_image,       CssProperty::cursor,          CssProperty::shape_outside,
    CssProperty::filter,           CssProperty::backdrop_filter, CssProperty::clip_path};

/// What an element hands down.
struct Computed {
  bool is_shown = false;
  FontWish font{};
  CssVariables::Scope scope{};
};

/// Goes through the elements in document order, working out of each what decides about images and fonts.
class StylePass {
 public:
  StylePass(const Document& document, std::span<const StyleSheet> sheets, std::string_view base,
            const Screen& screen, const StyleLimits& limits, const FailedFonts& failed)
      : base_(base),
        screen_(screen),
        steps_(limits.steps),
        budget_(limits.steps),
        facts_(document),
        inline_(document),
        cascade_(sheets, facts_, budget_),
        variables_(budget_),
        fonts_(budget_, failed),
        computed_(facts_.size()),
        finds_(found_, limits.resources) {
    budget_.spend(preparation(sheets));
    cascade_.find_variables(inline_.all(), variables_);
    for (const auto& sheet : sheets) {
      for (const auto& face : sheet.content().faces) fonts_.declare(face, sheet.content().url);
      found_.capped = found_.capped || sheet.capped();
    }
  }

  /// What it took to take the page and the sheets apart, about.
  std::size_t preparation(std::span<const StyleSheet> sheets) const {
    std::size_t steps = facts_.size() + 4 * inline_.all().size() + sheets.size();
    for (const auto& sheet : sheets) steps += sheet.content().declarations.size();
    return steps;
  }

  FoundInStyles run() {
    for (std::uint32_t i = 0; i < facts_.size() && !budget_.used_up(); ++i) visit(i);
    finds_.finish();
    found_.steps = steps_ - budget_.left();
    found_.capped = found_.capped || budget_.used_up() || variables_.capped() || inline_.capped();
    return std::move(found_);
  }

 private:
  void visit(std::uint32_t i) {
    const auto& element = facts_.element(i);
    Computed parent{.is_shown = true};
    if (element.parent != Element::kNone) {
      parent = computed_[element.parent];
      if (!parent.is_shown || !shows_child(facts_.element(element.parent), element)) return;
    }
    budget_.spend();
    cascade_.apply(i, inline_.of(i), base_, variables_, winners_);
    scratch_.clear();
    auto& winners = winners_.front();
    const auto agent = user_agent_style(element);
    auto& mine = computed_[i];
    mine.scope = scope_of(winners, parent.scope);
    mine.is_shown = is_shown(winners, mine.scope, agent.is_shown);
    if (!mine.is_shown) return;
    mine.font = font_of(winners, mine.scope, parent.font, agent, element);
    find_images(winners, mine.scope, i);
    find_content(winners, mine.scope, i);
    find_text(i);
    for (std::size_t pseudo = 1; pseudo < kPseudoElements; ++pseudo) {
      visit_pseudo(static_cast<PseudoElement>(pseudo), i);
    }
  }

  CssVariables::Scope scope_of(Winners& winners, CssVariables::Scope parent) {
    const auto sets = winners.customs();
    return sets.empty() ? CssVariables::inherit(parent) : variables_.open(parent, sets);
  }

  /// What a winning declaration says, its variables put in; what cannot be read then counts as unset.
  std::optional<CssValue> value_of(const Winners& winners, CssProperty property, CssVariables::Scope scope) {
    const auto* const declaration = winners.of(property).declaration;
    if (declaration == nullptr) return std::nullopt;
    if (!declaration->has_variables) return declaration->value;
    constexpr CssValue kUnset{.wide = WideKeyword::unset};
    auto text = variables_.substitute(declaration->value.text, scope);
    if (!text) return kUnset;
    const auto& kept = scratch_.emplace_back(std::move(*text));
    return read_value(declaration->written, property, kept).value_or(kUnset);
  }

  bool is_shown(const Winners& winners, CssVariables::Scope scope, bool by_agent) {
    const auto value = value_of(winners, CssProperty::display, scope);
    if (!value || value->wide == WideKeyword::revert) return by_agent;
    if (value->wide != WideKeyword::none) return true;
    return value->number != 0;
  }

  FontWish font_of(const Winners& winners, CssVariables::Scope scope, const FontWish& parent,
                   const UserAgentStyle& agent, const Element& element) {
    FontWish font = parent;
    // In a list of choices all are drawn as the control says.
    if (element.tag == "option" || element.tag == "optgroup") return font;
    if (!agent.keeps_font) font.families = 0;
    if (const auto face = element.value("face"); element.tag == "font" && !face.empty()) {
      font.families = fonts_.list_of(face);
    }
    font.families = families_of(value_of(winners, CssProperty::font_family, scope), font.families, parent);
    const auto initial = agent.weight.value_or(parent.weight);
    const auto weight =
        number_of(value_of(winners, CssProperty::font_weight, scope), initial, parent.weight, 400);
    font.weight = weight < 0 ? relative_weight(weight, parent.weight) : weight;
    const auto slant = static_cast<int>(agent.style.value_or(parent.style));
    font.style = static_cast<FontStyle>(number_of(value_of(winners, CssProperty::font_style, scope), slant,
                                                  static_cast<int>(parent.style), 0));
    return font;
  }

  std::uint32_t families_of(const std::optional<CssValue>& value, std::uint32_t by_agent,
                            const FontWish& parent) {
    if (!value || value->wide == WideKeyword::revert) return by_agent;
    if (value->wide == WideKeyword::inherit || value->wide == WideKeyword::unset) return parent.families;
    if (value->wide == WideKeyword::initial || value->text.empty()) return 0;
    budget_.spend(value->text.size() / 8);
    return fonts_.list_of(value->text);
  }

  static int number_of(const std::optional<CssValue>& value, int by_agent, int parent, int initial) {
    if (!value || value->wide == WideKeyword::revert) return by_agent;
    if (value->wide == WideKeyword::inherit || value->wide == WideKeyword::unset) return parent;
    return value->wide == WideKeyword::initial ? initial : value->number;
  }

  void find_images(const Winners& winners, CssVariables::Scope scope, std::uint32_t element) {
    for (const auto property : kImageProperties) {
      const auto& winner = winners.of(property);
      if (winner.declaration == nullptr) continue;
      const auto value = value_of(winners, property, scope);
      if (value && value->wide == WideKeyword::none) add_images(winner, value->text, element);
    }
  }

  void add_images(const Winner& winner, std::string_view text, std::uint32_t element) {
    if (text.empty() || !budget_.spend(1 + text.size() / 8)) return;
    const bool varies = winner.declaration->has_variables;
    if (!varies && !seen_.insert(winner.declaration).second) return;
    if (varies && !seen_texts_.insert(std::string(winner.base) + "\n" + std::string(text)).second) return;
    for (const auto& url : image_urls(text, screen_.density)) {
      budget_.spend(50);  // about what resolving one costs
      finds_.add_image(winner.base, url, element);
    }
  }

  /// The content of an element, or of a pseudo-element; nothing: there is none.
  std::optional<std::string> find_content(const Winners& winners, CssVariables::Scope scope,
                                          std::uint32_t i) {
    const auto value = value_of(winners, CssProperty::content, scope);
    if (!value || value->wide != WideKeyword::none) return std::nullopt;
    auto content = read_content(value->text, facts_.element(i));
    if (content) add_images(winners.of(CssProperty::content), value->text, i);
    return content;
  }

  void find_text(std::uint32_t i) {
    const auto& element = facts_.element(i);
    use_font(computed_[i].font, text_of_control(element), i);
    // How wide a field is follows from its font's digits, also while it is empty.
    if (is_text_field(element)) use_font(computed_[i].font, "0", i);
    const bool plain = winners_[static_cast<std::size_t>(PseudoElement::placeholder)].any();
    if (!plain && shows_placeholder(element)) use_font(computed_[i].font, element.value("placeholder"), i);
  }

  void use_font(const FontWish& font, std::string_view text, std::uint32_t element) {
    if (text.empty()) return;
    for (const auto& choice : fonts_.take(font, text)) {
      finds_.add_font(choice.sheet_url, choice.url, choice.is_stand_in, element);
    }
  }

  static std::string_view first_letter(std::string_view text) {
    while (!text.empty()) {
      const auto point = first_code_point(text);
      if (!is_blank(point.value)) return text.substr(0, point.length);
      text.remove_prefix(point.length);
    }
    return {};
  }

  /// Nothing: it is not made. White space before and behind `::before` is a matter of layout.
  std::optional<std::string> text_of_pseudo(PseudoElement pseudo, const Winners& winners,
                                            CssVariables::Scope scope, std::uint32_t i) {
    const auto& element = facts_.element(i);
    switch (pseudo) {
      case PseudoElement::before:
      case PseudoElement::after:
        return find_content(winners, scope, i);
      case PseudoElement::marker:
        if (element.tag != "li" && element.tag != "summary") return std::nullopt;
        return find_content(winners, scope, i).value_or("1.");
      case PseudoElement::placeholder:
        if (!shows_placeholder(element)) return std::nullopt;
        return std::string(element.value("placeholder"));
      case PseudoElement::first_letter:
        return std::string(first_letter(element.text));
      case PseudoElement::first_line:
        return element.text;
      case PseudoElement::file_button:
        if (element.tag != "input" || element.value("type") != "file") return std::nullopt;
        return "Choose File";
      default:
        return std::nullopt;
    }
  }

  void visit_pseudo(PseudoElement pseudo, std::uint32_t i) {
    auto& winners = winners_[static_cast<std::size_t>(pseudo)];
    if (!winners.any()) return;
    const auto& origin = computed_[i];
    const auto scope = scope_of(winners, origin.scope);
    if (!is_shown(winners, scope, true)) return;
    const auto text = text_of_pseudo(pseudo, winners, scope, i);
    // Chromium fetches the images before it sees that the content is `none`; without any it does not look.
    const bool is_made_up = pseudo == PseudoElement::before || pseudo == PseudoElement::after;
    const bool has_content = is_made_up && winners.of(CssProperty::content).declaration != nullptr;
    if (text || has_content) find_images(winners, scope, i);
    if (!text) return;
    static const Element kPlain;
    use_font(font_of(winners, scope, origin.font, {}, kPlain), *text, i);
  }

  std::string_view base_;
  const Screen& screen_;
  std::size_t steps_;
  WorkBudget budget_;
  ElementFacts facts_;
  InlineStyles inline_;
  Cascade cascade_;
  CssVariables variables_;
  FontChoice fonts_;
  std::vector<Computed> computed_;
  FoundInStyles found_;
  StyleFinds finds_;
  Cascade::OfElement winners_;
  std::deque<std::string> scratch_;  // values of the element at hand that were put together
  std::unordered_set<const Declaration*> seen_;
  std::unordered_set<std::string> seen_texts_;
};

}  // namespace

FoundInStyles find_in_styles(const Document& document, std::span<const StyleSheet> sheets,
                             std::string_view base, const Screen& screen, const StyleLimits& limits,
                             const FailedFonts& failed) {
  return StylePass(document, sheets, base, screen, limits, failed).run();
}

}  // namespace portalprobe
