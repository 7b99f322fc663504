#include "probe/page_jumps.hpp"

#include <algorithm>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxJumps = 8;
constexpr std::size_t kMaxTarget = 2048;
constexpr std::string_view kBlank = " \t\r\n\f";

void skip_blanks(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
}

bool take(std::string_view& rest, std::string_view word) {
  if (!rest.starts_with(word)) return false;
  rest.remove_prefix(word.size());
  return true;
}

void add(std::string_view target, std::vector<std::string>& jumps) {
  target = ascii::trim(target);
  if (target.empty() || target.size() > kMaxTarget || jumps.size() == kMaxJumps) return;
  jumps.emplace_back(target);
}

/// The text in quotes that `rest` begins with.
void add_quoted(std::string_view rest, std::vector<std::string>& jumps) {
  skip_blanks(rest);
  if (rest.empty() || (rest.front() != '"' && rest.front() != '\'' && rest.front() != '`')) return;
  const char quote = rest.front();
  rest = rest.substr(1, kMaxTarget);
  const auto end = rest.find(quote);
  if (end != std::string_view::npos) add(rest.substr(0, end), jumps);
}

}  // namespace

void add_refresh(std::string_view content, std::vector<std::string>& jumps) {
  const auto lower = ascii::lower(content);
  const auto at = lower.find("url");
  if (at == std::string::npos) return;
  auto rest = content.substr(at + 3);
  skip_blanks(rest);
  if (!take(rest, "=")) return;
  add(ascii::trim(rest, " \t\r\n\f\"'"), jumps);
}

void add_script_jumps(std::string_view script, std::vector<std::string>& jumps) {
  constexpr std::string_view kWord = "location";
  for (auto at = script.find(kWord); at != std::string_view::npos && jumps.size() < kMaxJumps;
       at = script.find(kWord)) {
    script.remove_prefix(at + kWord.size());
    auto rest = script;
    skip_blanks(rest);
    if (take(rest, ".replace") || take(rest, ".assign")) {
      skip_blanks(rest);
      if (take(rest, "(")) add_quoted(rest, jumps);
      continue;
    }
    take(rest, ".href");
    skip_blanks(rest);
    if (take(rest, "=") && !rest.starts_with('=')) add_quoted(rest, jumps);
  }
}

}  // namespace portalprobe
