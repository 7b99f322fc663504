#include "scheduler/address_gate.hpp"

#include <algorithm>

namespace portalprobe {

AddressGate::AddressGate(int places_each) : places_each_(std::max(1, places_each)) {}

AddressGate::Entering AddressGate::ask(Visitor visitor, const std::string& address) {
  const auto visit = visits_.find(visitor);
  if (visit != visits_.end() && visit->second.address == address) {
    return visit->second.inside ? Entering{visitor} : Entering{};
  }
  Entering entering = leave(visitor);
  visits_[visitor] = {address, false};
  addresses_[address].waiting.push_back(visitor);
  fill(address, entering);
  return entering;
}

AddressGate::Entering AddressGate::leave(Visitor visitor) {
  Entering entering;
  const auto found = visits_.find(visitor);
  if (found == visits_.end()) return entering;
  const Visit visit = std::move(found->second);
  visits_.erase(found);
  auto& address = addresses_[visit.address];
  if (visit.inside) {
    --address.inside;
  } else {
    std::erase(address.waiting, visitor);
  }
  fill(visit.address, entering);
  return entering;
}

bool AddressGate::is_inside(Visitor visitor) const {
  const auto found = visits_.find(visitor);
  return found != visits_.end() && found->second.inside;
}

int AddressGate::inside(const std::string& address) const {
  const auto found = addresses_.find(address);
  return found == addresses_.end() ? 0 : found->second.inside;
}

void AddressGate::fill(const std::string& name, Entering& entering) {
  const auto found = addresses_.find(name);
  auto& address = found->second;
  while (address.inside < places_each_ && !address.waiting.empty()) {
    const Visitor next = address.waiting.front();
    address.waiting.pop_front();
    visits_[next].inside = true;
    ++address.inside;
    entering.push_back(next);
  }
  if (address.inside == 0) addresses_.erase(found);  // names come from portals: nothing of them is kept
}

}  // namespace portalprobe
