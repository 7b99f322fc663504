#include "probe/page/page_shell.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include "probe/ascii.hpp"
#include "probe/page/mime_types.hpp"

namespace portalprobe {
namespace {

/// More letters than these, outside of header, menu and footer, and the page tells something by itself.
constexpr std::size_t kFewLetters = 400;
/// "Loading, please wait ...": a container with so few letters is empty.
constexpr std::size_t kPlaceholderLetters = 80;
/// Pictures and fields are content, too.
constexpr std::size_t kFewThings = 3;

constexpr std::string_view kUnread[] = {"head",     "script", "style",  "noscript", "template", "title",
                                        "textarea", "option", "iframe", "svg",      "object"};
constexpr std::string_view kFrames[] = {"header", "footer", "nav", "aside"};
constexpr std::string_view kFrameWords[] = {"header",     "footer",  "nav",         "navbar",
                                            "navigation", "menu",    "banner",      "topbar",
                                            "breadcrumb", "sidebar", "contentinfo", "copyright"};
/// How people name the element that a framework is to fill.
constexpr std::string_view kMountWords[] = {"app",  "root", "vue",    "react",  "angular", "spa",
                                            "next", "nuxt", "gatsby", "svelte", "mount",   "ember"};
constexpr std::string_view kMountAttributes[] = {"ng-app", "ng-version", "data-reactroot", "v-cloak",
                                                 "data-v-app"};

template <class Range>
bool is_one_of(std::string_view text, const Range& all) {
  return std::ranges::find(all, text) != std::end(all);
}

/// Whether one of the words that a name is made of (main-app, portal_root, navBar) is in `words`.
template <class Range>
bool has_word_of(std::string_view name, const Range& words) {
  std::string word;
  for (std::size_t i = 0; i <= name.size(); ++i) {
    const char c = i < name.size() ? name[i] : ' ';
    const char lower = ascii::lower(c);
    const bool is_letter = lower >= 'a' && lower <= 'z';
    const bool begins_word = lower != c;  // camel case
    if ((!is_letter || begins_word) && is_one_of(word, words)) return true;
    if (!is_letter || begins_word) word.clear();
    if (is_letter) word += lower;
  }
  return false;
}

std::size_t letters_in(std::string_view text) {
  // A letter of several bytes counts once; blanks and signs do not.
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    const char lower = ascii::lower(c);
    return (lower >= 'a' && lower <= 'z') || ascii::is_digit(c) || byte >= 0xC0;
  }));
}

bool is_frame(const Element& element) {
  if (is_one_of(element.tag, kFrames)) return true;
  if (element.tag == "body" || element.tag == "html") return false;
  return has_word_of(element.value("id"), kFrameWords) || has_word_of(element.value("class"), kFrameWords) ||
         has_word_of(element.value("role"), kFrameWords);
}

bool is_mount(const Element& element) {
  if (element.tag.find('-') != std::string::npos) return true;
  if (std::ranges::any_of(kMountAttributes, [&](auto name) { return element.has(name); })) return true;
  const bool is_container = element.tag == "div" || element.tag == "main" || element.tag == "section";
  return is_container && has_word_of(element.value("id"), kMountWords);
}

bool is_thing(const Element& element) {
  if (element.tag == "input") return ascii::lower(element.value("type")) != "hidden";
  return element.tag == "img" || element.tag == "select" || element.tag == "textarea" ||
         element.tag == "video" || element.tag == "iframe" || element.tag == "frame" ||
         element.tag == "object" || element.tag == "embed";
}

/// What there is to see.
struct Content {
  std::size_t letters = 0;
  std::size_t things = 0;
  bool is_around_page = false;  ///< whatever it is called, it is no header or menu
};

bool is_poor(const Content& content) { return content.letters <= kPlaceholderLetters && content.things == 0; }

/// Of each element, with all that is in it. A child comes behind its parent, so one pass from the end adds
/// up.
std::vector<Content> contents_of(const Document& document) {
  const auto& elements = document.elements;
  std::vector<Content> contents(elements.size());
  for (auto i = elements.size(); i > 0; --i) {
    const auto& element = elements[i - 1];
    auto& content = contents[i - 1];
    if (is_one_of(element.tag, kUnread))
      content = {};
    else
      content.letters += letters_in(element.text);
    if (is_thing(element)) ++content.things;
    if (element.parent == Element::kNone) continue;
    const bool is_page =
        content.is_around_page || element.tag == "main" || element.tag == "article" || is_mount(element);
    contents[element.parent].is_around_page |= is_page;
    // Header and footer are around any page, full or empty.
    if (!is_page && is_frame(element)) continue;
    contents[element.parent].letters += content.letters;
    contents[element.parent].things += content.things;
  }
  return contents;
}

bool runs_scripts(const Document& document) {
  return std::ranges::any_of(document.elements, [](const Element& element) {
    return element.tag == "script" && script_kind(element) != ScriptKind::none &&
           (element.has("src") || !element.text.empty());
  });
}

}  // namespace

bool needs_browser(const Document& document) {
  if (document.elements.empty() || !runs_scripts(document)) return false;
  const auto contents = contents_of(document);
  const auto& page = contents.front();
  if (page.letters > kFewLetters || page.things >= kFewThings) return false;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    if (is_mount(document.elements[i]) && is_poor(contents[i])) return true;
  }
  return false;
}

}  // namespace portalprobe
