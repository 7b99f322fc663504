#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "probe/page/font_face.hpp"
#include "probe/page/found.hpp"
#include "probe/page/work_budget.hpp"

namespace portalprobe {

/// How a text is to look, as far as that decides about faces.
struct FontWish {
  std::uint32_t families = 0;  ///< a list that FontChoice knows; 0 is the empty one
  int weight = 400;
  FontStyle style = FontStyle::normal;
  bool operator==(const FontWish&) const = default;
};

/// Finds the faces that the texts of a page need, by the matching of CSS Fonts Level 4. A generic family, and
/// those few names that every system has an answer for, hold all characters but those for private use
/// (icons), so that the families behind them are asked for no others.
class FontChoice {
 public:
  /// `failed` outlives it.
  FontChoice(WorkBudget& budget, const FailedFonts& failed) : budget_(budget), failed_(failed) {
    lists_.emplace_back();
  }

  /// Faces in order of their declaration; each must outlive it.
  void declare(const FontFace& face, std::string_view sheet_url);
  /// The number of a list of families, as written.
  std::uint32_t list_of(std::string_view families);

  /// A face's source.
  struct Choice {
    std::string_view url;  ///< as written; empty: it is not fetched
    std::string_view sheet_url;
    bool is_stand_in = false;  ///< a face that matches better was lost
  };
  /// Of the faces that `text` needs and no text before it did.
  std::vector<Choice> take(const FontWish& wish, std::string_view text);

 private:
  struct Declared {
    const FontFace* face = nullptr;
    std::string_view sheet_url;
    std::string_view url{};
    bool is_lost = false;  ///< none of its sources was a font
    bool taken = false;
  };
  /// A family's faces for a wish, the last declared first; none of them: it is the system's.
  using Step = std::vector<std::uint32_t>;
  struct Group {
    std::vector<Step> steps;
    std::unordered_set<char32_t> seen;
    bool complete = false;  ///< nothing more can come of it
  };

  void choose_source(Declared& declared);
  Group& group_of(const FontWish& wish);
  Step step_of(const std::vector<std::uint32_t>& faces, const FontWish& wish) const;
  void take(Group& group, char32_t character, std::vector<Choice>& chosen);

  WorkBudget& budget_;
  const FailedFonts& failed_;
  std::vector<Declared> faces_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_family_;
  std::vector<std::vector<FontFamily>> lists_;
  std::unordered_map<std::string, std::uint32_t> list_numbers_;
  std::unordered_map<std::uint64_t, Group> groups_;
};

}  // namespace portalprobe
