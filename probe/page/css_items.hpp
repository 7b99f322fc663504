#pragma once

#include <string>
#include <string_view>

#include "probe/page/css_tokens.hpp"

namespace portalprobe {

/// A piece of a style sheet or of a block in it.
struct CssItem {
  enum class Kind {
    declaration,
    rule,  ///< what stands before a block: selectors, if all is well
    at_rule,
    skipped,  ///< no CSS; already behind us
    end_block,
    end
  };
  Kind kind = Kind::end;
  std::string name{};  ///< of a declaration's property or an at-rule: decoded, lower case but for `--names`
  std::string_view prelude{};  ///< what stands before the block, or a declaration's value; no blanks around
  bool important = false;      ///< of a declaration
  bool has_block = false;      ///< of an at-rule. The block of a rule or at-rule comes next, item by item
};

/// Where the reader is.
enum class CssPlace {
  sheet,           ///< not in a block: a closing brace closes nothing
  rules,           ///< in a block of rules
  style_rule,      ///< in a block of declarations, among which rules may be nested
  style_attribute  ///< declarations without a block around them
};

/// Takes a sheet apart into declarations, rules and at-rules, by the error rules of CSS Syntax Level 3.
/// Linear time, whatever the text is.
class CssItems {
 public:
  /// `is_whole` false: the text was cut off, so what its end breaks off is left out instead of closed.
  explicit CssItems(std::string_view text, bool is_whole = true) : tokens_(text), is_whole_(is_whole) {}

  CssItem next(CssPlace place);
  /// To be called behind an item with a block: steps over that block.
  void skip_block();

 private:
  CssItem read_at_rule(const CssToken& keyword, CssPlace place);
  bool read_declaration(const CssToken& name, CssPlace place, CssItem& item);
  CssItem read_rule(std::size_t from, CssPlace place);
  std::string_view between(std::size_t from, std::size_t to) const;

  CssTokens tokens_;
  bool is_whole_;
};

}  // namespace portalprobe
