#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "probe/page/css_declaration.hpp"
#include "probe/page/work_budget.hpp"

namespace portalprobe {

/// Names that a value asks for with `var()`.
std::vector<std::string> variables_in(std::string_view value);

/// Custom properties of the elements of a page. Only those that some value asks for are kept. Values hand
/// down from element to element; what they may grow to is bounded, so that properties made of each other
/// cannot fill the memory.
class CssVariables {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;
  /// Where an element looks values up.
  struct Scope {
    std::uint32_t place = kNone;  ///< kNone: nothing is set
    bool own = false;             ///< set on the element itself, not inherited
  };
  using Set = std::pair<std::uint32_t, const Declaration*>;  ///< a property's number, and what it is set to

  explicit CssVariables(WorkBudget& budget) : budget_(budget) {}

  /// The number of a property that is asked for; made if need be.
  std::uint32_t need(const std::string& name);
  /// kNone: nobody asks for it.
  std::uint32_t number_of(const std::string& name) const;
  bool any_needed() const { return !numbers_.empty(); }
  std::size_t size() const { return registered_.size(); }
  void register_property(std::uint32_t number, bool inherits, std::string_view initial);

  /// The scope of an element that sets properties itself. `sets` is in order of the numbers.
  Scope open(Scope parent, const std::vector<Set>& sets);
  /// What an element inherits that sets none.
  static Scope inherit(Scope parent) { return {parent.place, false}; }

  /// `value` with every `var()` replaced. Nothing: it cannot be, and the declaration is void.
  std::optional<std::string> substitute(std::string_view value, Scope scope);

  /// Something was left out for its size.
  bool capped() const { return capped_; }

 private:
  using Value = std::optional<std::string_view>;
  using LookUp = std::function<Value(std::uint32_t)>;
  struct Entry {
    std::uint32_t number = 0;
    Value value;
  };
  struct Level {
    std::uint32_t parent = kNone;
    std::size_t first = 0;  // of entries_
    std::size_t count = 0;
  };
  struct Registered {
    bool inherits = true;
    Value initial;
  };
  class Opening;

  Value look_up(std::uint32_t number, Scope scope);
  Value inherited(std::uint32_t number, Scope parent);
  bool substitute(std::string_view value, const LookUp& look_up, std::string& out, unsigned depth);
  bool append(std::string_view text, std::string& out);
  Value keep(std::string text);

  WorkBudget& budget_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<Registered> registered_;
  std::vector<Level> levels_;
  std::vector<Entry> entries_;
  std::deque<std::string> kept_;
  std::size_t kept_bytes_ = 0;
  bool capped_ = false;
};

}  // namespace portalprobe
