#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "probe/page/css_font_value.hpp"

namespace portalprobe {

/// A face that a sheet declares (`@font-face`).
struct FontFace {
  struct Range {
    char32_t from = 0;
    char32_t to = 0x10FFFF;
    bool operator==(const Range&) const = default;
  };

  std::string family;  ///< lower case
  /// As written, of the sources that Chromium would try in turn, each if the one before it is no font: those
  /// in formats that it reads.
  std::vector<std::string> urls;
  int lightest = 400;
  int heaviest = 400;
  FontStyle style = FontStyle::normal;
  int narrowest = 100;  ///< percent
  int widest = 100;
  std::vector<Range> ranges;  ///< empty: any character

  bool covers(char32_t character) const;
};

/// Takes the descriptors of an `@font-face` one by one.
class FontFaceReader {
 public:
  void take(std::string_view descriptor, std::string_view value);
  /// A face without family or usable source is none: false.
  bool is_complete() const { return !face_.family.empty() && has_source_; }
  FontFace face() && { return std::move(face_); }

 private:
  void take_sources(std::string_view value);
  void take_weight(std::string_view value);
  void take_style(std::string_view value);
  void take_stretch(std::string_view value);

  FontFace face_;
  bool has_source_ = false;
};

/// `U+0-7F, U+4??`; empty if it is invalid.
std::vector<FontFace::Range> read_unicode_ranges(std::string_view text);

}  // namespace portalprobe
