#include "probe/charset.hpp"

#include <algorithm>

#include "core/utf8.hpp"
#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

/// A page says its charset early or not at all.
constexpr std::size_t kMetaWithin = 1024;

// The upper halves of the two code pages; U+FFFD where they have no character.
// clang-format off
constexpr char16_t kWindows1252[128] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3,
    0x00A4, 0x00A5, 0x00A6, 0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF,
    0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB,
    0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0, 0x00C1, 0x00C2, 0x00C3, 0x00C4, 0x00C5, 0x00C6, 0x00C7,
    0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x00CC, 0x00CD, 0x00CE, 0x00CF, 0x00D0, 0x00D1, 0x00D2, 0x00D3,
    0x00D4, 0x00D5, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA, 0x00DB, 0x00DC, 0x00DD, 0x00DE, 0x00DF,
    0x00E0, 0x00E1, 0x00E2, 0x00E3, 0x00E4, 0x00E5, 0x00E6, 0x00E7, 0x00E8, 0x00E9, 0x00EA, 0x00EB,
    0x00EC, 0x00ED, 0x00EE, 0x00EF, 0x00F0, 0x00F1, 0x00F2, 0x00F3, 0x00F4, 0x00F5, 0x00F6, 0x00F7,
    0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x00FD, 0x00FE, 0x00FF,
};
constexpr char16_t kWindows1258[128] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0xFFFD, 0x2039,
    0x0152, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0xFFFD, 0x203A, 0x0153, 0xFFFD, 0xFFFD, 0x0178, 0x00A0, 0x00A1, 0x00A2, 0x00A3,
    0x00A4, 0x00A5, 0x00A6, 0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x00AF,
    0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x00B4, 0x00B5, 0x00B6, 0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB,
    0x00BC, 0x00BD, 0x00BE, 0x00BF, 0x00C0, 0x00C1, 0x00C2, 0x0102, 0x00C4, 0x00C5, 0x00C6, 0x00C7,
    0x00C8, 0x00C9, 0x00CA, 0x00CB, 0x0300, 0x00CD, 0x00CE, 0x00CF, 0x0110, 0x00D1, 0x0309, 0x00D3,
    0x00D4, 0x01A0, 0x00D6, 0x00D7, 0x00D8, 0x00D9, 0x00DA, 0x00DB, 0x00DC, 0x01AF, 0x0303, 0x00DF,
    0x00E0, 0x00E1, 0x00E2, 0x0103, 0x00E4, 0x00E5, 0x00E6, 0x00E7, 0x00E8, 0x00E9, 0x00EA, 0x00EB,
    0x0301, 0x00ED, 0x00EE, 0x00EF, 0x0111, 0x00F1, 0x0323, 0x00F3, 0x00F4, 0x01A1, 0x00F6, 0x00F7,
    0x00F8, 0x00F9, 0x00FA, 0x00FB, 0x00FC, 0x01B0, 0x20AB, 0x00FF,
};
// clang-format on

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

std::string from_code_page(std::string_view bytes, const char16_t (&upper)[128]) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(text, byte < 0x80 ? byte : upper[byte - 0x80]);
  }
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
  if (charset == "windows-1258" || charset == "cp1258") return from_code_page(bytes, kWindows1258);
  if (charset == "windows-1252" || charset == "cp1252" || charset == "iso-8859-1" || charset == "latin1") {
    return from_code_page(bytes, kWindows1252);
  }
  return std::string(bytes);
}

}  // namespace portalprobe
