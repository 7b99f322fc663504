#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/type.hpp"
#include "core/bilingual_text.hpp"
#include "core/criterion.hpp"
#include "core/groups.hpp"

/// The kinds of values that files of criteria, groups and evaluations are made of, besides those of every
/// configuration.
namespace portalprobe::type {

/// `{ vi: ..., en: ... }`, one line each.
Type<BilingualText> bilingual_text();
/// A map of names to weights, not all of which are 0.
Type<std::vector<Weight>> weights();
/// A duration of more than 0 and up to an hour, in microseconds; or a plain number of more than 0 and up to
/// 1000.
Type<double> limit();
/// p75, median, p97.5, as the share that may lie over the limit.
Type<double> statistic();
/// `not_ranked`, which is absent; or a share.
Type<std::optional<double>> share_or_not_ranked();
Type<Rounding> rounding();

}  // namespace portalprobe::type
