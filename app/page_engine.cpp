#include "app/page_engine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/logging.hpp"
#include "probe/browser/browser_trial.hpp"
#include "probe/browser/emulation_text.hpp"
#include "probe/browser/vietnamese_fonts.hpp"
#include "probe/self/usable_processors.hpp"

namespace portalprobe {

PageEngineChoice choose_page_engine(const ProbeSettings& settings) {
  PageEngineChoice choice;
  choice.engine = settings.page_engine;
  const bool is_open = settings.page_engine == PageEngine::automatic;
  if (!is_open && settings.page_engine != PageEngine::browser) return choice;
  auto browser = try_browser();
  if (browser) {
    choice.engine = PageEngine::browser;
    choice.reason = fmt::format("pages are loaded by {} (page_engine {})", browser->product,
                                to_string(settings.page_engine));
    choice.browser = std::move(*browser);
    choice.vietnamese_fonts = has_vietnamese_fonts();
    return choice;
  }
  choice.is_worse = true;
  if (is_open) {
    choice.engine = PageEngine::network;
    choice.reason =
        fmt::format("pages are loaded without a browser (page_engine auto): {}", browser.error().message);
  } else {
    choice.reason =
        fmt::format("page_engine is browser, and pages cannot be loaded by one: {}", browser.error().message);
  }
  return choice;
}

void note_page_engine(const PageEngineChoice& choice, Profile profile,
                      std::map<std::string, std::string>& versions) {
  versions["page_engine"] = to_string(choice.engine);
  if (choice.engine == PageEngine::browser) versions["profile"] = emulation_text(profile);
  if (!choice.browser) return;
  const std::string& product = choice.browser->product;
  const auto known = versions.find("chromium");
  if (known == versions.end()) {
    versions["chromium"] = product;
    if (!choice.browser->revision.empty()) versions["chromium_revision"] = choice.browser->revision;
  } else if (known->second != product) {
    versions["chromium_later"] = product;
  }
}

PageEngine page_engine_noted(const std::map<std::string, std::string>& versions, PageEngine configured) {
  const auto noted = versions.find("page_engine");
  const auto engine = noted == versions.end() ? std::nullopt : page_engine_from(noted->second);
  if (engine && *engine != PageEngine::automatic) return *engine;
  // Before it was noted, `auto` was the reader without a browser.
  return configured == PageEngine::automatic ? PageEngine::network : configured;
}

BrowserTime browser_time_of(std::span<const PlannedMeasurement> plan, const ProbeSettings& settings) {
  const auto visits = std::ranges::count_if(plan, needs_browser, &PlannedMeasurement::engine);
  return browser_time(static_cast<std::uint64_t>(visits), visits_at_once(settings, usable_processors()));
}

BrowserTime browser_time_of(const Config& config, const Schedule& schedule) {
  return browser_time(browser_visits(config.portals, schedule.rounds, RoundSettings(config.defaults)),
                      visits_at_once(config.defaults, usable_processors()));
}

std::string font_warning(const PageEngineChoice& choice) {
  if (choice.vietnamese_fonts != false) return {};
  return "no installed font has all Vietnamese letters: pages are painted with boxes, and not when people "
         "see them "
         "painted (scripts/install-deps --browser installs some)";
}

void log_page_engine(const PageEngineChoice& choice) {
  if (choice.reason.empty()) return;
  choice.is_worse ? log_warning(choice.reason) : log_info(choice.reason);
  if (const std::string warning = font_warning(choice); !warning.empty()) log_warning(warning);
}

}  // namespace portalprobe
