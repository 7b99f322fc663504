#include "config/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "config/wording.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxProblems = 10'000;

std::string described(const YamlNode& node) {
  switch (node.kind()) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::list:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
    case YamlNode::Kind::scalar:
      break;
  }
  return (node.quoted() ? "the text " : "") + shown(node.text());
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void Reader::enter(const std::string& file) {
  current_ = files_.size();
  files_.push_back(file);
}

Place Reader::place(const YamlNode& node) const {
  const auto position = node.position();
  return {static_cast<std::uint32_t>(current_), position.line, position.column};
}

void Reader::report(const Place& place, std::string message) {
  if (problems_.size() < kMaxProblems) {
    problems_.push_back({place, std::move(message)});
  } else {
    ++more_;
  }
}

void Reader::report(const Problem& problem) {
  const auto file = std::ranges::find(files_, problem.file);
  const auto index = static_cast<std::uint32_t>(file - files_.begin());
  if (file == files_.end()) files_.push_back(problem.file);
  report(Place{index, problem.line, problem.column}, problem.message);
}

void Reader::report_wrong(const YamlNode& node, std::string_view hint) {
  report(node, fmt::format("{} must be {}, not {}", label_, hint, described(node)));
}

std::string Reader::where(const Place& place) const {
  return place.line > 0 ? fmt::format("{}:{}:{}", files_[place.file], place.line, place.column)
                        : files_[place.file];
}

std::optional<std::string> Reader::environment(const std::string& name) const {
  if (options_.environment) return options_.environment(name);
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::vector<Problem> Reader::take_problems() {
  std::ranges::stable_sort(problems_, {}, [](const Found& found) {
    return std::make_tuple(found.place.file, found.place.line, found.place.column);
  });
  std::vector<Problem> problems;
  problems.reserve(problems_.size() + 1);
  for (auto& found : problems_) {
    const auto& [file, line, column] = found.place;
    problems.push_back({files_[file], line, column, std::move(found.message)});
  }
  if (more_ > 0) problems.push_back({files_.front(), 0, 0, fmt::format("and {} more problems", more_)});
  problems_.clear();
  return problems;
}

bool looks_like_number(std::string_view text) {
  for (const std::string_view word : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
    if (text == word) return true;
  }
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  for (const std::string_view word : {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"}) {
    if (text == word) return true;
  }
  if (text.starts_with("0x") && text.size() > 2)
    return text.find_first_not_of("0123456789abcdefABCDEF", 2) == text.npos;
  if (text.starts_with("0o") && text.size() > 2) return text.find_first_not_of("01234567", 2) == text.npos;
  std::size_t at = 0;
  std::size_t digits = 0;
  const auto skip_digits = [&] {
    for (; at < text.size() && is_digit(text[at]); ++at) ++digits;
  };
  skip_digits();
  if (at < text.size() && text[at] == '.') ++at;
  skip_digits();
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t before = at;
    skip_digits();
    if (at == before) return false;
  }
  return at == text.size();
}

}  // namespace portalprobe
