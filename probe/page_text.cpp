#include "probe/page_text.hpp"

#include <algorithm>

#include "probe/ascii.hpp"
#include "probe/charset.hpp"
#include "probe/entities.hpp"
#include "probe/html_scan.hpp"
#include "probe/page_jumps.hpp"
#include "probe/printable.hpp"
#include "probe/text_fold.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMaxTitle = 200;

/// Elements that stand within a word as well as between words.
constexpr std::string_view kInline[] = {"a", "abbr",  "b",    "big",    "code", "em",  "font", "i", "mark",
                                        "s", "small", "span", "strong", "sub",  "sup", "tt",   "u", "wbr"};

/// Kinds of input that a user does not fill in.
constexpr std::string_view kNoField[] = {"hidden", "submit", "button", "image", "reset", "checkbox", "radio"};

template <std::size_t N>
bool is_one_of(std::string_view word, const std::string_view (&words)[N]) {
  return std::ranges::find(words, word) != std::end(words);
}

/// Letters and digits of a folded text; a letter's marks count with it.
std::size_t count_letters(std::string_view folded) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < folded.size(); ++at) {
    const auto byte = static_cast<unsigned char>(folded[at]);
    if (byte < 0x80) {
      count += (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ? 1 : 0;
    } else if (byte >= 0xC0) {
      // U+0300 to U+036F, the marks, are what CC 80 to CD AF encode.
      const auto next = at + 1 < folded.size() ? static_cast<unsigned char>(folded[at + 1]) : 0;
      const bool mark = byte == 0xCC || (byte == 0xCD && next < 0xB0);
      count += mark ? 0 : 1;
    }
  }
  return count;
}

class PageScan : public HtmlScan {
 public:
  std::string title;
  std::string text;
  PageText page;

 private:
  void on_text(std::string_view piece) override { text += piece; }

  void on_tag(const HtmlTag& tag) override {
    if (!is_one_of(tag.name, kInline)) text += ' ';
    if (tag.closes) return;
    if (tag.name == "input") count_input(tag);
    if (tag.name == "select" || tag.name == "textarea") ++page.fields;
    if (tag.name == "a" && tag.has("href")) ++page.links;
    if (tag.name == "meta" && ascii::lower(tag.value_of("http-equiv")) == "refresh") {
      add_refresh(decode_entities(tag.value_of("content")), page.jumps);
    }
  }

  void on_raw(std::string_view element, std::string_view content) override {
    if (element == "title" && title.empty()) title = decode_entities(content);
    if (element == "script") add_script_jumps(content, page.jumps);
    text += ' ';
  }

  void count_input(const HtmlTag& tag) {
    const auto type = ascii::lower(tag.value_of("type"));
    page.has_login = page.has_login || type == "password";
    if (!is_one_of(type, kNoField)) ++page.fields;
  }
};

/// Counts what is a letter beyond doubt: ASCII's outside of entities, and the Vietnamese ones of UTF-8.
class LetterScan : public HtmlScan {
 public:
  explicit LetterScan(std::size_t enough) : enough_(enough) {}
  bool found_enough() const { return count_ > enough_; }

  void on_text(std::string_view text) override {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '&') {
        at = std::min(text.find(';', at), text.size());  // an ampersand by itself hides a few letters from us
      } else if (is_letter(text.substr(at, 3))) {
        ++count_;
      }
    }
    if (found_enough()) stop();
  }

 private:
  static bool is_letter(std::string_view bytes) {
    const auto byte = [&](std::size_t at) {
      return static_cast<unsigned char>(at < bytes.size() ? bytes[at] : 0);
    };
    const auto continues = [&](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };
    if (byte(0) < 0x80) {
      const char c = ascii::lower(bytes[0]);
      return (c >= 'a' && c <= 'z') || ascii::is_digit(c);
    }
    const bool latin = byte(0) >= 0xC3 && byte(0) <= 0xC6 && continues(1);  // U+00C0 to U+01BF
    return latin ||
           (byte(0) == 0xE1 && (byte(1) == 0xBA || byte(1) == 0xBB) && continues(2));  // U+1E80 to U+1EFF
  }

  void on_tag(const HtmlTag&) override {}
  void on_raw(std::string_view, std::string_view) override {}

  std::size_t enough_;
  std::size_t count_ = 0;
};

class TitleScan : public HtmlScan {
 public:
  std::string title;

 private:
  void on_text(std::string_view) override {}
  void on_tag(const HtmlTag&) override {}
  void on_raw(std::string_view element, std::string_view content) override {
    if (element != "title") return;
    title = decode_entities(content);
    if (!title.empty()) stop();
  }
};

bool begins_as_html(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  return ascii::trim(head.substr(0, 512)).starts_with('<');
}

std::string type_of(std::string_view content_type) {
  return ascii::lower(ascii::trim(content_type.substr(0, content_type.find(';'))));
}

bool is_plain_text(std::string_view markup, std::string_view content_type) {
  return type_of(content_type) == "text/plain" && !begins_as_html(markup);
}

}  // namespace

bool is_page(std::string_view head, std::string_view content_type) {
  const auto type = type_of(content_type);
  if (type == "text/html" || type == "application/xhtml+xml" || type == "text/plain") return true;
  if (type == "text/xml" || type == "application/xml" || type.empty()) {
    return begins_as_html(head) || head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
  }
  return false;
}

bool shows_more_than(std::string_view head, std::string_view content_type, std::size_t limit) {
  const auto markup = to_utf8(head.substr(0, kMaxPageHead), content_type);
  LetterScan scan(limit);
  if (is_plain_text(markup, content_type)) {
    scan.on_text(markup);
  } else {
    scan.scan(markup);
  }
  return scan.found_enough();
}

PageText read_page(std::string_view head, std::string_view content_type) {
  auto markup = to_utf8(head.substr(0, kMaxPageHead), content_type);
  PageScan scan;
  if (is_plain_text(markup, content_type)) {
    scan.text = markup;
  } else {
    scan.scan(markup);
  }
  auto page = std::move(scan.page);
  page.title = fold_text(scan.title);
  page.visible = fold_text(decode_entities(scan.text));
  page.markup = std::move(markup);
  page.letters = count_letters(page.visible);
  return page;
}

std::string title_of(std::string_view head, std::string_view content_type) {
  if (!is_page(head, content_type)) return {};
  TitleScan scan;
  scan.scan(to_utf8(head.substr(0, kMaxPageHead), content_type));
  return printable(scan.title, kMaxTitle);
}

}  // namespace portalprobe
