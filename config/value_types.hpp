#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/type.hpp"
#include "core/clock.hpp"
#include "core/kinds.hpp"
#include "core/portal.hpp"

/// The kinds of values that a configuration is made of.
namespace portalprobe::type {

/// One line of text, without control characters.
Type<std::string> line();
/// The same, not empty.
Type<std::string> filled_line();
/// Text that may have several lines.
Type<std::string> prose();
/// Lower case letters, digits, '.', '_', '-': at most 63, a letter or digit first.
Type<std::string> id();
Type<int> integer(int low, int high);
Type<double> number(double low, double high);
Type<microseconds> duration(microseconds low, microseconds high);
Type<std::uint64_t> size(std::uint64_t low, std::uint64_t high);
Type<double> share();
/// A share within bounds that are shares, too.
Type<double> share_between(double low, double high);
Type<Day> day();
Type<WallTime> moment();
/// One of some words. `numbers`: some of them look like numbers and may be written as such.
Type<std::string> choice(std::vector<std::string> words, bool numbers = false);
/// `cron` and the name of a time zone that this machine knows.
Type<std::string> cron();
Type<std::string> time_zone();

/// A type read and shown as some text, with a table of the enumeration's values.
template <class E>
Type<E> choice_of(std::vector<std::pair<std::string, E>> table, bool numbers = false) {
  std::vector<std::string> words;
  for (const auto& row : table) words.push_back(row.first);
  const auto text = choice(words, numbers);
  Type<E> result;
  result.shape = text.shape;
  result.read = [text, table](Reader& reader, const YamlNode& node, E& value) {
    std::string word;
    text.read(reader, node, word);
    for (const auto& row : table) {
      if (row.first == word) value = row.second;
    }
  };
  result.show = [text, table](CanonicalJson& json, const E& value) {
    for (const auto& row : table) {
      if (row.second == value) return text.show(json, row.first);
    }
    json.null();
  };
  return result;
}

/// What a scalar holds, where it is text; otherwise reports and returns nothing. Placeholders for secrets are
/// refused.
std::optional<std::string> text_of(Reader& reader, const YamlNode& node, const Shape& shape);

/// A text that `check` finds nothing wrong with; it returns what is wrong, to follow on "'label' ", or
/// nothing.
Type<std::string> checked_text(Shape shape, std::function<std::string(std::string_view)> check);

}  // namespace portalprobe::type
