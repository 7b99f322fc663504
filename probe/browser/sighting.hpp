#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "probe/browser/interaction_commands.hpp"
#include "probe/browser/page_times.hpp"

namespace portalprobe {

/// What a page has to say about an element that is to be touched or waited for.
enum class Seen {
  there,
  missing,
  hidden,
  disabled,
  covered,      ///< by `Sighting::what`
  outside,      ///< of all that can be scrolled to
  unfocused,    ///< what is typed would go nowhere; `what` has the focus
  no_selector,  ///< it never will be there
  failed,       ///< `what` went wrong
};

struct Sighting {
  Seen seen = Seen::failed;
  PagePoint middle;
  std::string what;                 ///< on one line
  std::optional<PageTimes> vitals;  ///< if they were asked for
};

/// Reads what interaction.js answered. Nothing in it is trusted: whatever makes no sense has `failed`. Pure.
Sighting sighting_from(std::string_view json);

/// Why a step cannot be taken, as the rest of a sentence; empty: it can.
std::string hindrance(const Sighting& sighting);

}  // namespace portalprobe
