#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/expected.hpp"
#include "core/outcome.hpp"
#include "probe/http_headers.hpp"
#include "probe/page_pattern.hpp"
#include "probe/page_text.hpp"

namespace portalprobe {

/// What a final answer looks like.
struct Answer {
  int status = 0;
  std::span<const HeaderField> headers;
  std::string_view head;  ///< the first bytes of the decoded body, at most kMaxPageHead are looked at
  std::uint64_t body_size = 0;
  std::string_view content_type;
  std::string_view url;                ///< that gave the answer
  std::span<const std::string> hosts;  ///< the portal's own, lower case
};

/// How to recognise one kind of wall or notice: all conditions that are set must hold.
struct PageRule {
  struct StatusRange {
    int from = 0;
    int to = 0;
  };
  struct HeaderPatterns {
    std::string name;                   ///< lower case
    std::vector<PagePattern> patterns;  ///< one of these in the value; none: the header is there
  };

  std::string name;
  Outcome verdict = Outcome::blocked;  ///< blocked or service_notice; ok: such answers are healthy, whatever
                                       ///< later rules say
  std::vector<StatusRange> status;     ///< empty: any
  std::vector<HeaderPatterns> headers;
  std::optional<std::uint64_t> max_bytes;  ///< of the decoded body

  // These hold of pages only (HTML and plain text), and look at their first 64 KiB.
  std::vector<PagePattern> title;         ///< one of these in the title
  std::vector<PagePattern> text;          ///< one of these in the title or the visible text
  std::vector<PagePattern> text_all;      ///< all of these there
  std::vector<PagePattern> markup;        ///< one of these in the page as written, scripts included
  std::vector<PagePattern> markup_all;    ///< all of these there
  std::vector<PagePattern> without;       ///< none of these in title, text or markup
  std::optional<std::size_t> max_text;    ///< letters and digits of visible text
  std::optional<std::size_t> max_fields;  ///< form fields that a user fills in
  std::optional<std::size_t> max_links;
  std::optional<bool> login;  ///< whether there is a password field
  std::optional<bool>
      leads_elsewhere;  ///< whether meta refresh or a script leads to a host that is not the portal's

  /// Whether some condition needs the page itself.
  bool reads_page() const;
};

/// The rule that recognised an answer.
struct PageMatch {
  Outcome outcome = Outcome::blocked;
  std::string rule;
  std::string detail;  ///< a sentence with the rule's name, and the page's title if it has one
};

/// An ordered list of rules. Immutable once loaded; judging is pure, takes linear time and bounded memory.
class PageRules {
 public:
  /// The rules that come with the program.
  static const PageRules& built_in();
  /// The rules of `path` before the built-in ones; a rule with a built-in one's name replaces it. The error
  /// holds every problem of the file, one a line, as FILE:LINE:COL: what is wrong.
  static Expected<PageRules> with_file(const std::string& path);
  /// Reads rules from text; `name` stands for the file in errors.
  static Expected<PageRules> parse(const std::string& text, const std::string& name);

  /// The first rule that recognises the answer.
  std::optional<PageMatch> judge(const Answer& answer) const;
  std::span<const PageRule> rules() const { return rules_; }

 private:
  explicit PageRules(std::vector<PageRule> rules);

  std::vector<PageRule> rules_;
  std::size_t longest_text_ = 0;  ///< the largest `max_text` of all
};

}  // namespace portalprobe
