#include "config/slug.hpp"

#include <algorithm>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kLongest = 63;

struct Base {
  char32_t first;
  char32_t last;
  char letter;
};

/// The letters of Vietnamese (and their western kin) by what is left of them without marks.
constexpr Base kBases[] = {
    {0xC0, 0xC5, 'a'},     {0xC7, 0xC7, 'c'},     {0xC8, 0xCB, 'e'},     {0xCC, 0xCF, 'i'},
    {0xD0, 0xD0, 'd'},     {0xD1, 0xD1, 'n'},     {0xD2, 0xD6, 'o'},     {0xD8, 0xD8, 'o'},
    {0xD9, 0xDC, 'u'},     {0xDD, 0xDD, 'y'},     {0xE0, 0xE5, 'a'},     {0xE7, 0xE7, 'c'},
    {0xE8, 0xEB, 'e'},     {0xEC, 0xEF, 'i'},     {0xF1, 0xF1, 'n'},     {0xF2, 0xF6, 'o'},
    {0xF8, 0xF8, 'o'},     {0xF9, 0xFC, 'u'},     {0xFD, 0xFD, 'y'},     {0xFF, 0xFF, 'y'},
    {0x100, 0x105, 'a'},   {0x10E, 0x111, 'd'},   {0x112, 0x11B, 'e'},   {0x128, 0x131, 'i'},
    {0x14C, 0x151, 'o'},   {0x168, 0x173, 'u'},   {0x1A0, 0x1A1, 'o'},   {0x1AF, 0x1B0, 'u'},
    {0x1EA0, 0x1EB7, 'a'}, {0x1EB8, 0x1EC7, 'e'}, {0x1EC8, 0x1ECB, 'i'}, {0x1ECC, 0x1EE3, 'o'},
    {0x1EE4, 0x1EF1, 'u'}, {0x1EF2, 0x1EF9, 'y'},
};

/// '-' for what no id has.
char base_of(char32_t c) {
  if ((c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9')) return static_cast<char>(c);
  if (c >= U'A' && c <= U'Z') return static_cast<char>(c - U'A' + U'a');
  for (const auto& base : kBases) {
    if (c >= base.first && c <= base.last) return base.letter;
  }
  return '-';
}

bool is_mark(char32_t c) { return c >= 0x300 && c <= 0x36F; }

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string slug(std::string_view name) {
  std::string text;
  while (!name.empty() && text.size() < kLongest) {
    const CodePoint point = first_code_point(name);
    name.remove_prefix(point.length);
    if (is_mark(point.value)) continue;
    const char letter = base_of(point.value);
    if (letter == '-' && (text.empty() || text.back() == '-')) continue;
    text += letter;
  }
  if (!text.empty() && text.back() == '-') text.pop_back();
  return text;
}

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > kLongest || !is_alphanumeric(text.front())) return false;
  return std::ranges::all_of(text,
                             [](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

}  // namespace portalprobe
