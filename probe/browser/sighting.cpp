#include "probe/browser/sighting.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include "probe/browser/json_values.hpp"
#include "probe/printable.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostText = std::size_t{2} << 20U;
constexpr std::size_t kMostWhat = 200;
constexpr double kFarthest = 100'000;  // CSS pixels

constexpr std::array<std::pair<std::string_view, Seen>, 9> kNames = {{
    {"there", Seen::there},
    {"missing", Seen::missing},
    {"hidden", Seen::hidden},
    {"disabled", Seen::disabled},
    {"covered", Seen::covered},
    {"outside", Seen::outside},
    {"unfocused", Seen::unfocused},
    {"no_selector", Seen::no_selector},
    {"failed", Seen::failed},
}};

Sighting failed(std::string what) { return {Seen::failed, {}, std::move(what), std::nullopt}; }

}  // namespace

Sighting sighting_from(std::string_view text) {
  if (text.size() > kMostText) return failed("its answer is too long");
  const auto told = nlohmann::json::parse(text, nullptr, false);
  const auto* const name =
      std::ranges::find(kNames, json::text_at(told, "seen"), &std::pair<std::string_view, Seen>::first);
  if (name == kNames.end()) return failed("it makes no sense");
  Sighting sighting;
  sighting.seen = name->second;
  sighting.what = printable(json::text_at(told, "what"), kMostWhat);
  const auto x = json::number_within(json::at(told, "x"), 0, kFarthest);
  const auto y = json::number_within(json::at(told, "y"), 0, kFarthest);
  if (x && y) sighting.middle = {*x, *y};
  if (auto times = page_times_from(json::text_at(told, "vitals"))) sighting.vitals = std::move(*times);
  return sighting;
}

std::string hindrance(const Sighting& sighting) {
  switch (sighting.seen) {
    case Seen::there:
      return {};
    case Seen::missing:
      return "the page has no such element";
    case Seen::hidden:
      return "the element cannot be seen";
    case Seen::disabled:
      return "the element is disabled";
    case Seen::covered:
      return fmt::format("{} lies over the element's middle", sighting.what);
    case Seen::outside:
      return "the element lies where nobody can scroll to";
    case Seen::unfocused:
      return fmt::format("nothing that takes text has the focus ({} has it)", sighting.what);
    case Seen::no_selector:
      return "that is no CSS selector";
    case Seen::failed:
      break;
  }
  return fmt::format("the page could not be asked: {}", sighting.what);
}

}  // namespace portalprobe
