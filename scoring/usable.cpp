#include "scoring/usable.hpp"

namespace portalprobe {
namespace {

std::optional<LeftOut> by_side(const Measured& sample) {
  switch (sample.side) {
    case Side::none:
    case Side::portal:
      return std::nullopt;
    case Side::network:
      return LeftOut::network;
    case Side::protection:
      return LeftOut::wall;
    case Side::vantage:
      return LeftOut::vantage;
    case Side::probe:
      return LeftOut::probe;
    case Side::unexplained:
      return LeftOut::unexplained;
  }
  return LeftOut::probe;  // not reached
}

}  // namespace

std::optional<LeftOut> why_unusable(const Measured& sample) {
  if (sample.outcome == Outcome::skipped_maintenance) return LeftOut::maintenance;
  if (sample.via_proxy) return LeftOut::proxy;
  if (const auto reason = by_side(sample)) return reason;
  if (!sample.fit) return LeftOut::unfit;
  return std::nullopt;
}

}  // namespace portalprobe
