#pragma once

#include <string>
#include <vector>

#include "app/calibration.hpp"

namespace portalprobe {

/// A table, a block of marks for each rate, and what it means.
std::string calibration_text(const std::vector<CalibrationStep>& steps, const Fitness& limits, double pace);

/// One JSON object with the same content.
std::string calibration_json(const std::vector<CalibrationStep>& steps, const Fitness& limits, double pace);

/// The verdict in plain words.
std::string verdict_text(const CalibrationVerdict& verdict, const Fitness& limits, double pace);

}  // namespace portalprobe
