#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// Words to look for in folded text. `*` stands for anything between two parts, a leading `^` and a closing
/// `$` bind the pattern to the text's beginning and end. Matching takes time linear in the text.
class PagePattern {
 public:
  /// Folds the pattern itself.
  explicit PagePattern(std::string_view written);
  bool matches(std::string_view folded) const;
  const std::string& written() const { return written_; }
  /// Whether it could match an empty text, and so any.
  bool empty() const;

 private:
  std::string written_;
  std::vector<std::string> parts_;
  bool from_begin_ = false;
  bool to_end_ = false;
};

}  // namespace portalprobe
