#pragma once

#include <string>

#include "probe/film/film_strip.hpp"

namespace portalprobe {

/// The name of a strip's picture in a folder: its place from 1, and its moment in milliseconds.
std::string frame_file(std::size_t place, const StripFrame& frame);

/// What the strip says, with its pictures' names, as a JSON object. Absent times are left out.
std::string film_json(const FilmStrip& strip);

}  // namespace portalprobe
