#include "results/sweep_columns.hpp"

#include "core/utf8.hpp"
#include "results/json_read.hpp"
#include "results/json_text.hpp"
#include "results/sweep_json.hpp"

namespace portalprobe {
namespace {

class SweepColumnReader {
 public:
  SweepColumnReader(const Statement& row, int first) : row_(row), next_(first) {}

  void operator()(const char*, std::string& text) { text = row_.text(next_++); }
  void operator()(const char*, std::uint32_t& number) {
    number = static_cast<std::uint32_t>(row_.integer(next_++));
  }
  void operator()(const char*, std::uint64_t& number) {
    number = static_cast<std::uint64_t>(row_.integer(next_++));
  }
  void operator()(const char*, bool& truth) { truth = row_.integer(next_++) != 0; }
  void operator()(const char*, WallTime& time) { time = WallTime(microseconds(row_.integer(next_++))); }
  void operator()(const char*, std::optional<WallTime>& time) {
    if (!row_.is_null(next_)) time = WallTime(microseconds(row_.integer(next_)));
    ++next_;
  }
  void operator()(const char*, microseconds& duration) { duration = microseconds(row_.integer(next_++)); }
  void operator()(const char*, std::vector<std::string>& texts) { texts = texts_from(row_.text(next_++)); }
  void operator()(const char*, std::map<std::string, std::string>& pairs) {
    pairs = pairs_from(row_.text(next_++));
  }
  void operator()(const char*, std::optional<std::uint64_t>& number) {
    if (!row_.is_null(next_)) number = static_cast<std::uint64_t>(row_.integer(next_));
    ++next_;
  }
  void operator()(const char*, std::vector<ClockReading>& readings) {
    readings = clock_from(row_.text(next_++));
  }
  void operator()(const char*, std::map<std::string, MarkError>& marks) {
    marks = instrument_from(row_.text(next_++));
  }

 private:
  const Statement& row_;
  int next_;
};

}  // namespace

std::string sweep_column_names() {
  std::string names;
  const SweepRecord any;
  each_sweep_column(any, [&](const char* name, const auto& /*member*/) {
    if (!names.empty()) names += ", ";
    names += name;
  });
  return names;
}

int sweep_column_count() {
  int count = 0;
  const SweepRecord any;
  each_sweep_column(any, [&](const char* /*name*/, const auto& /*member*/) { ++count; });
  return count;
}

void SweepBinder::bind(const SweepRecord& record) { each_sweep_column(record, *this); }

void SweepBinder::operator()(const char*, const std::string& text) {
  statement_.bind(next_++, as_utf8(text, made_.emplace_back()));
}
void SweepBinder::operator()(const char*, std::uint32_t number) {
  statement_.bind(next_++, std::int64_t{number});
}
// All 64 bits are kept: a seed may use them.
void SweepBinder::operator()(const char*, std::uint64_t number) {
  statement_.bind(next_++, static_cast<std::int64_t>(number));
}
void SweepBinder::operator()(const char*, bool truth) {
  statement_.bind(next_++, std::int64_t{truth ? 1 : 0});
}
void SweepBinder::operator()(const char*, WallTime time) {
  statement_.bind(next_++, std::int64_t{time.time_since_epoch().count()});
}
void SweepBinder::operator()(const char* name, const std::optional<WallTime>& time) {
  if (time) return (*this)(name, *time);
  statement_.bind_null(next_++);
}
void SweepBinder::operator()(const char*, microseconds duration) {
  statement_.bind(next_++, std::int64_t{duration.count()});
}
void SweepBinder::operator()(const char*, const std::vector<std::string>& texts) {
  statement_.bind(next_++, made_.emplace_back(to_json(texts)));
}
void SweepBinder::operator()(const char*, const std::map<std::string, std::string>& pairs) {
  statement_.bind(next_++, made_.emplace_back(to_json(pairs)));
}
void SweepBinder::operator()(const char* name, const std::optional<std::uint64_t>& number) {
  if (number) return (*this)(name, *number);
  statement_.bind_null(next_++);
}
void SweepBinder::operator()(const char*, const std::vector<ClockReading>& readings) {
  statement_.bind(next_++, made_.emplace_back(clock_json(readings)));
}
void SweepBinder::operator()(const char*, const std::map<std::string, MarkError>& marks) {
  statement_.bind(next_++, made_.emplace_back(instrument_json(marks)));
}

void read_sweep_columns(const Statement& row, int first, SweepRecord& record) {
  each_sweep_column(record, SweepColumnReader(row, first));
}

}  // namespace portalprobe
