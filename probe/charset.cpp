#include "probe/charset.hpp"

#include <algorithm>

#include "core/utf8.hpp"
#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

/// A page says its charset early or not at all.
constexpr std::size_t kMetaWithin = 1024;

/// Windows-1252 from 0x80 to 0x9F; above that it is Latin-1. U+FFFD where it has no character.
constexpr char16_t kWindows1252[] = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
                                     0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

char32_t windows1252(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte;
}

/// Where windows-1258, the Vietnamese code page, differs.
char32_t windows1258(unsigned char byte) {
  constexpr struct {
    unsigned char byte;
    char16_t value;
  } kOther[] = {{0x8A, 0xFFFD}, {0x8E, 0xFFFD}, {0x9A, 0xFFFD}, {0x9E, 0xFFFD}, {0xC3, 0x0102},
                {0xCC, 0x0300}, {0xD0, 0x0110}, {0xD2, 0x0309}, {0xD5, 0x01A0}, {0xDD, 0x01AF},
                {0xDE, 0x0303}, {0xE3, 0x0103}, {0xEC, 0x0301}, {0xF0, 0x0111}, {0xF2, 0x0323},
                {0xF5, 0x01A1}, {0xFD, 0x01B0}, {0xFE, 0x20AB}};
  const auto* const found = std::ranges::find(kOther, byte, [](const auto& other) { return other.byte; });
  return found == std::end(kOther) ? windows1252(byte) : found->value;
}

std::string_view name_after(std::string_view text) {
  const auto at = text.find("charset");
  if (at == std::string_view::npos) return {};
  text = ascii::trim(text.substr(at + 7));
  if (!text.starts_with('=')) return {};
  text = ascii::trim(text.substr(1), " \t\r\n\"'");
  return text.substr(0, text.find_first_of(" \t\r\n\"';>/"));
}

std::string charset_of(std::string_view bytes, std::string_view content_type) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return "utf-8";
  if (bytes.starts_with("\xFF\xFE")) return "utf-16le";
  if (bytes.starts_with("\xFE\xFF")) return "utf-16be";
  const auto type = ascii::lower(content_type);
  if (const auto name = name_after(type); !name.empty()) return std::string(name);
  const auto head = ascii::lower(bytes.substr(0, kMetaWithin));
  const auto meta = head.find("<meta");
  return meta == std::string::npos ? "" : std::string(name_after(std::string_view(head).substr(meta)));
}

std::string from_code_page(std::string_view bytes, char32_t (*value_of)(unsigned char)) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 2);
  for (const char c : bytes) append_utf8(text, value_of(static_cast<unsigned char>(c)));
  return text;
}

std::string from_utf16(std::string_view bytes, bool big) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big ? first << 8U | second : second << 8U | first);
  };
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t value = unit(at);
    if (value >= 0xD800 && value < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 &&
        unit(at + 2) < 0xE000) {
      value = 0x10000 + ((value - 0xD800) << 10U) + (unit(at + 2) - 0xDC00);
      at += 2;
    }
    append_utf8(text, value >= 0xD800 && value < 0xE000 ? kReplacementCharacter : value);
  }
  return text;
}

}  // namespace

std::string to_utf8(std::string_view bytes, std::string_view content_type) {
  const auto charset = charset_of(bytes, content_type);
  const bool zeros = bytes.size() >= 2 && (bytes[0] == '\0' || bytes[1] == '\0');
  // A meta element that says UTF-16 could not be read if it were true.
  if (charset == "utf-16be" || (charset == "utf-16" && zeros && bytes[0] == '\0'))
    return from_utf16(bytes, true);
  if (charset == "utf-16le" || (charset == "utf-16" && zeros)) return from_utf16(bytes, false);
  if (charset == "windows-1258" || charset == "cp1258") return from_code_page(bytes, &windows1258);
  if (charset == "windows-1252" || charset == "cp1252" || charset == "iso-8859-1" || charset == "latin1") {
    return from_code_page(bytes, &windows1252);
  }
  return std::string(bytes);
}

}  // namespace portalprobe
