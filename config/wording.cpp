#include "config/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kLongestWord = 64;

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Insertions, deletions, changes and swaps of neighbours that make `b` of `a`.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before;
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      const bool swapped =
          i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = above;
    above = row;
  }
  return above[b.size()];
}

/// Offset of the colon that parts user and password, jumping over `${env:NAME}`.
std::size_t password_colon(std::string_view user_part) {
  for (std::size_t i = 0; i < user_part.size(); ++i) {
    if (user_part.substr(i).starts_with("${")) {
      i = std::min(user_part.find('}', i), user_part.size());
    } else if (user_part[i] == ':') {
      return i;
    }
  }
  return std::string_view::npos;
}

/// `${env:NAME}` alone tells nothing.
bool is_placeholder(std::string_view text) {
  return text.starts_with("${") && text.find('}') == text.size() - 1;
}

std::string mask_user_part(std::string_view text) {
  const auto scheme = text.find("://");
  const auto at = text.rfind('@');
  if (scheme == std::string_view::npos || at == std::string_view::npos || at < scheme)
    return std::string(text);
  const auto start = scheme + 3;
  const auto user = text.substr(start, at - start);
  const auto colon = password_colon(user);
  if (colon == std::string_view::npos || is_placeholder(user.substr(colon + 1))) return std::string(text);
  return fmt::format("{}***{}", text.substr(0, start + colon + 1), text.substr(at));
}

}  // namespace

std::string shown(std::string_view text, std::size_t most) {
  std::string result = "'";
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    if (result.size() > most) return result + "...'";
    if (is_control(point.value)) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned>(point.value));
    } else {
      append_utf8(result, point.value);
    }
    at += point.length;
  }
  return result + "'";
}

std::string_view nearest(std::string_view text, std::span<const std::string_view> candidates) {
  if (text.empty() || text.size() > kLongestWord) return {};
  std::string_view best;
  std::size_t least = std::max<std::size_t>(1, text.size() / 3) + 1;
  for (const auto candidate : candidates) {
    if (candidate.size() > kLongestWord) continue;
    const std::size_t steps = distance(text, candidate);
    if (steps < least) {
      least = steps;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view text, std::span<const std::string_view> candidates) {
  const auto best = nearest(text, candidates);
  return best.empty() ? "" : fmt::format(" (did you mean '{}'?)", best);
}

std::string without_password(std::string_view text) {
  std::string result = mask_user_part(text);
  constexpr std::string_view kKey = "password=";
  for (auto at = result.find(kKey); at != std::string::npos; at = result.find(kKey, at + kKey.size())) {
    const auto start = at + kKey.size();
    const auto end = std::min(result.find('&', start), result.size());
    if (!is_placeholder(std::string_view(result).substr(start, end - start)))
      result.replace(start, end - start, "***");
  }
  return result;
}

}  // namespace portalprobe
