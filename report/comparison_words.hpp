#pragma once

#include <optional>
#include <string>

#include "core/comparison.hpp"
#include "core/language.hpp"

namespace portalprobe {

/// A comparison's figures and results in the reader's language.

/// A heading for a metric's column: TTFB, LCP, load.
std::string metric_heading(Metric metric, Language language);
/// nhanh hơn, chậm hơn ...; faster is better.
std::string change_word(Change change, Language language);
/// Empty for `none`.
std::string undecidable_words(Undecidable why, Language language);
std::string left_out_words(LeftOut reason, Language language);

/// 1.234 s, or 0.123 where the metric is no time; a word where it is slower than any limit; "-" where there
/// is none.
std::string metric_value_text(std::optional<double> value, Metric metric, Language language);
/// +0.120 s [+0.080, +0.160]
std::string shift_text(const std::optional<Estimate>& shift, Metric metric, Language language);
/// +0.43 [+0.20, +0.61]
std::string delta_text(const std::optional<Estimate>& delta, Language language);
/// 0.0123; < 0.0001
std::string p_text(std::optional<double> p, Language language);

/// A portal's name; its id where none is known.
const std::string& portal_name(const Comparison& comparison, const std::string& portal_id);
/// How a line was measured: browser, desktop, ipv4. With `metric` a line's name within its target.
std::string way_text(const MeasuredSeries& series);

}  // namespace portalprobe
