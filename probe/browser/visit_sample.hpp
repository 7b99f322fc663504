#pragma once

#include "core/sample.hpp"
#include "probe/browser/page_times.hpp"
#include "probe/browser/request_log.hpp"

namespace portalprobe {

/// What a sample tells of the answer that became the page.
void put_document(const DocumentAnswer& document, Sample& sample);

/// The page's times; `loads` as of RequestLog. `ended_quiet`: observation did not end because time was up.
void put_vitals(const PageTimes& times, const std::vector<Period>& loads, bool ended_quiet, Sample& sample);

}  // namespace portalprobe
