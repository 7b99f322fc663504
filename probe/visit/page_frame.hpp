#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "probe/visit/arrived.hpp"
#include "probe/visit/page_content.hpp"

namespace portalprobe {

/// A document that is being loaded, the page's own or a frame's: what has arrived of it, what was made of
/// that, and which of its resources it waits for. Only state and rules; whoever owns it fetches and reads.
class PageFrame {
 public:
  /// `row` is the document's own; `depth` is 0 for the page itself. `arrived` outlives this.
  PageFrame(std::size_t row, std::size_t depth, const Arrived& arrived)
      : row_(row), depth_(depth), arrived_(arrived) {}

  std::size_t row() const { return row_; }
  std::size_t depth() const { return depth_; }

  std::string url;               ///< where it came from in the end
  std::string content_type;      ///< as sent
  std::string markup;            ///< what has arrived
  bool whole = false;            ///< nothing more will come
  SteadyTime ended;              ///< when the last of it had come
  bool reading = false;          ///< somebody reads what has arrived
  bool styling = false;          ///< somebody works out what its styles ask for
  microseconds delay{0};         ///< by how much our own doing may have made late what is asked for
  microseconds parser_delay{0};  ///< the same for what its parser and its painting had to wait for
  microseconds delay_of(const FoundResource& resource) const {
    return resource.needs_parser ? std::max(delay, parser_delay) : delay;
  }

  /// What was read had waited for so long; to be told of each reading, before `take`.
  void note_waited(microseconds waited);

  /// Whether there is something to read that is worth it: reading begins anew each time, so that each time
  /// there must be a good part more.
  bool should_read() const;
  /// What was made of it so far; null: nothing yet.
  const std::shared_ptr<const PageContent>& content() const { return content_; }
  /// Takes what was made of it, and gives back what was made of it before.
  std::shared_ptr<const PageContent> take(std::shared_ptr<const PageContent> content);

  /// The resources that the content names and nobody has asked for yet; those which only the parser finds
  /// once it comes by. Whoever takes them asks for them, and says so with `note_asked`.
  std::vector<FoundResource> take_to_ask();
  /// A resource was asked for and has that row; none: it will not be fetched.
  void note_asked(const FoundResource& resource, std::optional<std::size_t> row) {
    asked_[{resource.url, resource.type}] = row;
  }
  /// The next of the frames whose documents are in the content, once the parser has come to it; null: none.
  const InlineFrame* take_frame();
  /// The `style` elements that are complete and have imports which nobody has asked for yet. Whoever takes
  /// them asks, and says so with `note_imports`.
  std::vector<const PageContent::Style*> take_styles_with_imports();
  void note_imports(std::size_t order, std::vector<Arrived::Import> imports) {
    if (!imports.empty()) imports_[order] = std::move(imports);
  }

  /// Whether the parser is beyond the head.
  bool is_in_body() const;
  /// Whether a browser would lay the page out by now, and has not done so with the present sheets, the
  /// present content and without the fonts that did not come.
  bool should_style() const;
  void begin_styling();
  /// The sheets in the order in which they apply.
  struct Sheets {
    std::vector<StyleSheet> sheets;
    std::set<std::size_t> rows;  ///< of those that were fetched
    bool capped = false;         ///< there were too many layers in each other for all of them
  };
  Sheets sheets() const;

  /// Nothing more can come of it by itself that a load waits for which had everything else at `loaded`. What
  /// its styles ask for belongs to that if a browser would have laid it out by then: when it has parsed the
  /// page, with the sheets that are there, and later with its next picture. A font that could not be had is
  /// replaced at once. When things came decides, not when somebody here got round to them.
  bool is_settled(SteadyTime loaded) const;

 private:
  /// What styles were worked out for.
  struct Styled {
    bool whole = false;
    std::size_t sheets = 0;
    std::size_t failed_fonts = 0;
    bool operator==(const Styled&) const = default;
  };

  Styled present() const { return {content_->whole, arrived_.sheets(), arrived_.failed_fonts().size()}; }
  /// Those of the content's resources that may hold the parser or the painting up, as far as they still do.
  const std::vector<Awaited>& awaited() const;
  std::size_t position() const { return parser_position(awaited()); }
  bool is_finished(Awaited& resource) const;
  bool can_be_laid_out() const;
  bool lost_fonts_only() const;
  bool awaits_styling(SteadyTime loaded) const;
  struct Arrivals {
    SteadyTime sheets;  ///< the last of the style sheets that apply
    SteadyTime parsed;  ///< all that the parser, and scripts that are deferred, waited for
  };
  Arrivals arrivals() const;
  void add_sheet(std::size_t row, std::set<std::size_t>& seen, Sheets& sheets) const;
  void add_with_imports(const StyleSheet& first, const std::vector<Arrived::Import>& its_imports,
                        std::set<std::size_t>& seen, Sheets& sheets) const;

  bool has_unread() const { return !content_ || whole != content_->whole || markup.size() > content_->bytes; }

  std::size_t row_;
  std::size_t depth_;
  const Arrived& arrived_;
  std::shared_ptr<const PageContent> content_;
  std::map<std::pair<std::string, ResourceType>, std::optional<std::size_t>> asked_;
  /// Of the content: what has not been asked for, in document order; frames and styles looked at so far.
  std::vector<const FoundResource*> unasked_;
  mutable std::vector<Awaited> awaited_;
  std::size_t next_frame_ = 0;
  std::size_t next_style_ = 0;
  std::set<std::size_t> taken_;                                  ///< frames, by their order
  std::map<std::size_t, std::vector<Arrived::Import>> imports_;  ///< of `style` elements, by their order

  bool was_held_up_ = false;  ///< the reading that is under way had to wait for the one before

  std::optional<Styled> styled_;
  bool styling_for_fonts_ = false;  ///< that were lost: a browser asks for the next at once
};

}  // namespace portalprobe
