#include "results/sample_fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "tests/results/samples.hpp"

namespace portalprobe {
namespace {

const SampleField& field(std::string_view name) {
  for (const auto& field : sample_fields()) {
    if (field.name == name) return field;
  }
  throw std::runtime_error("no such field");
}

#if defined(__x86_64__) && defined(__GLIBCXX__)
// Neither the table nor `full_sample` can know of a new member by themselves.
static_assert(sizeof(Sample) == 1248,
              "a sample has a new member: give it a field, a column and a place in full_sample");
#endif

TEST(SampleFields, AreAllSetInAFullSampleAndNamedOnce) {
  const Sample full = full_sample();
  std::set<std::string_view> names;
  for (const auto& each : sample_fields()) {
    SCOPED_TRACE(each.name);
    EXPECT_FALSE(std::holds_alternative<std::monostate>(each.get(full)));
    EXPECT_TRUE(names.insert(each.name).second);
  }
}

TEST(SampleFields, CarryAWholeSampleOver) {
  const Sample full = full_sample();
  Sample copy;
  for (const auto& each : sample_fields()) EXPECT_TRUE(each.set(copy, each.get(full))) << each.name;
  EXPECT_EQ(copy, full);
}

TEST(SampleFields, AreAbsentWhereNothingWasMeasured) {
  const Sample bare = bare_sample();
  for (const auto& each : sample_fields()) {
    EXPECT_EQ(std::holds_alternative<std::monostate>(each.get(bare)), !each.required) << each.name;
  }
}

TEST(SampleFields, RefuseValuesThatAreNotTheirs) {
  const struct {
    const char* name;
    FieldValue value;
  } rows[] = {
      {"outcome", std::string_view("fine")},
      {"outcome", FieldValue()},
      {"round", std::int64_t{-1}},
      {"round", std::int64_t{1} << 32U},
      {"local_port", std::int64_t{65536}},
      {"fit", std::int64_t{1}},
      {"scheduled_at", std::string_view("2026-11-20")},
      {"bytes_wire", std::int64_t{-1}},
      {"schema_version", std::int64_t{2}},
      {"schema_version", std::int64_t{0}},
      {"portal_id", true},
      {"http_status", 200.5},
      {"redirects", std::string_view("[]")},
  };
  for (const auto& row : rows) {
    Sample sample = full_sample();
    EXPECT_FALSE(field(row.name).set(sample, row.value)) << row.name;
  }
}

TEST(SampleFields, LeaveOutWhatNoFormatCanSay) {
  Sample sample = full_sample();
  sample.cumulative_layout_shift = std::numeric_limits<double>::quiet_NaN();
  sample.certificate_not_after = std::chrono::sys_days(std::chrono::year(1950) / 1 / 1);
  for (const auto* name : {"cumulative_layout_shift", "certificate_not_after"}) {
    EXPECT_TRUE(std::holds_alternative<std::monostate>(field(name).get(sample))) << name;
  }
  sample.certificate_not_after = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);
  EXPECT_FALSE(std::holds_alternative<std::monostate>(field("certificate_not_after").get(sample)));
}

}  // namespace
}  // namespace portalprobe
