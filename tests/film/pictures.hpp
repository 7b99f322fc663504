#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/source_folder.hpp"

namespace portalprobe {

/// A file of tests/data/film.
inline std::string film_data(const std::string& name) {
  std::ifstream file(support::source_folder() + "/tests/data/film/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string picture(const std::string& name) { return film_data(name + ".jpg"); }

}  // namespace portalprobe
