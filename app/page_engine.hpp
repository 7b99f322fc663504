#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "config/browser_time.hpp"
#include "config/config.hpp"
#include "core/measurement.hpp"
#include "core/settings.hpp"
#include "probe/browser/browser_version.hpp"

namespace portalprobe {

/// What loads a sweep's pages, decided once for all of it.
struct PageEngineChoice {
  PageEngine engine = PageEngine::none;   ///< never `automatic`
  std::optional<BrowserVersion> browser;  ///< that is going to do it
  std::string reason;                     ///< a sentence for the operator; empty: nothing had to be decided
  std::optional<bool> vietnamese_fonts;   ///< are there for the browser; absent: not known
  bool is_worse = false;                  ///< than what the configuration hopes or asks for
};

/// Tries the browser if the settings ask for one, which takes half a second. With `auto` a browser that
/// cannot be used is done without; with `browser` it stays, and its visits will fail.
PageEngineChoice choose_page_engine(const ProbeSettings& settings);

/// Notes the choice among the versions of what measures: `page_engine`, `profile`, `chromium`,
/// `chromium_revision`; and, if `versions` knew another Chromium before, the new one as `chromium_later`.
void note_page_engine(const PageEngineChoice& choice, Profile profile,
                      std::map<std::string, std::string>& versions);

/// What loaded the pages of a sweep with those versions, whose configuration says `configured`.
PageEngine page_engine_noted(const std::map<std::string, std::string>& versions, PageEngine configured);

/// What the visits of a plan take on this machine.
BrowserTime browser_time_of(std::span<const PlannedMeasurement> plan, const ProbeSettings& settings);
BrowserTime browser_time_of(const Config& config, const Schedule& schedule);

/// What is to be said of the fonts that the browser has; empty: nothing.
std::string font_warning(const PageEngineChoice& choice);

/// Says on the log what was decided.
void log_page_engine(const PageEngineChoice& choice);

}  // namespace portalprobe
