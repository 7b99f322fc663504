#include "probe/page/font_choice.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "core/utf8.hpp"
#include "probe/blanks.hpp"
#include "probe/page/resolve_url.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxText = 20'000;  // bytes looked at of one text

/// The smaller, the better; what CSS Fonts calls the next best comes after all that is better.
int weight_distance(const FontFace& face, int weight) {
  constexpr int kSecond = 2'000;
  constexpr int kThird = 4'000;
  if (face.lightest <= weight && weight <= face.heaviest) return 0;
  const bool heavier = face.lightest > weight;
  const int distance = heavier ? face.lightest - weight : weight - face.heaviest;
  if (weight < 400) return heavier ? kSecond + distance : distance;
  if (weight > 500) return heavier ? distance : kSecond + distance;
  if (!heavier) return kSecond + distance;
  return face.lightest <= 500 ? distance : kThird + distance;
}

int style_distance(FontStyle have, FontStyle want) {
  if (have == want) return 0;
  if (want == FontStyle::normal) return have == FontStyle::oblique ? 1 : 2;
  return have == FontStyle::normal ? 2 : 1;
}

int width_distance(const FontFace& face) {
  if (face.narrowest <= 100 && face.widest >= 100) return 0;
  return face.widest < 100 ? 100 - face.widest : 1'000 + face.narrowest;
}

bool is_systems(const FontFamily& family) {
  static constexpr std::string_view kNames[] = {"arial", "helvetica",   "times new roman",
                                                "times", "courier new", "courier"};
  return family.is_generic || std::ranges::find(kNames, family.name) != std::end(kNames);
}

bool is_private(char32_t c) { return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000; }

}  // namespace

void FontChoice::declare(const FontFace& face, std::string_view sheet_url) {
  by_family_[face.family].push_back(static_cast<std::uint32_t>(faces_.size()));
  faces_.push_back({.face = &face, .sheet_url = sheet_url});
  choose_source(faces_.back());
}

/// The first that is not known to be none.
void FontChoice::choose_source(Declared& declared) {
  for (const auto& url : declared.face->urls) {
    declared.url = url;
    if (failed_.empty() || !budget_.spend()) return;
    const auto absolute = resolve_url(declared.sheet_url, url);
    if (!absolute || !failed_.contains(*absolute)) return;
  }
  declared.is_lost = !declared.face->urls.empty();
}

std::uint32_t FontChoice::list_of(std::string_view families) {
  const auto [known, made] = list_numbers_.emplace(families, static_cast<std::uint32_t>(lists_.size()));
  if (made) lists_.push_back(read_families(families));
  return known->second;
}

FontChoice::Step FontChoice::step_of(const std::vector<std::uint32_t>& faces, const FontWish& wish) const {
  const auto distance = [this, &wish](std::uint32_t i) {
    const auto& face = *faces_[i].face;
    return std::tuple(width_distance(face), style_distance(face.style, wish.style),
                      weight_distance(face, wish.weight));
  };
  auto best = distance(faces.front());
  for (const auto i : faces) best = std::min(best, distance(i));
  // Faces that differ in their ranges of characters alone are one together.
  Step step;
  std::copy_if(faces.rbegin(), faces.rend(), std::back_inserter(step),
               [&](std::uint32_t i) { return distance(i) == best; });
  return step;
}

FontChoice::Group& FontChoice::group_of(const FontWish& wish) {
  const auto key = (std::uint64_t{wish.families} << 16U) | (static_cast<std::uint64_t>(wish.weight) << 4U) |
                   static_cast<std::uint64_t>(wish.style);
  const auto [place, made] = groups_.try_emplace(key);
  auto& group = place->second;
  if (!made) return group;
  group.complete = true;
  for (const auto& family : lists_[wish.families]) {
    const auto faces = by_family_.find(family.name);
    const bool declared = faces != by_family_.end() && !family.is_generic;
    if (declared) {
      budget_.spend(faces->second.size());
      group.steps.push_back(step_of(faces->second, wish));
      group.complete = false;
    } else if (is_systems(family)) {
      group.steps.emplace_back();
    }
  }
  return group;
}

void FontChoice::take(Group& group, char32_t character, std::vector<Choice>& chosen) {
  bool any_lost = false;
  for (const auto& step : group.steps) {
    if (step.empty() && !is_private(character)) return;
    for (const auto i : step) {
      auto& declared = faces_[i];
      if (!budget_.spend(1 + declared.face->ranges.size() / 4)) return;
      if (!declared.face->covers(character)) continue;
      // It still is the one that matches: none of another weight takes its place.
      any_lost = any_lost || declared.is_lost;
      if (declared.is_lost) continue;
      if (!declared.taken) chosen.push_back({declared.url, declared.sheet_url, any_lost});
      declared.taken = true;
      // The very first face holds everything: no text of this kind needs another.
      if (&step == &group.steps.front() && i == step.front()) group.complete |= declared.face->ranges.empty();
      return;
    }
  }
}

std::vector<FontChoice::Choice> FontChoice::take(const FontWish& wish, std::string_view text) {
  std::vector<Choice> chosen;
  auto& group = group_of(wish);
  if (group.complete) return chosen;
  bool any = false;
  bool blank = false;
  text = text.substr(0, kMaxText);
  while (!text.empty() && !group.complete && budget_.spend()) {
    const auto point = first_code_point(text);
    text.remove_prefix(point.length);
    blank = blank || is_blank(point.value);
    if (is_blank(point.value) || is_unseen(point.value)) continue;
    any = true;
    if (group.seen.insert(point.value).second) take(group, point.value, chosen);
  }
  // Blanks alone are not drawn; between words they are characters like others.
  if (any && blank && !group.complete && group.seen.insert(U' ').second) take(group, U' ', chosen);
  return chosen;
}

}  // namespace portalprobe
