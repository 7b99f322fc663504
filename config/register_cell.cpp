#include "config/register_cell.hpp"

#include <fmt/format.h>

#include <charconv>
#include <span>

#include "config/slug.hpp"
#include "core/utf8.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kLongest = 2'000;

bool is_space(char32_t c) {
  return c == U' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x3000;
}

bool vanishes(char32_t c) { return (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF || c == 0xAD; }

bool is_refused(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2061 && c <= 0x206F) || (c >= 0xFFF0 && c <= 0xFFFF) ||
         (c >= 0xE000 && c <= 0xF8FF) || c >= 0xE0000;
}

struct Word {
  std::string_view slug;
  std::string_view meaning;
};

std::optional<std::string_view> meaning_of(const std::string& text, std::span<const Word> words) {
  const std::string wanted = slug(text);
  for (const auto& word : words) {
    if (word.slug == wanted) return word.meaning;
  }
  return std::nullopt;
}

Expected<std::string> known(const std::string& text, std::span<const Word> words, std::string_view choices) {
  if (text.empty()) return text;
  if (const auto meaning = meaning_of(text, words)) return std::string(*meaning);
  return fail(fmt::format("'{}' is not known (right would be {})", text, choices));
}

/// All of `text` as a number of at most `digits` digits.
std::optional<int> number(std::string_view text, std::size_t digits) {
  if (text.empty() || text.size() > digits ||
      text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Expected<std::string> read_text(std::string_view cell) {
  std::string text;
  bool space = false;
  while (!cell.empty()) {
    const CodePoint point = first_code_point(cell);
    cell.remove_prefix(point.length);
    if (vanishes(point.value)) continue;
    if (is_space(point.value)) {
      space = true;
      continue;
    }
    if (!point.valid || is_refused(point.value)) {
      return fail(fmt::format("holds the character U+{:04X}, which nobody can see",
                              static_cast<unsigned>(point.value)));
    }
    if (space && !text.empty()) text += ' ';
    space = false;
    append_utf8(text, point.value);
    if (text.size() > kLongest) return fail(fmt::format("is longer than {} bytes", kLongest));
  }
  if (text.find("${") != std::string::npos)
    return fail("holds '${', which a configuration takes for a secret");
  return text;
}

std::string read_block(const std::string& text) {
  constexpr Word kWords[] = {
      {"national", "national"},   {"quoc-gia", "national"},   {"ministry", "ministry"},
      {"bo", "ministry"},         {"bo-nganh", "ministry"},   {"bo-co-quan-ngang-bo", "ministry"},
      {"province", "province"},   {"tinh", "province"},       {"tinh-thanh-pho", "province"},
      {"tinh-thanh", "province"}, {"cap-tinh", "province"},   {"district", "district"},
      {"huyen", "district"},      {"quan-huyen", "district"}, {"cap-huyen", "district"},
      {"commune", "commune"},     {"xa", "commune"},          {"phuong-xa", "commune"},
      {"xa-phuong", "commune"},   {"cap-xa", "commune"},      {"cap-bo", "ministry"},
  };
  const auto meaning = meaning_of(text, kWords);
  return meaning ? std::string(*meaning) : text;
}

Expected<std::string> read_deployment(const std::string& text) {
  constexpr Word kWords[] = {
      {"leased", "leased"},
      {"thue", "leased"},
      {"thue-dich-vu", "leased"},
      {"bought", "bought"},
      {"mua", "bought"},
      {"mua-sam", "bought"},
      {"self-built", "self-built"},
      {"tu-xay-dung", "self-built"},
      {"tu-phat-trien", "self-built"},
      {"unknown", "unknown"},
      {"khong-ro", "unknown"},
      {"chua-ro", "unknown"},
  };
  return known(text, kWords, "leased, bought, self-built or unknown; thuê, mua, tự xây dựng or không rõ");
}

Expected<std::string> read_confidence(const std::string& text) {
  constexpr Word kWords[] = {
      {"seen", "seen"},           {"da-thay", "seen"},          {"pattern", "pattern"},
      {"theo-mau", "pattern"},    {"memory", "memory"},         {"theo-tri-nho", "memory"},
      {"confirmed", "confirmed"}, {"da-xac-nhan", "confirmed"},
  };
  return known(text, kWords,
               "seen, pattern, memory or confirmed; đã thấy, theo mẫu, theo trí nhớ or đã xác nhận");
}

Expected<TargetKind> read_kind(const std::string& text) {
  constexpr Word kWords[] = {
      {"page", "page"}, {"trang", "page"}, {"action", "action"}, {"thao-tac", "action"}};
  const auto name = known(text, kWords, "page or action; trang or thao tác");
  if (!name) return tl::unexpected(name.error());
  return *name == "action" ? TargetKind::action : TargetKind::page;
}

Expected<Merger> read_merger(const std::string& text) {
  constexpr Word kWords[] = {{"no", "no"},
                             {"khong", "no"},
                             {"yes", "absorbed"},
                             {"co", "absorbed"},
                             {"absorbed", "absorbed"},
                             {"bi-sap-nhap", "absorbed"},
                             {"enlarged", "enlarged"},
                             {"mo-rong", "enlarged"}};
  const auto name = known(text, kWords, "yes, absorbed, enlarged or no; có, mở rộng or không");
  if (!name) return tl::unexpected(name.error());
  if (*name == "absorbed") return Merger::absorbed;
  return *name == "enlarged" ? Merger::enlarged : Merger::none;
}

Expected<Day> read_day(const std::string& text) {
  const bool iso = text.find('-') != std::string::npos;
  const char separator = iso ? '-' : '/';
  const auto first = text.find(separator);
  const auto second = first == std::string::npos ? first : text.find(separator, first + 1);
  if (second != std::string::npos) {
    const std::string_view parts(text);
    const auto a = number(parts.substr(0, first), iso ? 4 : 2);
    const auto b = number(parts.substr(first + 1, second - first - 1), 2);
    const auto c = number(parts.substr(second + 1), iso ? 2 : 4);
    const auto year = iso ? a : c;
    const auto day = iso ? c : a;
    if (year && b && day && *year >= 1970) {
      const Day found{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*b)),
                      std::chrono::day(static_cast<unsigned>(*day))};
      if (found.ok()) return found;
    }
  }
  return fail(fmt::format("'{}' is no day (right would be 2026-11-20 or 20/11/2026)", text));
}

}  // namespace portalprobe
