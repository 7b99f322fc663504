#include "probe/page/style_content.hpp"

namespace portalprobe {
namespace {

constexpr unsigned kMaxDepth = 2;       // of lists looked into
constexpr std::uint32_t kMaxKeys = 20;  // of one list
constexpr std::size_t kMaxEntries = 500'000;

using Kind = SimpleSelector::Kind;

}  // namespace

const RuleIndex::Entries* RuleIndex::find(const Table& table, std::string_view key) {
  const auto found = table.find(key);
  return found == table.end() ? nullptr : &found->second;
}

bool RuleIndex::add(const SelectorPool& pool, const ComplexSelector& selector, Entry entry, unsigned depth) {
  const auto& compound = pool.compounds[selector.first];
  const SimpleSelector* id = nullptr;
  const SimpleSelector* css_class = nullptr;
  const SimpleSelector* tag = nullptr;
  const SimpleSelector* list = nullptr;
  for (auto i = compound.first; i < compound.first + compound.count; ++i) {
    const auto& simple = pool.simple[i];
    if (simple.kind == Kind::never) return true;  // needs no entry at all
    if (simple.kind == Kind::id) id = &simple;
    if (simple.kind == Kind::css_class) css_class = &simple;
    if (simple.kind == Kind::tag) tag = &simple;
    if (simple.kind == Kind::is && pool.lists[simple.list].count <= kMaxKeys) list = &simple;
  }
  ++entries_;
  if (id != nullptr) {
    ids_[id->name].push_back(entry);
  } else if (css_class != nullptr) {
    classes_[css_class->name].push_back(entry);
  } else if (tag != nullptr) {
    tags_[tag->name].push_back(entry);
  } else if (list != nullptr && depth < kMaxDepth) {
    // Under the key of each alternative; if one has none, it is asked of every element anyway.
    const auto& range = pool.lists[list->list];
    for (auto i = range.first; i < range.first + range.count; ++i) {
      if (!add(pool, pool.complex[i], entry, depth + 1)) return false;
    }
  } else {
    return false;
  }
  return true;
}

bool RuleIndex::build(const SelectorPool& pool, const std::vector<StyleRule>& rules) {
  for (std::uint32_t rule = 0; rule < rules.size(); ++rule) {
    const auto& list = pool.lists[rules[rule].selectors];
    for (auto i = list.first; i < list.first + list.count; ++i) {
      const auto& selector = pool.complex[i];
      if (selector.pseudo == PseudoElement::other) continue;
      if (entries_ >= kMaxEntries) return false;
      if (!add(pool, selector, {rule, i}, 0)) any_.push_back({rule, i});
    }
  }
  return true;
}

}  // namespace portalprobe
