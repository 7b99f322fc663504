#include "probe/page_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/redirects.hpp"
#include "probe/text_fold.hpp"

namespace portalprobe {
namespace {

using Patterns = std::vector<PagePattern>;

bool any_in(const Patterns& patterns, std::string_view text) {
  return std::ranges::any_of(patterns, [&](const PagePattern& pattern) { return pattern.matches(text); });
}

/// A page as rules see it, each view made when the first rule asks for it: most answers are past the cheap
/// conditions.
class Page {
 public:
  /// `long_text`: more letters than any rule allows.
  Page(const Answer& answer, std::size_t long_text)
      : answer_(answer), is_page_(is_page(answer.head, answer.content_type)), long_text_(long_text) {}

  bool is_one() const { return is_page_; }
  bool is_long() {
    if (!is_long_) is_long_ = shows_more_than(answer_.head, answer_.content_type, long_text_);
    return *is_long_;
  }
  const PageText& text() {
    if (!text_) text_ = read_page(answer_.head, answer_.content_type);
    return *text_;
  }
  /// Whether a reader sees the words, in the title or on the page.
  bool shows(const PagePattern& pattern) {
    return pattern.matches(text().title) || pattern.matches(text().visible);
  }
  bool writes(const PagePattern& pattern) { return pattern.matches(markup()); }

  bool leads_elsewhere() {
    return std::ranges::any_of(text().jumps, [&](const std::string& target) {
      const HopRequest asked{std::string(answer_.url), "GET", false};
      const auto step = next_step(asked, 302, target, {}, 1);
      return step.kind == RedirectStep::Kind::follow && is_moved(step.next.url, answer_.hosts);
    });
  }

 private:
  const std::string& markup() {
    if (!markup_) markup_ = fold_text(text().markup);
    return *markup_;
  }

  const Answer& answer_;
  bool is_page_;
  std::size_t long_text_;
  std::optional<bool> is_long_;
  std::optional<PageText> text_;
  std::optional<std::string> markup_;
};

bool has_header(const Answer& answer, const PageRule::HeaderPatterns& wanted) {
  return std::ranges::any_of(answer.headers, [&](const HeaderField& field) {
    return field.name == wanted.name &&
           (wanted.patterns.empty() || any_in(wanted.patterns, fold_text(field.value)));
  });
}

/// The conditions that need no look at the page.
bool head_fits(const PageRule& rule, const Answer& answer) {
  const auto holds = [&](const PageRule::StatusRange& range) {
    return answer.status >= range.from && answer.status <= range.to;
  };
  if (!rule.status.empty() && std::ranges::none_of(rule.status, holds)) return false;
  if (rule.max_bytes && answer.body_size > *rule.max_bytes) return false;
  return std::ranges::all_of(rule.headers, [&](const auto& wanted) { return has_header(answer, wanted); });
}

bool counts_fit(const PageRule& rule, const PageText& text) {
  if (rule.max_text && text.letters > *rule.max_text) return false;
  if (rule.max_fields && text.fields > *rule.max_fields) return false;
  if (rule.max_links && text.links > *rule.max_links) return false;
  return !rule.login || text.has_login == *rule.login;
}

bool words_fit(const PageRule& rule, Page& page) {
  const auto shown = [&](const PagePattern& pattern) { return page.shows(pattern); };
  const auto written = [&](const PagePattern& pattern) { return page.writes(pattern); };
  if (!rule.text.empty() && std::ranges::none_of(rule.text, shown)) return false;
  if (!std::ranges::all_of(rule.text_all, shown)) return false;
  if (std::ranges::any_of(rule.without, shown)) return false;
  if (!rule.markup.empty() && std::ranges::none_of(rule.markup, written)) return false;
  if (!std::ranges::all_of(rule.markup_all, written)) return false;
  return std::ranges::none_of(rule.without, written);
}

bool page_fits(const PageRule& rule, const Answer& answer, Page& page) {
  if (!page.is_one()) return false;
  // What is longer than we read is longer than any limit of text.
  const bool cut = answer.body_size > kMaxPageHead && answer.head.size() >= kMaxPageHead;
  if (rule.max_text && (cut || page.is_long())) return false;
  if (!counts_fit(rule, page.text())) return false;
  if (!rule.title.empty() && !any_in(rule.title, page.text().title)) return false;
  if (!words_fit(rule, page)) return false;
  return !rule.leads_elsewhere || page.leads_elsewhere() == *rule.leads_elsewhere;
}

PageMatch match(const PageRule& rule, const Answer& answer) {
  const auto title = title_of(answer.head, answer.content_type);
  const auto what = rule.verdict == Outcome::blocked ? "a wall" : "a notice";
  const auto named = title.empty() ? std::string() : fmt::format(", titled '{}'", title);
  return {rule.verdict, rule.name,
          fmt::format("rule {} recognises {} (status {}{})", rule.name, what, answer.status, named)};
}

}  // namespace

bool PageRule::reads_page() const {
  const bool words =
      !title.empty() || !text.empty() || !text_all.empty() || !markup.empty() || !markup_all.empty();
  return words || !without.empty() || max_text || max_fields || max_links || login || leads_elsewhere;
}

PageRules::PageRules(std::vector<PageRule> rules) : rules_(std::move(rules)) {
  for (const auto& rule : rules_) longest_text_ = std::max(longest_text_, rule.max_text.value_or(0));
}

std::optional<PageMatch> PageRules::judge(const Answer& answer) const {
  Page page(answer, longest_text_);
  for (const auto& rule : rules_) {
    if (!head_fits(rule, answer) || (rule.reads_page() && !page_fits(rule, answer, page))) continue;
    if (rule.verdict == Outcome::ok) return std::nullopt;
    return match(rule, answer);
  }
  return std::nullopt;
}

}  // namespace portalprobe
