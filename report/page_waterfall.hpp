#pragma once

#include <string>

#include "core/page_visit.hpp"
#include "core/sample.hpp"
#include "report/waterfall.hpp"

namespace portalprobe {

/// What one page load showed, for `probe --page`: the document as `waterfall` shows it, then a row for each
/// resource with a bar on one axis (queued, connecting, waiting, receiving), and what it comes to. A failed
/// resource has its reason in a line below it. Without resources: the document alone.
std::string page_waterfall(const Sample& sample, const PageVisit& visit, const WaterfallStyle& style = {});

}  // namespace portalprobe
