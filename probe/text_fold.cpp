#include "probe/text_fold.hpp"

#include <algorithm>
#include <array>

#include "core/utf8.hpp"
#include "probe/ascii.hpp"
#include "probe/blanks.hpp"
#include "probe/text_fold_table.hpp"

namespace portalprobe {
namespace {

bool is_mark(char32_t c) { return c >= 0x300 && c <= 0x36F; }

/// Unicode's canonical combining class of the marks that letters of ours bear.
int mark_class(char32_t mark) {
  if (mark == 0x31B) return 216;                                                         // horn
  if (mark == 0x327 || mark == 0x328 || mark == 0x321 || mark == 0x322) return 202;      // cedilla, ogonek
  if ((mark >= 0x323 && mark <= 0x333) || (mark >= 0x316 && mark <= 0x320)) return 220;  // below
  return 230;
}

char32_t plain(char32_t c) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x2032:
      return '\'';
    case 0x201C:
    case 0x201D:
      return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
      return '-';
    case 0x340:
      return 0x300;  // the tone marks' old doubles
    case 0x341:
      return 0x301;
    default:
      return c;
  }
}

const FoldedLetter* folded(char32_t c) {
  if (c < 0xC0 || c > 0x1EFF) return nullptr;
  const auto* const end = std::end(kFoldedLetters);
  const auto* const found =
      std::lower_bound(std::begin(kFoldedLetters), end, c,
                       [](const FoldedLetter& letter, char32_t value) { return letter.from < value; });
  return found != end && found->from == c ? found : nullptr;
}

class Folder {
 public:
  explicit Folder(std::size_t expected) { text_.reserve(expected + expected / 4); }

  /// Most of what pages hold: kept apart for speed.
  void add_ascii(char c) {
    if (c > ' ' && c < '\x7F') {
      begin_letter();
      text_ += ascii::lower(c);
    } else {
      add(static_cast<unsigned char>(c));
    }
  }

  void add(char32_t c) {
    if (is_unseen(c) && !is_blank(c)) return;
    c = plain(c);
    if (is_mark(c)) return add_mark(c);
    if (is_blank(c)) {
      end_letter();
      blank_ = !text_.empty();
      return;
    }
    begin_letter();
    if (const auto* letter = folded(c)) {
      append_utf8(text_, letter->base);
      if (letter->first != 0) add_mark(letter->first);
      if (letter->second != 0) add_mark(letter->second);
    } else {
      append_utf8(text_, c);
    }
  }

  std::string finish() {
    end_letter();
    return std::move(text_);
  }

 private:
  /// Marks of one class keep their order; what passes the bound is not ours to read.
  void add_mark(char32_t mark) {
    if (count_ == marks_.size()) return;
    auto at = count_++;
    for (; at > 0 && mark_class(marks_[at - 1]) > mark_class(mark); --at) marks_[at] = marks_[at - 1];
    marks_[at] = mark;
  }

  void end_letter() {
    for (std::size_t i = 0; i < count_; ++i) append_utf8(text_, marks_[i]);
    count_ = 0;
  }

  void begin_letter() {
    if (count_ > 0) end_letter();
    if (blank_) text_ += ' ';
    blank_ = false;
  }

  std::string text_;
  std::array<char32_t, 6> marks_{};
  std::size_t count_ = 0;
  bool blank_ = false;
};

}  // namespace

std::string fold_text(std::string_view text) {
  Folder folder(text.size());
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      folder.add_ascii(text.front());
      text.remove_prefix(1);
      continue;
    }
    const auto next = first_multibyte_code_point(text);
    if (next.valid) folder.add(next.value);
    text.remove_prefix(next.length);
  }
  return folder.finish();
}

}  // namespace portalprobe
