#pragma once

#include <string>
#include <vector>

#include "core/portal.hpp"
#include "core/settings.hpp"

namespace portalprobe {

/// A file that portals were read from.
struct PortalSource {
  std::string file;
  std::string sha256;  ///< of its bytes
  bool operator==(const PortalSource&) const = default;
};

/// A whole configuration, read and valid: nobody checks it again.
struct Config {
  std::string name = "portal-probe";
  Vantage vantage;
  Secret store{"sqlite:portal-probe.db"};  ///< sqlite:PATH or postgresql://...
  std::vector<Schedule> schedules = {Schedule{}};
  Limits limits;
  ProbeSettings defaults;
  Fitness fitness;
  Retention retention;
  std::vector<Control> controls;
  std::string criterion;         ///< path as resolved against the file that names it; empty: none
  std::string criterion_sha256;  ///< of that file's bytes
  std::vector<Maintenance> maintenance;
  std::vector<Portal> portals;

  std::vector<PortalSource> portal_sources;  ///< this file too, where it has portals of its own

  std::string file;      ///< the file that was asked for
  std::string resolved;  ///< the whole as canonical JSON, secrets as written, not as filled in
  std::string sha256;    ///< of `resolved`
  bool operator==(const Config&) const = default;
};

}  // namespace portalprobe
