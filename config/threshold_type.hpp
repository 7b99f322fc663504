#pragma once

#include "config/type.hpp"
#include "core/criterion.hpp"

namespace portalprobe {

/// One threshold of a criterion file: its keys, and all that can contradict within it.
Type<Threshold> threshold_type();

/// A reading alone, with nothing derived. Its threshold completes it by `complete_readings`.
Type<Reading> reading_type();

/// Fills in what readings leave to their metric and to the threshold's kind, and reports what their metric
/// cannot be: of this engine, of such targets, cold or warm. `node` is the threshold's.
void complete_readings(Reader& reader, const YamlNode& node, Threshold& threshold);

/// The metric that a reading's node names; absent where it names none.
std::optional<Metric> metric_at(const YamlNode& reading);

/// The items of a list under a key; none where there is no list.
std::vector<YamlNode> items_of(const YamlNode& map, std::string_view key);

/// Reports texts of a list that stand there twice.
void check_doubled(Reader& reader, const YamlNode& map, std::string_view key);

}  // namespace portalprobe
