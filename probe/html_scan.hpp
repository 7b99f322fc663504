#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// A start or end tag. Views into the markup.
struct HtmlTag {
  struct Attribute {
    std::string_view name;
    std::string_view value;
  };
  std::string name;  ///< lower case
  bool closes = false;
  std::vector<Attribute> attributes;  ///< a few at most

  /// The value of the first attribute of that (lower case) name, entities undecoded; empty if there is none.
  std::string_view value_of(std::string_view attribute) const;
  bool has(std::string_view attribute) const;
};

/// Takes markup apart as a browser's tokenizer would, near enough: comments, raw text of scripts and styles,
/// quotes in tags. One pass, nothing is looked at twice, nothing is kept.
class HtmlScan {
 public:
  virtual ~HtmlScan() = default;
  void scan(std::string_view markup);

 protected:
  /// Ends the scan after the present call.
  void stop() { stopped_ = true; }
  /// Text between tags, entities undecoded; may come in several pieces.
  virtual void on_text(std::string_view text) = 0;
  virtual void on_tag(const HtmlTag& tag) = 0;
  /// The content of an element whose content is no markup (script, style, title ...), after its start tag.
  virtual void on_raw(std::string_view element, std::string_view content) = 0;

 private:
  bool stopped_ = false;
};

}  // namespace portalprobe
