#pragma once

#include <string>
#include <string_view>

#include "core/expected.hpp"
#include "core/measurement.hpp"

namespace portalprobe {

/// Appends the sample as one line of JSON, newline included. Absent fields are left out; bytes that are not
/// UTF-8 become U+FFFD.
void append_ndjson(std::string& out, const Sample& sample);

/// The same with a page load's resources as the field `resources`: an array of objects, the document first.
/// Left out where there are none.
void append_ndjson(std::string& out, const Sample& sample, const PageVisit& visit);

/// Reads such a line. Unknown keys are ignored (later versions add some); a line over 1 MiB, of a newer
/// schema, without a required field or with a wrong value is refused, naming the field.
Expected<Sample> parse_ndjson_line(std::string_view line);

/// The same with the resources, where the line has them; nothing else of the measurement is set. Such a line
/// may have 8 MiB.
Expected<Measurement> parse_ndjson_measurement(std::string_view line);

}  // namespace portalprobe
