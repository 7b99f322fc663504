#include "probe/page/font_face.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <optional>

#include "probe/ascii.hpp"
#include "probe/page/css_tokens.hpp"

namespace portalprobe {
namespace {

using Kind = CssToken::Kind;

constexpr char32_t kLast = 0x10FFFF;
constexpr std::size_t kMostSources = 8;

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

bool reads_format(std::string_view format) {
  static constexpr std::string_view kFormats[] = {"woff2",
                                                  "woff",
                                                  "truetype",
                                                  "opentype",
                                                  "collection",
                                                  "woff2-variations",
                                                  "woff-variations",
                                                  "truetype-variations",
                                                  "opentype-variations"};
  return among(kFormats, format);
}

bool has_tech(std::string_view tech) {
  static constexpr std::string_view kLacking[] = {"features-graphite", "color-svg", "incremental"};
  return !among(kLacking, tech);
}

/// One of the comma-separated sources.
struct Source {
  std::string url;
  bool usable = true;
  bool has_format = false;
};

bool is_fetched(const Source& source) {
  if (!source.usable || source.url.empty()) return false;
  return source.has_format || !ascii::lower(source.url).ends_with(".eot");
}

std::optional<char32_t> read_hex(std::string_view text) {
  std::uint32_t value = 0;
  if (text.empty() || text.size() > 6) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<FontFace::Range> read_range(std::string_view text) {
  if (text.size() < 3 || ascii::lower(text[0]) != 'u' || text[1] != '+') return std::nullopt;
  text.remove_prefix(2);
  // Wildcards stand for the last digits.
  if (const auto open = text.find('?');
      open != std::string_view::npos && text.find_first_not_of('?', open) != std::string_view::npos) {
    return std::nullopt;
  }
  std::string from(text.substr(0, text.find('-')));
  std::string to(text.find('-') == std::string_view::npos ? text : text.substr(text.find('-') + 1));
  if (from.size() == text.size()) {
    std::ranges::replace(from, '?', '0');
    std::ranges::replace(to, '?', 'F');
  }
  const auto first = read_hex(from);
  const auto last = read_hex(to);
  if (!first || !last || *first > *last || *first > kLast) return std::nullopt;
  return FontFace::Range{*first, std::min(*last, kLast)};
}

/// A width as a percentage; absent: none.
std::optional<int> width_of(const CssToken& token) {
  static constexpr struct {
    std::string_view name;
    int percent;
  } kNames[] = {{"normal", 100},   {"ultra-condensed", 50}, {"extra-condensed", 63},
                {"condensed", 75}, {"semi-condensed", 88},  {"semi-expanded", 113},
                {"expanded", 125}, {"extra-expanded", 150}, {"ultra-expanded", 200}};
  if (token.kind == Kind::percentage && token.number >= 0 && token.number <= 1000) {
    return static_cast<int>(std::lround(token.number));
  }
  if (token.kind != Kind::ident) return std::nullopt;
  for (const auto& row : kNames) {
    if (token.is(row.name)) return row.percent;
  }
  return std::nullopt;
}

std::optional<int> weight_of(const CssToken& token) {
  if (token.kind == Kind::number && token.number >= 1 && token.number <= 1000) {
    return static_cast<int>(token.number);
  }
  if (token.kind != Kind::ident) return std::nullopt;
  if (token.is("normal")) return 400;
  return token.is("bold") ? std::optional(700) : std::nullopt;
}

/// One value or two, from and to; absent: neither.
template <class Read>
std::optional<std::pair<int, int>> read_span(std::string_view text, Read read) {
  CssTokens tokens(text);
  const auto first = read(tokens.next_solid());
  const auto second = read(tokens.next_solid());
  if (!first) return std::nullopt;
  return std::minmax(*first, second.value_or(*first));
}

}  // namespace

bool FontFace::covers(char32_t character) const {
  return ranges.empty() || std::ranges::any_of(ranges, [character](const Range& range) {
           return range.from <= character && character <= range.to;
         });
}

std::vector<FontFace::Range> read_unicode_ranges(std::string_view text) {
  constexpr std::size_t kMost = 2'000;
  std::vector<FontFace::Range> ranges;
  while (ranges.size() < kMost) {
    const auto comma = text.find(',');
    const auto range = read_range(ascii::trim(text.substr(0, comma), " \t\r\n\f"));
    if (!range) return {};
    ranges.push_back(*range);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return ranges;
}

void FontFaceReader::take(std::string_view descriptor, std::string_view value) {
  if (descriptor == "font-family") {
    const auto families = read_families(value);
    if (families.size() == 1) face_.family = families.front().name;
  } else if (descriptor == "src") {
    take_sources(value);
  } else if (descriptor == "font-weight") {
    take_weight(value);
  } else if (descriptor == "font-style") {
    take_style(value);
  } else if (descriptor == "font-stretch" || descriptor == "font-width") {
    take_stretch(value);
  } else if (descriptor == "unicode-range") {
    if (auto ranges = read_unicode_ranges(value); !ranges.empty()) face_.ranges = std::move(ranges);
  }
}

void FontFaceReader::take_sources(std::string_view value) {
  CssTokens tokens(value);
  Source source;
  std::vector<std::string> chosen;
  bool any = false;
  // What the functions around the present token say: url("x"), format("woff2"), tech(variations).
  CssToken function;
  while (true) {
    const auto token = tokens.next_solid();
    const bool is_value = token.kind == Kind::string || token.kind == Kind::ident;
    if (token.kind == Kind::end || (token.kind == Kind::comma && function.kind == Kind::end)) {
      any = any || source.usable;
      if (chosen.size() < kMostSources && is_fetched(source)) chosen.push_back(std::move(source.url));
      source = {};
      if (token.kind == Kind::end) break;
    } else if (token.kind == Kind::url) {
      source.url = token.value();
    } else if (token.kind == Kind::function) {
      function = token;
    } else if (token.kind == Kind::close_paren) {
      function = {};
    } else if (is_value && function.is("url")) {
      source.url = token.value();
    } else if (is_value && function.is("format")) {
      source.has_format = true;
      source.usable = source.usable && reads_format(ascii::lower(token.value()));
    } else if (is_value && function.is("tech")) {
      source.usable = source.usable && has_tech(ascii::lower(token.value()));
    }
  }
  // A later `src` replaces an earlier one, unless nothing in it can be used.
  if (!any) return;
  has_source_ = true;
  face_.urls = std::move(chosen);
}

void FontFaceReader::take_weight(std::string_view value) {
  if (const auto span = read_span(value, weight_of)) {
    face_.lightest = span->first;
    face_.heaviest = span->second;
  }
}

void FontFaceReader::take_style(std::string_view value) {
  if (const auto style = read_font_style(value)) face_.style = *style;
}

void FontFaceReader::take_stretch(std::string_view value) {
  if (const auto span = read_span(value, width_of)) {
    face_.narrowest = span->first;
    face_.widest = span->second;
  }
}

}  // namespace portalprobe
