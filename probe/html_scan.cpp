#include "probe/html_scan.hpp"

#include <algorithm>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxAttributes = 24;
constexpr std::string_view kBlank = " \t\r\n\f";

/// Elements whose content a browser with scripts does not read as markup, or does not show.
constexpr std::string_view kRaw[] = {"script", "style",   "title",    "textarea", "noscript",
                                     "iframe", "noembed", "noframes", "xmp",      "template"};

bool is_letter(char c) { return ascii::lower(c) >= 'a' && ascii::lower(c) <= 'z'; }

bool same_word(std::string_view text, std::string_view lower_case) {
  return text.size() == lower_case.size() &&
         std::ranges::equal(text, lower_case, {}, [](char c) { return ascii::lower(c); });
}

/// Everything up to the first of `stops`; moves `rest` there.
std::string_view take_until(std::string_view& rest, std::string_view stops) {
  const auto taken = rest.substr(0, rest.find_first_of(stops));
  rest.remove_prefix(taken.size());
  return taken;
}

void skip(std::string_view& rest, std::string_view characters) {
  rest.remove_prefix(std::min(rest.find_first_not_of(characters), rest.size()));
}

/// Everything up to and with `end`; all of `rest` if it never comes.
std::string_view take_through(std::string_view& rest, std::string_view end) {
  const auto at = rest.find(end);
  const auto taken = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + end.size());
  return taken;
}

std::string_view take_value(std::string_view& rest) {
  skip(rest, kBlank);
  if (!rest.empty() && (rest.front() == '"' || rest.front() == '\'')) {
    const auto quote = rest.substr(0, 1);
    rest.remove_prefix(1);
    return take_through(rest, quote);
  }
  return take_until(rest, " \t\r\n\f>");
}

/// Reads a tag behind its '<'; `rest` then stands behind its '>'.
HtmlTag take_tag(std::string_view& rest) {
  HtmlTag tag;
  tag.closes = rest.starts_with('/');
  if (tag.closes) rest.remove_prefix(1);
  const auto name = take_until(rest, " \t\r\n\f/>");
  tag.name = ascii::lower(name.substr(0, 32));
  while (true) {
    skip(rest, " \t\r\n\f/");
    if (rest.empty()) return tag;
    if (rest.front() == '>') {
      rest.remove_prefix(1);
      return tag;
    }
    HtmlTag::Attribute attribute;
    attribute.name = rest.substr(0, rest.find_first_of(" \t\r\n\f/>=", 1));
    rest.remove_prefix(attribute.name.size());
    skip(rest, kBlank);
    if (rest.starts_with('=')) {
      rest.remove_prefix(1);
      attribute.value = take_value(rest);
    }
    if (tag.attributes.size() < kMaxAttributes) tag.attributes.push_back(attribute);
  }
}

/// The content of a raw element; `rest` then stands behind its end tag.
std::string_view take_raw(std::string_view& rest, std::string_view element) {
  const auto all = rest;
  while (true) {
    const auto at = rest.find("</");
    if (at == std::string_view::npos) {
      rest = {};
      return all;
    }
    rest.remove_prefix(at);
    const auto content = all.substr(0, all.size() - rest.size());
    rest.remove_prefix(2);
    if (!same_word(rest.substr(0, element.size()), element)) continue;
    const auto after = rest.substr(element.size(), 1);
    if (!after.empty() && after.find_first_of(" \t\r\n\f/>") == std::string_view::npos) continue;
    take_through(rest, ">");
    return content;
  }
}

}  // namespace

std::string_view HtmlTag::value_of(std::string_view attribute) const {
  const auto is_it = [&](const Attribute& a) { return same_word(a.name, attribute); };
  const auto found = std::ranges::find_if(attributes, is_it);
  return found == attributes.end() ? std::string_view() : found->value;
}

bool HtmlTag::has(std::string_view attribute) const {
  return std::ranges::any_of(attributes, [&](const Attribute& a) { return same_word(a.name, attribute); });
}

void HtmlScan::scan(std::string_view rest) {
  while (!rest.empty() && !stopped_) {
    if (rest.front() != '<') {
      on_text(take_until(rest, "<"));
      continue;
    }
    const auto next = rest.size() > 1 ? rest[1] : '\0';
    const bool tag = is_letter(next) || (next == '/' && rest.size() > 2 && is_letter(rest[2]));
    if (rest.starts_with("<!--")) {
      rest.remove_prefix(4);
      // <!--> and <!---> are whole comments.
      const std::string_view end = rest.starts_with('>') ? ">" : rest.starts_with("->") ? "->" : "-->";
      take_through(rest, end);
    } else if (next == '!' || next == '?' || (next == '/' && !tag)) {
      take_through(rest, ">");
    } else if (!tag) {
      on_text(rest.substr(0, 1));
      rest.remove_prefix(1);
    } else {
      rest.remove_prefix(1);
      const auto read = take_tag(rest);
      on_tag(read);
      if (!read.closes && std::ranges::find(kRaw, read.name) != std::end(kRaw))
        on_raw(read.name, take_raw(rest, read.name));
    }
  }
}

}  // namespace portalprobe
