#pragma once

#include <vector>

#include "config/document.hpp"
#include "config/reader.hpp"
#include "config/yaml_tree.hpp"

namespace portalprobe {

/// Where each item of a list has its id; the item's own place where it has none.
std::vector<Place> id_places(const Reader& reader, const YamlNode& map, std::string_view list);

/// What concerns more than one value of a configuration whose parts were read. `root` is the main file's,
/// which must be the reader's current one; `portal_places` has a place for each portal. Unless `complete`,
/// portals are missing because their file could not be read.
void check_across(Reader& reader, const YamlNode& root, const ConfigDocument& document,
                  const std::vector<Place>& portal_places, bool complete);

}  // namespace portalprobe
