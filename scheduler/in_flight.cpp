#include "scheduler/in_flight.hpp"

#include <utility>

namespace portalprobe {

void InFlight::add(const Decision& decision) {
  flights_.emplace(decision.index, Entry{{0, decision.eligible_at, decision.held}, nullptr});
}

void InFlight::set_id(std::uint32_t index, ProbeId id) {
  const auto found = flights_.find(index);
  if (found != flights_.end()) found->second.flight.id = id;
}

InFlight::Entering InFlight::ask(std::uint32_t index, const std::string& address,
                                 std::function<void()> on_entering) {
  const auto found = flights_.find(index);
  if (found == flights_.end()) return {};
  found->second.on_entering = std::move(on_entering);
  return gate_.ask(index, address);
}

void InFlight::enter(std::uint32_t index) {
  const auto found = flights_.find(index);
  if (found == flights_.end() || !gate_.is_inside(index)) return;
  // Taken out first: the call may ask for the next place at once.
  if (const auto on_entering = std::exchange(found->second.on_entering, nullptr)) on_entering();
}

std::optional<InFlight::Landed> InFlight::land(std::uint32_t index) {
  const auto found = flights_.find(index);
  if (found == flights_.end()) return std::nullopt;
  const Flight flight = found->second.flight;
  flights_.erase(found);
  return Landed{flight, gate_.leave(index)};
}

std::vector<ProbeId> InFlight::ids() const {
  std::vector<ProbeId> ids;
  ids.reserve(flights_.size());
  for (const auto& [index, entry] : flights_) ids.push_back(entry.flight.id);
  return ids;
}

}  // namespace portalprobe
