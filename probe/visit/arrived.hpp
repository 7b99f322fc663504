#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/clock.hpp"
#include "probe/page/found.hpp"
#include "probe/page/style_sheet.hpp"

namespace portalprobe {

/// What has arrived in a visit, by row.
class Arrived {
 public:
  /// An `@import` that was asked for.
  struct Import {
    std::size_t row = 0;
    StyleSheet::Import import;
  };
  struct Sheet {
    StyleSheet sheet;
    std::vector<Import> imports;
  };

  /// A resource has had its effect, or never will; `at`: when the last of it had come.
  void settle(std::size_t row, SteadyTime at = {});
  /// A style sheet was read, and so has settled.
  void add_sheet(std::size_t row, Sheet sheet, SteadyTime at = {});

  /// A font could not be had, or is none.
  void lose_font(const std::string& url) { failed_fonts_.insert(url); }
  const FailedFonts& failed_fonts() const { return failed_fonts_; }

  /// Null: it is none, or was not read.
  const Sheet* sheet(std::size_t row) const;
  std::size_t sheets() const { return sheets_.size(); }
  /// Whether a resource has had its effect, with all that it imports if it is a style sheet; sheets that
  /// import each other do not wait for each other. What is asked between two arrivals costs one look through
  /// all imports, however many sheets there are.
  bool is_complete(std::size_t row) const;
  /// When a resource that is complete had come, with all that it imports.
  SteadyTime came_at(std::size_t row) const;

 private:
  bool is_settled(std::size_t row) const { return row < settled_.size() && settled_[row]; }
  std::vector<bool> find_held_up() const;

  std::vector<bool> settled_;     ///< by row
  std::vector<SteadyTime> came_;  ///< likewise
  std::map<std::size_t, Sheet> sheets_;
  FailedFonts failed_fonts_;
  std::unordered_map<std::size_t, std::vector<std::size_t>> importers_;  ///< of each imported row
  mutable std::optional<std::vector<bool>> held_up_;  ///< rows that wait for an import; none: not known
};

}  // namespace portalprobe
