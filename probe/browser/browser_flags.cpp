#include "probe/browser/browser_flags.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

#include "probe/browser/browser_process.hpp"

namespace portalprobe {
namespace {

/// Docker's default is 64 MiB.
constexpr std::uint64_t kEnoughShm = std::uint64_t{512} << 20U;

/// How it shows pages: without a screen, and alike everywhere.
constexpr const char* kShowing[] = {
    "--headless",
    "--disable-gpu",
    "--hide-scrollbars",
    "--mute-audio",
    "--force-color-profile=srgb",
    "--no-startup-window",
    // A tab that nobody looks at must run as one that somebody does.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
};

/// What it would do or say by itself.
constexpr const char* kQuiet[] = {
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-extensions-with-background-pages",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-field-trial-config",
    "--disable-hang-monitor",
    "--disable-prompt-on-repost",
    "--disable-quic",
    "--disable-search-engine-choice-screen",
    "--disable-site-isolation-trials",  // as its headless shell: frames of other sites are the tab's
    "--disable-sync",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-service-autorun",
    "--password-store=basic",
    "--use-mock-keychain",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
};

/// The same, where there is no flag for it; and what would change an address that we were told to measure.
constexpr const char* kFeaturesOff[] = {
    "AutofillServerCommunication",
    "CertificateTransparencyComponentUpdater",
    "DialMediaRouteProvider",
    "GlobalMediaControls",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "InterestFeedContentSuggestions",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationGuideModelDownloading",
    "OptimizationHints",
    "OptimizationHintsFetching",
    "PrivacySandboxSettings4",
    "SegmentationPlatform",
    "Translate",
};

}  // namespace

std::vector<std::string> browser_flags(const BrowserOptions& options, const BrowserSurroundings& around) {
  std::vector<std::string> words = {"--remote-debugging-pipe", "--user-data-dir=" + around.profile};
  words.insert(words.end(), std::begin(kShowing), std::end(kShowing));
  words.insert(words.end(), std::begin(kQuiet), std::end(kQuiet));
  words.push_back(fmt::format("--disable-features={}", fmt::join(kFeaturesOff, ",")));
  if (around.as_root) words.emplace_back("--no-sandbox");
  if (around.small_shm) words.emplace_back("--disable-dev-shm-usage");
  if (!options.host_rules.empty())
    words.push_back(fmt::format("--host-resolver-rules={}", fmt::join(options.host_rules, ",")));
  words.emplace_back("--no-proxy-server");  // else the system's settings count; a visit has its own
  return words;
}

BrowserSurroundings browser_surroundings(std::string profile) {
  struct statvfs shm {};
  const bool known = ::statvfs("/dev/shm", &shm) == 0;
  BrowserSurroundings around;
  around.profile = std::move(profile);
  around.as_root = ::geteuid() == 0;
  around.small_shm =
      !known || std::uint64_t{shm.f_bavail} * shm.f_frsize < kEnoughShm || ::access("/dev/shm", W_OK) != 0;
  return around;
}

}  // namespace portalprobe
