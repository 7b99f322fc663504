#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "probe/page/css_items.hpp"
#include "probe/page/screen.hpp"
#include "probe/page/style_content.hpp"

namespace portalprobe {

/// Reads the text of a sheet, item by item, into its content. What is open is kept on a list, not on the
/// machine's stack.
class SheetReader {
 public:
  /// Everything must outlive it. `content.text` and `content.url` are there already.
  SheetReader(StyleSheet::Content& content, bool is_whole, const Screen& screen, const StyleLimits& limits);
  void read();

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  /// A block that was entered.
  struct Block {
    std::optional<std::uint32_t> selectors;  ///< of the style rule that it is or is in
    std::uint32_t layer = 0;
    std::uint32_t rule = kNone;  ///< that its next declaration belongs to
    CssPlace place() const { return selectors ? CssPlace::style_rule : CssPlace::rules; }
  };

  CssPlace place() const { return blocks_.size() == 1 ? CssPlace::sheet : blocks_.back().place(); }
  void on_declaration(const CssItem& item);
  void on_rule(const CssItem& item);
  void on_at_rule(const CssItem& item);
  void on_statement(const CssItem& item);
  void on_block(const CssItem& item);
  void on_import(std::string_view prelude);
  void on_layer_block(std::string_view prelude);
  void read_font_face();
  void read_property(std::string_view name);
  void enter(std::optional<std::uint32_t> selectors, std::uint32_t layer);
  void leave();
  std::uint32_t layer(const std::string& dotted);
  std::string name_anonymous_layer();

  StyleSheet::Content& content_;
  const Screen& screen_;
  const StyleLimits& limits_;
  CssItems items_;
  std::vector<Block> blocks_;
  std::unordered_map<std::string, std::uint32_t> layers_;  // places in the content's list
  bool may_import_ = true;
  std::size_t anonymous_ = 0;
};

}  // namespace portalprobe
