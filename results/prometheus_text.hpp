#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "core/sample.hpp"

namespace portalprobe {

using PrometheusLabel = std::pair<std::string_view, std::string_view>;

/// Writes the block of one metric in Prometheus' text format (0.0.4): what it is stands before its first
/// value, and nothing where there is none.
class FamilyWriter {
 public:
  /// All outlive this. `help` is one line.
  FamilyWriter(std::string& out, std::string_view name, std::string_view help)
      : out_(out), name_(name), help_(help) {}

  /// The values that follow are this sample's: their labels tell its series and role.
  void begin(const Sample& sample);
  void integer(std::int64_t value) { integer({}, value); }
  /// With labels of its own after the series'.
  void integer(std::initializer_list<PrometheusLabel> labels, std::int64_t value);
  void real(double value);
  /// As seconds, exactly.
  void seconds(microseconds duration) { seconds({}, duration); }
  void seconds(std::initializer_list<PrometheusLabel> labels, microseconds duration);

 private:
  void line(std::initializer_list<PrometheusLabel> labels);

  std::string& out_;
  std::string_view name_;
  std::string_view help_;
  std::string series_;  ///< labels, escaped
  bool begun_ = false;
};

}  // namespace portalprobe
