#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/sample.hpp"

namespace portalprobe {

/// What one document of a body says of the EMC tag: a page's, or another system's.
struct EmcLook {
  std::string target_id;
  std::string url;  ///< where the document came from in the end; for what was never asked, as configured
  std::optional<int> level;  ///< 0 absent, 1 text only, 2 active; none: not known
  std::string site_id;       ///< empty unless active
  std::string
      unknown;  ///< why the level is not known: an outcome, needs_browser, capped, no_document, not_checked
  bool operator==(const EmcLook&) const = default;
};

/// One portal's entry: the portal itself and the other systems of its body.
struct EmcBody {
  std::string portal_id;
  std::optional<int> level;         ///< the weakest of all that follows
  std::optional<int> portal_level;  ///< the weakest of its pages
  std::vector<EmcLook> pages;       ///< none: the sweep loads none
  std::vector<EmcLook> systems;
  std::size_t active_systems = 0;
  bool operator==(const EmcBody&) const = default;
};

/// A site id that counts for several systems: all but one of them have somebody else's tag.
struct EmcSharedId {
  std::string site_id;
  std::vector<std::string> places;  ///< `portal` for its pages, `portal/system-1`
  bool operator==(const EmcSharedId&) const = default;
};

struct EmcReport {
  std::vector<EmcBody> bodies;  ///< by id
  std::vector<EmcSharedId> shared;
  std::array<std::uint64_t, 3> bodies_at{};  ///< how many bodies are at level 0, 1, 2
  std::uint64_t bodies_unknown = 0;
  bool operator==(const EmcReport&) const = default;
};

/// The weakest of some levels. One that is not known could be any, so the weakest is known only if one is
/// absent (nothing is weaker) or all are known. Of none: not known.
std::optional<int> weakest(const std::vector<std::optional<int>>& levels);

/// A document that a sweep should look at: a page that it loads, or another system.
struct EmcDocument {
  std::string portal_id;
  std::string target_id;
  std::string url;
  TargetKind kind = TargetKind::system;
};

/// Makes of a sweep's samples what they say of each body's EMC tag. Of a page that was loaded several times
/// the last round that tells counts. Memory: one look per page and system.
class EmcRollUp {
 public:
  /// `expected`: what should have been looked at.
  explicit EmcRollUp(std::vector<EmcDocument> expected) : expected_(std::move(expected)) {}

  void add(const Sample& sample);
  /// Of all portals that have samples; none: no sample could tell anything of the tag.
  std::optional<EmcReport> report() const;

 private:
  struct Reading {
    EmcLook look;
    std::uint32_t round = 0;
  };
  struct Portal {
    std::map<std::string, Reading> pages;
    std::map<std::string, Reading> systems;
  };

  EmcBody body_of(const std::string& id, const Portal& portal) const;

  std::vector<EmcDocument> expected_;
  std::map<std::string, Portal> portals_;
  bool looked_ = false;
};

}  // namespace portalprobe
