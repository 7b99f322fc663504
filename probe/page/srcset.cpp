#include "probe/page/srcset.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "probe/ascii.hpp"
#include "probe/page/css_length.hpp"
#include "probe/page/media_query.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kBlank = " \t\r\n\f";
constexpr std::size_t kMaxCandidates = 1'000;
constexpr std::size_t kMaxSizes = 1'000;

struct Candidate {
  std::string_view url;
  double density = 1;
  bool is_by_width = false;
};

std::string_view take_while(std::string_view& rest, std::string_view characters) {
  const auto taken = rest.substr(0, std::min(rest.find_first_not_of(characters), rest.size()));
  rest.remove_prefix(taken.size());
  return taken;
}

std::string_view take_until(std::string_view& rest, std::string_view characters) {
  const auto taken = rest.substr(0, std::min(rest.find_first_of(characters), rest.size()));
  rest.remove_prefix(taken.size());
  return taken;
}

/// What stands up to the next comma that is in no bracket; takes the comma, too.
std::string_view take_part(std::string_view& rest) {
  int depth = 0;
  std::size_t at = 0;
  for (; at < rest.size() && (rest[at] != ',' || depth > 0); ++at) {
    if (rest[at] == '(') ++depth;
    if (rest[at] == ')') depth = std::max(depth - 1, 0);
  }
  const auto part = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return part;
}

/// "1.5x", "300w" and "300w 200h" say how dense an image is; absent: the candidate is invalid.
std::optional<Candidate> candidate_of(std::string_view url, std::string_view descriptors, double slot) {
  std::optional<double> density;
  std::optional<double> width;
  bool has_height = false;
  while (true) {
    take_while(descriptors, kBlank);
    if (descriptors.empty()) break;
    const auto number = css_number(take_until(descriptors, kBlank));
    if (!number || number->value < 0 || number->unit.size() != 1) return std::nullopt;
    const char unit = number->unit.front();
    const bool repeats = density || (unit == 'x'   ? width || has_height
                                     : unit == 'w' ? width.has_value()
                                                   : has_height);
    const bool is_whole = number->value > 0 && number->value == std::floor(number->value);
    if (repeats || (unit != 'x' && !is_whole)) return std::nullopt;
    if (unit == 'x') {
      density = number->value;
    } else if (unit == 'w') {
      width = number->value;
    } else if (unit == 'h') {
      has_height = true;
    } else {
      return std::nullopt;
    }
  }
  if (has_height && !width) return std::nullopt;
  return Candidate{url, width ? *width / std::max(slot, 1e-6) : density.value_or(1), width.has_value()};
}

std::vector<Candidate> candidates_of(std::string_view rest, double slot) {
  std::vector<Candidate> candidates;
  while (candidates.size() < kMaxCandidates) {
    take_while(rest, " \t\r\n\f,");
    if (rest.empty()) break;
    auto url = take_until(rest, kBlank);
    std::string_view descriptors;
    if (url.ends_with(',')) {
      while (url.ends_with(',')) url.remove_suffix(1);
    } else {
      descriptors = take_part(rest);
    }
    if (const auto candidate = candidate_of(url, descriptors, slot)) candidates.push_back(*candidate);
  }
  return candidates;
}

/// The length at the end of a part of `sizes`, with the condition in front of it taken off.
std::string_view take_length(std::string_view& part) {
  int depth = 0;
  auto at = part.size();
  for (; at > 0; --at) {
    const char c = part[at - 1];
    if (c == ')') ++depth;
    if (c == '(') depth = std::max(depth - 1, 0);
    if (depth == 0 && kBlank.find(c) != std::string_view::npos) break;
  }
  const auto length = part.substr(at);
  part = ascii::trim(part.substr(0, at), kBlank);
  return length;
}

/// How wide the image will be shown, in pixels.
double slot_of(std::string_view sizes, const Screen& screen) {
  for (std::size_t parts = 0; !sizes.empty() && parts < kMaxSizes; ++parts) {
    auto condition = ascii::trim(take_part(sizes), kBlank);
    const auto length = css_length(take_length(condition), screen);
    if (length && *length >= 0 && media_matches(condition, screen)) return *length;
  }
  return screen.width;
}

/// Chromium's choice: not the next denser one, but the one that is nearer by ratio; on plain screens never
/// one that is too coarse.
std::string_view best(const std::vector<Candidate>& sorted, double density) {
  for (std::size_t i = 0; i + 1 < sorted.size(); ++i) {
    const double here = sorted[i].density;
    const double next = sorted[i + 1].density;
    if (next < density) continue;
    const bool is_too_coarse = density <= 1 && density > here;
    return is_too_coarse || density >= std::sqrt(here * next) ? sorted[i + 1].url : sorted[i].url;
  }
  return sorted.back().url;
}

bool is_blank(std::string_view text) { return ascii::trim(text, kBlank).empty(); }

}  // namespace

std::optional<std::string> chosen_source(const ImageSources& image, const Screen& screen) {
  auto candidates = candidates_of(image.srcset, slot_of(image.sizes, screen));
  const auto replaces_src = [](const Candidate& c) { return c.is_by_width || c.density == 1; };
  if (!is_blank(image.src) && std::ranges::none_of(candidates, replaces_src))
    candidates.push_back({image.src});
  if (candidates.empty()) return std::nullopt;
  std::ranges::stable_sort(candidates, {}, &Candidate::density);
  // Of equals the first.
  const auto is_same = [](const Candidate& a, const Candidate& b) { return a.density == b.density; };
  candidates.erase(std::unique(candidates.begin(), candidates.end(), is_same), candidates.end());
  return std::string(best(candidates, screen.density));
}

}  // namespace portalprobe
