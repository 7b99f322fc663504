#include "probe/entities.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/utf8.hpp"
#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kLongestName = 8;
constexpr std::size_t kLongestNumber = 10;

struct Named {
  std::string_view name;
  char16_t value;
};

/// In byte order. Those of Latin-1, in which older editors write Vietnamese letters, and the signs that pages
/// use.
// clang-format off
constexpr Named kNamed[] = {
    {"AElig", 0xC6}, {"Aacute", 0xC1}, {"Acirc", 0xC2}, {"Agrave", 0xC0}, {"Aring", 0xC5}, {"Atilde", 0xC3},
    {"Auml", 0xC4}, {"Ccedil", 0xC7}, {"ETH", 0xD0}, {"Eacute", 0xC9}, {"Ecirc", 0xCA}, {"Egrave", 0xC8},
    {"Euml", 0xCB}, {"Iacute", 0xCD}, {"Icirc", 0xCE}, {"Igrave", 0xCC}, {"Iuml", 0xCF}, {"Ntilde", 0xD1},
    {"OElig", 0x152}, {"Oacute", 0xD3}, {"Ocirc", 0xD4}, {"Ograve", 0xD2}, {"Oslash", 0xD8},
    {"Otilde", 0xD5}, {"Ouml", 0xD6}, {"Scaron", 0x160}, {"THORN", 0xDE}, {"Uacute", 0xDA}, {"Ucirc", 0xDB},
    {"Ugrave", 0xD9}, {"Uuml", 0xDC}, {"Yacute", 0xDD}, {"Yuml", 0x178}, {"aacute", 0xE1}, {"acirc", 0xE2},
    {"acute", 0xB4}, {"aelig", 0xE6}, {"agrave", 0xE0}, {"amp", 0x26}, {"apos", 0x27}, {"aring", 0xE5},
    {"atilde", 0xE3}, {"auml", 0xE4}, {"brvbar", 0xA6}, {"bull", 0x2022}, {"ccedil", 0xE7}, {"cedil", 0xB8},
    {"cent", 0xA2}, {"copy", 0xA9}, {"curren", 0xA4}, {"deg", 0xB0}, {"divide", 0xF7}, {"eacute", 0xE9},
    {"ecirc", 0xEA}, {"egrave", 0xE8}, {"eth", 0xF0}, {"euml", 0xEB}, {"frac12", 0xBD}, {"frac14", 0xBC},
    {"frac34", 0xBE}, {"gt", 0x3E}, {"hellip", 0x2026}, {"iacute", 0xED}, {"icirc", 0xEE}, {"iexcl", 0xA1},
    {"igrave", 0xEC}, {"iquest", 0xBF}, {"iuml", 0xEF}, {"laquo", 0xAB}, {"ldquo", 0x201C},
    {"lsquo", 0x2018}, {"lt", 0x3C}, {"macr", 0xAF}, {"mdash", 0x2014}, {"micro", 0xB5}, {"middot", 0xB7},
    {"nbsp", 0xA0}, {"ndash", 0x2013}, {"not", 0xAC}, {"ntilde", 0xF1}, {"oacute", 0xF3}, {"ocirc", 0xF4},
    {"oelig", 0x153}, {"ograve", 0xF2}, {"ordf", 0xAA}, {"ordm", 0xBA}, {"oslash", 0xF8}, {"otilde", 0xF5},
    {"ouml", 0xF6}, {"para", 0xB6}, {"plusmn", 0xB1}, {"pound", 0xA3}, {"quot", 0x22}, {"raquo", 0xBB},
    {"rdquo", 0x201D}, {"reg", 0xAE}, {"rsquo", 0x2019}, {"scaron", 0x161}, {"sect", 0xA7}, {"shy", 0xAD},
    {"sup1", 0xB9}, {"sup2", 0xB2}, {"sup3", 0xB3}, {"szlig", 0xDF}, {"thorn", 0xFE}, {"times", 0xD7},
    {"trade", 0x2122}, {"uacute", 0xFA}, {"ucirc", 0xFB}, {"ugrave", 0xF9}, {"uml", 0xA8}, {"uuml", 0xFC},
    {"yacute", 0xFD}, {"yen", 0xA5}, {"yuml", 0xFF},
};
// clang-format on

struct Reference {
  char32_t value = 0;
  std::size_t length = 0;  ///< with the ampersand, and with the semicolon if there is one
};

std::size_t with_semicolon(std::string_view text, std::size_t length) {
  return length < text.size() && text[length] == ';' ? length + 1 : length;
}

/// Numbers from 128 to 159 are meant as windows-1252's; the few that pages use.
char32_t meant(std::uint32_t number) {
  switch (number) {
    case 145:
      return 0x2018;
    case 146:
      return 0x2019;
    case 147:
      return 0x201C;
    case 148:
      return 0x201D;
    case 150:
      return 0x2013;
    case 151:
      return 0x2014;
    default:
      break;
  }
  const bool encodable = number != 0 && number <= 0x10FFFF && !(number >= 0xD800 && number < 0xE000);
  return encodable ? static_cast<char32_t>(number) : kReplacementCharacter;
}

std::optional<Reference> read_number(std::string_view text) {
  std::size_t at = 2;
  const bool hex = at < text.size() && (text[at] == 'x' || text[at] == 'X');
  if (hex) ++at;
  const auto digits = text.substr(at, kLongestNumber);
  std::uint32_t number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, hex ? 16 : 10);
  if (error == std::errc::invalid_argument) return std::nullopt;
  const auto length = at + static_cast<std::size_t>(end - digits.data());
  return Reference{error == std::errc() ? meant(number) : kReplacementCharacter,
                   with_semicolon(text, length)};
}

std::optional<Reference> read_name(std::string_view text) {
  auto name = text.substr(1, kLongestName);
  const auto letter = [](char c) {
    return (ascii::lower(c) >= 'a' && ascii::lower(c) <= 'z') || ascii::is_digit(c);
  };
  name = name.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(name, letter) - name.begin()));
  const auto* const found = std::ranges::lower_bound(kNamed, name, {}, &Named::name);
  if (found == std::end(kNamed) || found->name != name) return std::nullopt;
  return Reference{found->value, with_semicolon(text, 1 + name.size())};
}

}  // namespace

std::string decode_entities(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    const auto plain = text.substr(0, text.find('&'));
    decoded += plain;
    text.remove_prefix(plain.size());
    if (text.empty()) break;
    const bool number = text.size() > 1 && text[1] == '#';
    const auto reference = number ? read_number(text) : read_name(text);
    if (reference) {
      append_utf8(decoded, reference->value);
    } else {
      decoded += '&';
    }
    text.remove_prefix(reference ? reference->length : 1);
  }
  return decoded;
}

}  // namespace portalprobe
