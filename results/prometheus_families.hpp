#pragma once

#include <span>
#include <string_view>

#include "core/sample.hpp"
#include "core/sweep_record.hpp"
#include "results/prometheus_text.hpp"

namespace portalprobe {

/// One metric: what it is called, and what of a sample it shows. Nothing where the sample has no such thing.
struct PrometheusFamily {
  std::string_view name;
  std::string_view help;
  void (*write)(FamilyWriter&, const Sample&);
};

/// All metrics of samples: first those that blackbox_exporter has, too, then ours.
std::span<const PrometheusFamily> prometheus_families();

/// The sweep itself, as labels of a metric that is always 1.
void append_sweep_info(std::string& out, const SweepRecord& record);

}  // namespace portalprobe
