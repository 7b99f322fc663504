#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/engine.hpp"
#include "scheduler/address_gate.hpp"
#include "scheduler/admission.hpp"

namespace portalprobe {

/// The measurements that run, by their index into the plan, with their places at addresses.
class InFlight {
 public:
  struct Flight {
    ProbeId id = 0;
    SteadyTime eligible_at{};
    Held held;
  };
  using Entering = AddressGate::Entering;

  explicit InFlight(int places_at_an_address) : gate_(places_at_an_address) {}

  void add(const Decision& decision);
  void set_id(std::uint32_t index, ProbeId id);
  /// Asks for a place at an address. Returns all who may enter now, perhaps the one that asked: `enter` is
  /// for each of them.
  Entering ask(std::uint32_t index, const std::string& address, std::function<void()> on_entering);
  /// Tells a measurement that it may connect; nobody if it has ended meanwhile, or was told before.
  void enter(std::uint32_t index);

  /// What has ended, and who may enter in its place.
  struct Landed {
    Flight flight;
    Entering entering;
  };
  /// Nothing: it was not in flight.
  std::optional<Landed> land(std::uint32_t index);

  std::vector<ProbeId> ids() const;
  std::size_t size() const { return flights_.size(); }
  bool empty() const { return flights_.empty(); }
  /// Forgets them all: what they do from now on is nobody's business.
  void abandon() { flights_.clear(); }

 private:
  struct Entry {
    Flight flight;
    std::function<void()> on_entering;  ///< set while it waits for a place
  };
  AddressGate gate_;
  std::unordered_map<std::uint32_t, Entry> flights_;
};

}  // namespace portalprobe
