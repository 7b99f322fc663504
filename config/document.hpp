#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/type.hpp"

namespace portalprobe {

/// A configuration's main file: what becomes `Config`, and what only reading needs.
struct ConfigDocument : Config {
  int version = 1;
  std::vector<std::string> portal_files;  ///< as written
};

/// A file that `portal_files` names.
struct PortalFile {
  std::vector<Portal> portals;
};

/// The tables. Each is made once.
const Type<ConfigDocument>& document_type();
const Type<PortalFile>& portal_file_type();

/// Parts of the above, for those who put them together.
Type<Portal> portal_type();
Type<Schedule> schedule_type();
Type<Limits> limits_type();
Type<ProbeSettings> settings_type();
Type<Fitness> fitness_type();
Type<Retention> retention_type();
Type<Vantage> vantage_type();
Type<Control> control_type();
Type<Maintenance> maintenance_type();

}  // namespace portalprobe
