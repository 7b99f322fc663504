#include "probe/page/markup_guard.hpp"

#include <algorithm>
#include <array>

#include "probe/ascii.hpp"
#include "probe/html_scan.hpp"

namespace portalprobe {
namespace {

constexpr int kMaxRootTags = 16;
constexpr int kDead = -1;

/// Where within a tag a tokenizer can be.
enum Place : std::size_t {
  start,  ///< behind the '<', before a slash or the name
  name,
  before_attribute,
  attribute,
  after_attribute,
  before_value,
  double_quoted,
  single_quoted,
  unquoted,
  after_quoted,
  places
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
bool is_letter(char c) { return ascii::lower(c) >= 'a' && ascii::lower(c) <= 'z'; }

/// Where the tokenizer goes with `c`, which is not a '>' that ends the tag.
Place next_place(Place place, char c) {
  switch (place) {
    case double_quoted:
      return c == '"' ? after_quoted : double_quoted;
    case single_quoted:
      return c == '\'' ? after_quoted : single_quoted;
    case unquoted:
      return is_blank(c) ? before_attribute : unquoted;
    case start:
      return name;
    case name:
      return is_blank(c) || c == '/' ? before_attribute : name;
    case before_value:
      if (is_blank(c)) return before_value;
      return c == '"' ? double_quoted : c == '\'' ? single_quoted : unquoted;
    case attribute:
      if (c == '=') return before_value;
      break;
    case after_attribute:
      if (c == '=') return before_value;
      if (is_blank(c)) return after_attribute;
      return c == '/' ? before_attribute : attribute;
    default:
      break;
  }
  if (is_blank(c)) return place == attribute ? after_attribute : before_attribute;
  return c == '/' ? before_attribute : attribute;
}

bool is_quoted(std::size_t place) { return place == double_quoted || place == single_quoted; }

/// All tags that could be open at once, whatever a '<' further up has meant: for each place the most
/// attributes that one there has.
class PossibleTags {
 public:
  PossibleTags() { counts_.fill(kDead); }

  bool any() const { return is_any_; }

  void begin() {
    counts_[start] = 0;
    is_any_ = true;
  }

  /// The most attributes among the tags that a '>' would end.
  int most() const {
    int most = kDead;
    for (std::size_t place = 0; place < places; ++place) {
      if (!is_quoted(place)) most = std::max(most, counts_[place]);
    }
    return most;
  }

  void see(char c) {
    std::array<int, places> next{};
    next.fill(kDead);
    for (std::size_t place = 0; place < places; ++place) {
      if (counts_[place] == kDead || (c == '>' && !is_quoted(place))) continue;
      const auto to = next_place(static_cast<Place>(place), c);
      const bool begins_one = to == attribute && place != attribute;
      next[to] = std::max(next[to], counts_[place] + (begins_one ? 1 : 0));
    }
    counts_ = next;
    is_any_ = std::ranges::any_of(counts_, [](int count) { return count != kDead; });
  }

 private:
  std::array<int, places> counts_{};
  bool is_any_ = false;
};

bool begins_with(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() && std::ranges::equal(text.substr(0, lower_case.size()), lower_case,
                                                                {}, [](char c) { return ascii::lower(c); });
}

/// What follows a '<'.
bool begins_tag(std::string_view rest) {
  if (rest.starts_with('/')) rest.remove_prefix(1);
  return !rest.empty() && is_letter(rest.front());
}

bool is_root_tag(std::string_view rest) { return begins_with(rest, "<html") || begins_with(rest, "<body"); }

/// Copies all but the content of `noscript`.
class NoscriptRemover : public HtmlScan {
 public:
  explicit NoscriptRemover(std::string_view markup) : markup_(markup) {}

  std::string result() {
    scan(markup_);
    result_ += markup_.substr(copied_);
    return std::move(result_);
  }

 private:
  void on_text(std::string_view) override {}
  void on_tag(const HtmlTag&) override {}
  void on_raw(std::string_view element, std::string_view content) override {
    if (element != "noscript" || content.empty()) return;
    const auto from = static_cast<std::size_t>(content.data() - markup_.data());
    result_ += markup_.substr(copied_, from - copied_);
    copied_ = from + content.size();
  }

  std::string_view markup_;
  std::string result_;
  std::size_t copied_ = 0;
};

}  // namespace

GuardedMarkup guard_markup(std::string_view markup, std::size_t attributes) {
  GuardedMarkup guarded;
  auto& text = guarded.text;
  text.reserve(markup.size());
  PossibleTags tags;
  int root_tags = 0;
  for (std::size_t at = 0; at < markup.size(); ++at) {
    if (!tags.any()) {
      const auto next = std::min(markup.find('<', at), markup.size());
      text += markup.substr(at, next - at);
      at = next;
      if (at == markup.size()) break;
    }
    const char c = markup[at];
    if (tags.any()) tags.see(c);
    if (tags.most() > static_cast<int>(attributes)) {
      text += " >";
      tags.see('>');
      guarded.changed = true;
    }
    if (c == '<' && begins_tag(markup.substr(at + 1))) {
      if (is_root_tag(markup.substr(at)) && ++root_tags > kMaxRootTags) {
        guarded.changed = true;
        continue;
      }
      tags.begin();
    }
    text += c;
  }
  return guarded;
}

std::string without_noscript(std::string_view markup) { return NoscriptRemover(markup).result(); }

}  // namespace portalprobe
