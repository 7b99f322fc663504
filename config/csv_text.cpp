#include "config/csv_text.hpp"

#include <algorithm>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSaveAs = "save it in the spreadsheet program as \"CSV UTF-8\"";

Problem problem_at(std::string_view before, const std::string& file, std::string message) {
  Problem problem{file, 1, 1, std::move(message)};
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool ends_line =
        before[i] == '\n' || (before[i] == '\r' && (i + 1 == before.size() || before[i + 1] != '\n'));
    if (ends_line) {
      ++problem.line;
      problem.column = 1;
    } else if ((static_cast<unsigned char>(before[i]) & 0xC0U) != 0x80U) {
      ++problem.column;
    }
  }
  return problem;
}

bool is_workbook(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04"sv) || bytes.starts_with("\xD0\xCF\x11\xE0"sv);
}

/// A code unit of UTF-16 at `at`, which must be two bytes before the end.
char32_t unit_at(std::string_view bytes, std::size_t at, bool little) {
  const auto low = static_cast<unsigned char>(bytes[at + (little ? 0 : 1)]);
  const auto high = static_cast<unsigned char>(bytes[at + (little ? 1 : 0)]);
  return static_cast<char32_t>(high) << 8U | low;
}

tl::expected<std::string, Problem> from_utf16(std::string_view bytes, bool little, const std::string& file) {
  std::string text;
  text.reserve(bytes.size());
  std::size_t at = 0;
  while (at + 1 < bytes.size()) {
    char32_t value = unit_at(bytes, at, little);
    at += 2;
    if (value >= 0xD800 && value <= 0xDFFF) {
      const char32_t low = value < 0xDC00 && at + 1 < bytes.size() ? unit_at(bytes, at, little) : 0;
      if (low < 0xDC00 || low > 0xDFFF) {
        return tl::unexpected(
            problem_at(text, file, "half a UTF-16 character (" + std::string(kSaveAs) + ")"));
      }
      value = 0x10000 + ((value - 0xD800) << 10U) + (low - 0xDC00);
      at += 2;
    }
    append_utf8(text, value);
  }
  if (at < bytes.size())
    return tl::unexpected(problem_at(text, file, "the file ends within a UTF-16 character"));
  return text;
}

tl::expected<std::string, Problem> without_nul(std::string text, const std::string& file) {
  const auto nul = text.find('\0');
  if (nul == std::string::npos) return text;
  return tl::unexpected(problem_at(std::string_view(text).substr(0, nul), file,
                                   "a NUL byte: this is no CSV file (" + std::string(kSaveAs) + ")"));
}

}  // namespace

tl::expected<std::string, Problem> csv_text(std::string_view bytes, const std::string& file) {
  if (is_workbook(bytes)) {
    return tl::unexpected(Problem{
        file, 0, 0, "this is a spreadsheet program's workbook, no CSV file (" + std::string(kSaveAs) + ")"});
  }
  const bool little = bytes.starts_with("\xFF\xFE"sv);
  if (little || bytes.starts_with("\xFE\xFF"sv)) {
    auto text = from_utf16(bytes.substr(2), little, file);
    return text ? without_nul(std::move(*text), file) : text;
  }
  if (bytes.starts_with("\xEF\xBB\xBF"sv)) bytes.remove_prefix(3);
  if (const auto wrong = first_invalid_utf8(bytes)) {
    return tl::unexpected(problem_at(
        bytes.substr(0, *wrong), file,
        "not UTF-8, perhaps windows-1258 or another old code page (" + std::string(kSaveAs) + ")"));
  }
  return without_nul(std::string(bytes), file);
}

}  // namespace portalprobe
