#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace portalprobe {

/// So many measurements at one address at once; who comes first enters first. A measurement has, or waits
/// for, one place.
class AddressGate {
 public:
  using Visitor = std::uint32_t;

  /// At least one place for each address.
  explicit AddressGate(int places_each);

  /// What changed: who may enter now, the one that asked included.
  using Entering = std::vector<Visitor>;

  /// Asks for a place, giving back one held elsewhere. Who asks again where it is already has it at once, or
  /// goes on waiting.
  Entering ask(Visitor visitor, const std::string& address);
  /// Gives back what the visitor holds or waits for; strangers are ignored.
  Entering leave(Visitor visitor);

  /// Addresses at which somebody is or waits.
  std::size_t busy_addresses() const { return addresses_.size(); }
  bool is_inside(Visitor visitor) const;
  int inside(const std::string& address) const;

 private:
  struct Address {
    int inside = 0;
    std::deque<Visitor> waiting;
  };
  struct Visit {
    std::string address;
    bool inside = false;
  };

  void fill(const std::string& name, Entering& entering);

  int places_each_;
  std::unordered_map<std::string, Address> addresses_;
  std::unordered_map<Visitor, Visit> visits_;
};

}  // namespace portalprobe
