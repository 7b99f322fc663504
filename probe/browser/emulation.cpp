#include "probe/browser/emulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

// DevTools delays requests, not packets. So that pages take as long as over a link with that round trip and
// rate, Lighthouse corrects both.
constexpr double kLatencyFactor = 3.75;
constexpr double kRateFactor = 0.9;

constexpr std::uint64_t bytes_per_second(double kilobits) {
  return static_cast<std::uint64_t>(kilobits * kRateFactor * 1024 / 8);
}

constexpr EmulatedLink link_of(double round_trip_ms, double down_kilobits, double up_kilobits) {
  return {round_trip_ms * kLatencyFactor, bytes_per_second(down_kilobits), bytes_per_second(up_kilobits)};
}

/// The whole number before the first dot of `NAME/156.0.1.2`; the rest tells browsers apart that behave
/// alike.
std::string milestone(std::string_view product) {
  const auto slash = product.find('/');
  if (slash == std::string_view::npos) return "0";
  std::string_view digits = product.substr(slash + 1);
  digits = digits.substr(0, std::min<std::size_t>(digits.find('.'), 9));
  return std::string(digits.empty() || !std::ranges::all_of(digits, ascii::is_digit) ? "0" : digits);
}

/// Fit for a header's value.
std::string visible(std::string_view text) {
  std::string result;
  std::ranges::copy_if(text.substr(0, 500), std::back_inserter(result),
                       [](char c) { return c >= ' ' && c < 0x7f; });
  return result;
}

}  // namespace

Emulation emulation_of(Profile profile) {
  Emulation emulation;
  switch (profile) {
    case Profile::mobile:
      emulation.width = 412;
      emulation.height = 823;
      emulation.device_scale_factor = 1.75;
      emulation.is_mobile = true;
      emulation.cpu_slowdown = 4;
      emulation.link = link_of(150, 1.6 * 1024, 750);
      break;
    case Profile::desktop:
      // Lighthouse simulates this link and never throttles to it; with the same corrections it would be so.
      emulation.link = link_of(40, 10 * 1024, 0);
      break;
    case Profile::none:
      break;
  }
  return emulation;
}

std::string user_agent_for(const Emulation& emulation, std::string_view product, std::string_view own) {
  const std::string_view device =
      emulation.is_mobile ? "Linux; Android 11; moto g power (2022)" : "X11; Linux x86_64";
  return fmt::format(
      "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 {}Safari/537.36{}{}", device,
      milestone(product), emulation.is_mobile ? "Mobile " : "", own.empty() ? "" : " ", visible(own));
}

}  // namespace portalprobe
