#pragma once

#include <string>
#include <vector>

#include "config/type.hpp"
#include "core/evaluation.hpp"

namespace portalprobe {

/// An evaluation's main file: what becomes `Evaluation`, and what only reading needs.
struct EvaluationFile : Evaluation {
  int version = 1;
  std::string expected_criterion;  ///< SHA-256, where the file says it
  std::string expected_registry;
  std::string exclusions_file;
  std::vector<std::string> holiday_files;
};

/// The files that it names besides its criterion and its registry.
struct ExclusionsFile {
  int version = 1;
  std::vector<Exclusion> exclusions;
};
struct HolidaysFile : Holidays {
  int version = 1;
};

/// The tables. Each is made once. What concerns one file alone is checked as it is read.
const Type<EvaluationFile>& evaluation_type();
const Type<ExclusionsFile>& exclusions_type();
const Type<HolidaysFile>& holidays_type();

/// As in messages: 2026-11-20.
std::string day_text(Day day);

}  // namespace portalprobe
