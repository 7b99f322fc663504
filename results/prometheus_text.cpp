#include "results/prometheus_text.hpp"

#include <fmt/format.h>

#include "core/utf8.hpp"
#include "results/json_text.hpp"

namespace portalprobe {
namespace {

void append_label(std::string& out, const PrometheusLabel& label) {
  std::string scratch;
  out += label.first;
  out += "=\"";
  for (const char c : as_utf8(label.second, scratch)) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  out += '"';
}

/// The shortest decimal that is the duration.
void append_seconds(std::string& out, microseconds duration) {
  constexpr std::int64_t kMicro = 1'000'000;
  const std::int64_t count = duration.count();
  // By parts: the smallest integer has no positive counterpart.
  const std::int64_t whole = count / kMicro;
  const std::int64_t part = count % kMicro < 0 ? -(count % kMicro) : count % kMicro;
  if (count < 0) out += '-';
  append_integer(out, whole < 0 ? -whole : whole);
  if (part == 0) return;
  std::string digits = fmt::format(".{:06}", part);
  digits.erase(digits.find_last_not_of('0') + 1);
  out += digits;
}

}  // namespace

void FamilyWriter::begin(const Sample& sample) {
  series_.clear();
  for (const auto& label : {PrometheusLabel("portal", sample.portal_id),
                            {"target", sample.target_id},
                            {"role", sample.role},
                            {"kind", to_string(sample.kind)},
                            {"engine", to_string(sample.engine)},
                            {"profile", to_string(sample.profile)},
                            {"connection", to_string(sample.connection)},
                            {"ip_family", to_string(sample.ip_family)},
                            {"vantage", sample.vantage_id}}) {
    if (!series_.empty()) series_ += ',';
    append_label(series_, label);
  }
}

void FamilyWriter::line(std::initializer_list<PrometheusLabel> labels) {
  if (!begun_) out_ += fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name_, help_);
  begun_ = true;
  out_ += name_;
  out_ += '{';
  out_ += series_;
  bool first = series_.empty();
  for (const auto& label : labels) {
    if (!first) out_ += ',';
    append_label(out_, label);
    first = false;
  }
  out_ += "} ";
}

void FamilyWriter::integer(std::initializer_list<PrometheusLabel> labels, std::int64_t value) {
  line(labels);
  append_integer(out_, value);
  out_ += '\n';
}

void FamilyWriter::real(double value) {
  line({});
  append_real(out_, value);
  out_ += '\n';
}

void FamilyWriter::seconds(std::initializer_list<PrometheusLabel> labels, microseconds duration) {
  line(labels);
  append_seconds(out_, duration);
  out_ += '\n';
}

}  // namespace portalprobe
