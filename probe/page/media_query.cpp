#include "probe/page/media_query.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "probe/ascii.hpp"
#include "probe/page/media_feature.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kBlank = " \t\r\n\f";
constexpr std::size_t kMaxText = std::size_t{16} << 10U;
constexpr int kMaxDepth = 20;

void skip_blanks(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
}

std::string without_comments(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto open = text.find("/*");
    result += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = text.find("*/", open + 2);
    result += ' ';
    text.remove_prefix(close == std::string_view::npos ? text.size() : close + 2);
  }
  return result;
}

/// What stands before the bracket that closes the one just opened; `rest` then stands behind it.
std::string_view take_brackets(std::string_view& rest) {
  int depth = 1;
  for (std::size_t at = 0; at < rest.size(); ++at) {
    if (rest[at] == '(') ++depth;
    if (rest[at] == ')' && --depth == 0) {
      const auto content = rest.substr(0, at);
      rest.remove_prefix(at + 1);
      return content;
    }
  }
  // CSS closes at the end what is still open.
  const auto content = rest;
  rest = {};
  return content;
}

std::string_view take_word(std::string_view& rest) {
  const auto belongs = [](char c) {
    return ascii::is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  const auto end = std::ranges::find_if_not(rest, belongs);
  const auto word = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(word.size());
  return word;
}

/// Takes `word` off the front if it stands there on its own: "and(" begins a function, not a condition.
bool takes_word(std::string_view& rest, std::string_view word) {
  const bool stands = rest.starts_with(word) && rest.size() > word.size() &&
                      kBlank.find(rest[word.size()]) != std::string_view::npos;
  if (stands) rest.remove_prefix(word.size());
  return stands;
}

Truth opposite(Truth truth) {
  return truth == Truth::unknown ? truth : truth == Truth::yes ? Truth::no : Truth::yes;
}

std::optional<Truth> condition(std::string_view& rest, const Screen& screen, bool may_have_or, int depth);

/// One bracket: a condition, a feature, or what some later CSS means by it.
std::optional<Truth> in_brackets(std::string_view& rest, const Screen& screen, int depth) {
  skip_blanks(rest);
  const auto word = take_word(rest);
  if (!rest.starts_with('(') || depth > kMaxDepth) return std::nullopt;
  rest.remove_prefix(1);
  const auto content = ascii::trim(take_brackets(rest), kBlank);
  if (!word.empty())
    return word == "and" || word == "or" || word == "not" ? std::nullopt : std::optional(Truth::unknown);
  if (!content.starts_with('(') && !content.starts_with("not ")) return media_feature(content, screen);
  auto inner = content;
  const auto truth = condition(inner, screen, true, depth + 1);
  return truth && inner.empty() ? truth : Truth::unknown;
}

/// `joint` is "and" or "or"; reads all that are joined by it.
std::optional<Truth> joined(Truth truth, std::string_view joint, std::string_view& rest, const Screen& screen,
                            int depth) {
  while (true) {
    skip_blanks(rest);
    if (!takes_word(rest, joint)) return truth;
    const auto next = in_brackets(rest, screen, depth);
    if (!next) return std::nullopt;
    truth = joint == "and" ? std::min(truth, *next) : std::max(truth, *next);
  }
}

std::optional<Truth> condition(std::string_view& rest, const Screen& screen, bool may_have_or, int depth) {
  skip_blanks(rest);
  if (rest.starts_with("not ")) {
    rest.remove_prefix(4);
    const auto truth = in_brackets(rest, screen, depth);
    skip_blanks(rest);
    return truth ? std::optional(opposite(*truth)) : std::nullopt;
  }
  const auto first = in_brackets(rest, screen, depth);
  if (!first) return std::nullopt;
  skip_blanks(rest);
  return joined(*first, may_have_or && rest.starts_with("or") ? "or" : "and", rest, screen, depth);
}

/// A query with a type: [only | not] screen [and (feature)]...
std::optional<Truth> typed(std::string_view rest, const Screen& screen) {
  auto word = take_word(rest);
  const bool negates = word == "not";
  if (negates || word == "only") {
    skip_blanks(rest);
    word = take_word(rest);
  }
  if (word.empty() || rest.starts_with('(')) return std::nullopt;
  if (word == "and" || word == "or" || word == "not" || word == "only" || word == "layer")
    return std::nullopt;
  auto truth = word == "all" || word == "screen" ? Truth::yes : Truth::no;
  skip_blanks(rest);
  if (takes_word(rest, "and")) {
    const auto more = condition(rest, screen, false, 0);
    if (!more) return std::nullopt;
    truth = std::min(truth, *more);
  }
  if (!rest.empty()) return std::nullopt;
  return negates ? opposite(truth) : truth;
}

bool query_matches(std::string_view query, const Screen& screen) {
  auto rest = query;
  const auto truth = condition(rest, screen, true, 0);
  if (truth && rest.empty()) return *truth == Truth::yes;
  return typed(query, screen) == Truth::yes;
}

/// Commas within brackets part nothing.
std::vector<std::string_view> queries_of(std::string_view text) {
  std::vector<std::string_view> queries;
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const char c = at < text.size() ? text[at] : ',';
    if (c == '(') ++depth;
    if (c == ')') depth = std::max(depth - 1, 0);
    if (c != ',' || (depth > 0 && at < text.size())) continue;
    queries.push_back(ascii::trim(text.substr(start, at - start), kBlank));
    start = at + 1;
  }
  return queries;
}

}  // namespace

bool media_matches(std::string_view queries, const Screen& screen) {
  if (queries.size() > kMaxText) return false;
  const auto text = ascii::lower(without_comments(queries));
  if (ascii::trim(text, kBlank).empty()) return true;
  return std::ranges::any_of(queries_of(text), [&](auto query) { return query_matches(query, screen); });
}

}  // namespace portalprobe
