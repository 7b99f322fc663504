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
  struct HeaderPattern {
    std::string name;     ///< lower case
    std::string pattern;  ///< folded
  };

  std::string name;
  Outcome verdict = Outcome::blocked;  ///< blocked or service_notice
  std::vector<StatusRange> status;     ///< empty: any
  std::vector<HeaderPattern> headers;
  std::vector<std::string> title;   ///< one of these in the title
  std::vector<std::string> text;    ///< one of these in the visible text or title
  std::vector<std::string> all;     ///< all of these there
  std::vector<std::string> source;  ///< one of these in the markup or scripts
  std::vector<std::string> source_all;
  std::vector<std::string> without;        ///< none of these in text, title or markup
  std::optional<std::size_t> max_text;     ///< letters and digits of visible text, at most
  std::optional<std::uint64_t> max_bytes;  ///< of the decoded body
  std::optional<bool> has_login;           ///< a password field is there, or is not
  std::optional<bool>
      leads_to_other_host;  ///< sends the browser to a host that is not the portal's, or does not
};

/// The rule that recognised an answer.
struct PageMatch {
  Outcome outcome = Outcome::blocked;
  std::string rule;
  std::string detail;  ///< a sentence with the rule's name and the page's title
};

/// An ordered list of rules. Immutable once loaded; judging is pure, takes linear time and bounded memory.
class PageRules {
 public:
  /// The rules that come with the program.
  static const PageRules& built_in();
  /// The rules of `path` before the built-in ones; a rule with a built-in one's name replaces it. Errors have
  /// FILE:LINE:COL, one a line.
  static Expected<PageRules> with_file(const std::string& path);
  /// Reads rules from text; `name` stands for the file in errors.
  static Expected<PageRules> parse(const std::string& text, const std::string& name);

  /// The first rule that recognises the answer.
  std::optional<PageMatch> judge(const Answer& answer) const;
  std::span<const PageRule> rules() const { return rules_; }

 private:
  std::vector<PageRule> rules_;
};

}  // namespace portalprobe
