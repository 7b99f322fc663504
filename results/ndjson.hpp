#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/expected.hpp"
#include "core/measurement.hpp"
#include "results/sweep_facts.hpp"

namespace portalprobe {

/// The longest lines that are read: of a sample, and of one with its resources.
inline constexpr std::size_t kMaxLine = 1U << 20U;
inline constexpr std::size_t kMaxLineWithResources = 8U << 20U;

/// Appends the sample as one line of JSON, newline included. Absent fields are left out; bytes that are not
/// UTF-8 become U+FFFD. `facts` of its sweep are fields like the sample's own; those of a browser only where
/// one measured.
void append_ndjson(std::string& out, const Sample& sample, const SweepFacts& facts = {});

/// The same with a page load's resources as the field `resources`: an array of objects, the document first.
/// Left out where there are none.
void append_ndjson(std::string& out, const Sample& sample, const PageVisit& visit,
                   const SweepFacts& facts = {});

/// Reads such a line. Unknown keys are ignored (later versions add some), and take no memory; a line over
/// 1 MiB, of a newer schema, without a required field, with one that is there twice or with a wrong value is
/// refused, naming the field.
Expected<Sample> parse_ndjson_line(std::string_view line);

/// The same with the resources, where the line has them; nothing else of the measurement is set. Such a line
/// may have 8 MiB.
Expected<Measurement> parse_ndjson_measurement(std::string_view line);

/// One line of an archive: the measurement, and what it says of its sweep.
struct ArchivedSample {
  Measurement measurement;
  SweepFacts facts;
};
Expected<ArchivedSample> parse_archived_line(std::string_view line);

}  // namespace portalprobe
