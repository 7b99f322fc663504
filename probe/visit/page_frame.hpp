#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "probe/visit/page_content.hpp"

namespace portalprobe {

/// What has arrived in a visit, by row.
struct Arrived {
  /// An `@import` that was asked for.
  struct Import {
    std::size_t row = 0;
    StyleSheet::Import import;
  };
  struct Sheet {
    StyleSheet sheet;
    std::vector<Import> imports;
  };
  std::set<std::size_t> settled;        ///< had their effect: style sheets once they were read
  std::map<std::size_t, Sheet> sheets;  ///< that were read
  FailedFonts failed_fonts;

  /// Whether a resource has had its effect, with all that it imports if it is a style sheet.
  bool is_complete(std::size_t row) const;
};

/// A document that is being loaded, the page's own or a frame's: what has arrived of it, what was made of
/// that, and which of its resources it waits for. Only state and rules; whoever owns it fetches and reads.
class PageFrame {
 public:
  /// `row` is the document's own; `depth` is 0 for the page itself. `arrived` outlives this.
  PageFrame(std::size_t row, std::size_t depth, const Arrived& arrived)
      : row_(row), depth_(depth), arrived_(arrived) {}

  std::size_t row() const { return row_; }
  std::size_t depth() const { return depth_; }

  std::string url;           ///< where it came from in the end
  std::string content_type;  ///< as sent
  std::string markup;        ///< what has arrived
  bool whole = false;        ///< nothing more will come
  bool reading = false;      ///< somebody reads what has arrived
  bool styling = false;      ///< somebody works out what its styles ask for

  /// Whether there is something to read that is worth it: reading begins anew each time, so that each time
  /// there must be a good part more.
  bool should_read() const;
  /// What was made of it so far; null: nothing yet.
  const std::shared_ptr<const PageContent>& content() const { return content_; }
  void take(std::shared_ptr<const PageContent> content) { content_ = std::move(content); }

  /// The resources that the content names and nobody has asked for yet; those which only the parser finds
  /// once it comes by.
  std::vector<FoundResource> to_ask() const;
  /// A resource was asked for and has that row; none: it will not be fetched.
  void note_asked(const FoundResource& resource, std::optional<std::size_t> row) {
    asked_[{resource.url, resource.type}] = row;
  }
  /// The frames whose documents are in the content, that the parser has come to and nobody has taken yet.
  std::vector<InlineFrame> take_frames();
  /// The `style` elements that are complete and have imports which nobody has asked for yet, by their order.
  std::vector<std::size_t> styles_with_imports() const;
  void note_imports(std::size_t order, std::vector<Arrived::Import> imports) {
    imports_[order] = std::move(imports);
  }

  /// Whether the parser is beyond the head.
  bool is_in_body() const;
  /// Whether a browser would lay the page out by now, and has not done so with the present sheets, the
  /// present content and without the fonts that did not come.
  bool should_style() const;
  void begin_styling();
  /// The sheets in the order in which they apply.
  std::vector<StyleSheet> sheets() const;

  /// Nothing more can come of it by itself.
  bool is_settled() const;

 private:
  /// What styles were worked out for.
  struct Styled {
    bool whole = false;
    std::size_t sheets = 0;
    std::size_t failed_fonts = 0;
    bool operator==(const Styled&) const = default;
  };

  Styled present() const { return {content_->whole, arrived_.sheets.size(), arrived_.failed_fonts.size()}; }
  std::vector<Awaited> awaited() const;
  bool can_be_laid_out() const;
  void add_sheet(std::size_t row, std::set<std::size_t>& seen, std::vector<StyleSheet>& sheets) const;
  void add_with_imports(const StyleSheet& first, const std::vector<Arrived::Import>& its_imports,
                        std::set<std::size_t>& seen, std::vector<StyleSheet>& sheets) const;

  std::size_t row_;
  std::size_t depth_;
  const Arrived& arrived_;
  std::shared_ptr<const PageContent> content_;
  std::map<std::pair<std::string, ResourceType>, std::optional<std::size_t>> asked_;
  std::set<std::size_t> taken_;                                  ///< frames, by their order
  std::map<std::size_t, std::vector<Arrived::Import>> imports_;  ///< of `style` elements, by their order

  std::optional<Styled> styled_;
};

}  // namespace portalprobe
