#include "probe/page/element_facts.hpp"

#include <algorithm>
#include <unordered_map>

namespace portalprobe {

ElementFacts::ElementFacts(const Document& document)
    : elements_(document.elements), facts_(document.elements.size()) {
  for (std::uint32_t i = 0; i < size(); ++i) {
    facts_[i].id = elements_[i].value("id");
    note_classes(i);
    if (elements_[i].previous == Element::kNone) count_children(i);
  }
  note_subtrees();
}

void ElementFacts::note_classes(std::uint32_t index) {
  constexpr std::string_view kBlanks = " \t\r\n\f";
  facts_[index].first_class = static_cast<std::uint32_t>(classes_.size());
  auto text = elements_[index].value("class");
  while (true) {
    const auto from = text.find_first_not_of(kBlanks);
    if (from == std::string_view::npos) break;
    text.remove_prefix(from);
    const auto name = text.substr(0, text.find_first_of(kBlanks));
    classes_.push_back(name);
    text.remove_prefix(name.size());
  }
  facts_[index].classes = static_cast<std::uint32_t>(classes_.size()) - facts_[index].first_class;
}

void ElementFacts::count_children(std::uint32_t first) {
  std::unordered_map<std::string_view, std::uint32_t> of_type;
  std::uint32_t all = 0;
  for (auto i = first; i != Element::kNone; i = elements_[i].next) {
    facts_[i].index_of_type = ++of_type[elements_[i].tag];
    ++all;
  }
  for (auto i = first; i != Element::kNone; i = elements_[i].next) {
    facts_[i].siblings = all;
    facts_[i].siblings_of_type = of_type[elements_[i].tag];
  }
}

void ElementFacts::note_subtrees() {
  // Elements stand in document order, so what is inside of one follows it without a gap.
  for (auto i = size(); i-- > 0;) {
    facts_[i].end = std::max(facts_[i].end, i + 1);
    const auto parent = elements_[i].parent;
    if (parent < i) facts_[parent].end = std::max(facts_[parent].end, facts_[i].end);
  }
}

}  // namespace portalprobe
