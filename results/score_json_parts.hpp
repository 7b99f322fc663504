#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bilingual_text.hpp"
#include "core/judgement.hpp"
#include "core/points.hpp"
#include "core/score_card.hpp"
#include "results/json_writer.hpp"

namespace portalprobe {

/// Pieces of scores that several objects have. Each writes one value, unless it says otherwise.

/// Whole numbers without a fraction; what no JSON number can be (infinity) and what is absent as null.
void put_number(JsonWriter& json, std::optional<double> number);
void put_points(JsonWriter& json, const std::optional<Points>& points);
void put_text(JsonWriter& json, const BilingualText& text);
/// An empty one is null.
void put_word(JsonWriter& json, std::string_view word);
void put_texts(JsonWriter& json, const std::vector<std::string>& texts);
void put_texts(JsonWriter& json, const std::vector<BilingualText>& texts);
void put_count(JsonWriter& json, std::uint64_t count);

/// `taken`, `ok` and `by_side` (side: failures).
void put_samples(JsonWriter& json, const SideCounts& samples);

/// Members of the object that is open: what a judgement found by a metric of that unit. Null: nothing was
/// judged.
void put_figures(JsonWriter& json, const Judgement* judgement, bool is_duration);

/// Members of the object that is open: one threshold's result under one of its readings.
void put_reading_result(JsonWriter& json, const Threshold& threshold, const ReadingResult& result);

}  // namespace portalprobe
