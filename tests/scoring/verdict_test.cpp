#include "scoring/verdict.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace portalprobe {
namespace {

constexpr auto kPass = Verdict::pass;
constexpr auto kFail = Verdict::fail;
constexpr auto kDoubt = Verdict::inconclusive;
constexpr auto kLittle = Verdict::insufficient;

TEST(Segments, MustAgreeWhereTheyHaveEvidence) {
  struct {
    std::vector<Verdict> segments;
    Verdict want;
  } rows[] = {
      {{}, kLittle},
      {{kLittle, kLittle}, kLittle},
      {{kPass, kLittle}, kPass},
      {{kPass, kPass}, kPass},
      {{kFail, kLittle, kFail}, kFail},
      {{kPass, kFail}, kDoubt},
      {{kPass, kDoubt}, kDoubt},
  };
  for (const auto& row : rows) EXPECT_EQ(of_segments(row.segments), row.want) << row.segments.size();
}

TEST(Vantages, DecideByMajorityOnTwoNetworks) {
  struct {
    const char* name;
    std::vector<VantageVerdict> vantages;
    CommonVerdict want;
  } rows[] = {
      {"none", {}, {kLittle, true}},
      {"one", {{"a", "AS1", kFail}}, {kFail, true}},
      {"two agree", {{"a", "AS1", kFail}, {"b", "AS2", kFail}}, {kFail, true}},
      {"two differ", {{"a", "AS1", kFail}, {"b", "AS2", kPass}}, {kDoubt, true}},
      {"three", {{"a", "AS1", kPass}, {"b", "AS2", kPass}, {"c", "AS3", kPass}}, {kPass, false}},
      {"two of three", {{"a", "AS1", kPass}, {"b", "AS2", kFail}, {"c", "AS3", kFail}}, {kFail, false}},
      {"one network", {{"a", "AS1", kPass}, {"b", "AS1", kPass}, {"c", "AS1", kPass}}, {kPass, true}},
      {"unknown networks", {{"a", "", kPass}, {"b", "", kPass}, {"c", "", kPass}}, {kPass, true}},
      {"a network's own view",
       {{"a", "AS1", kFail}, {"b", "AS1", kFail}, {"c", "AS2", kPass}},
       {kDoubt, false}},
      {"half is no majority",
       {{"a", "AS1", kFail}, {"b", "AS2", kFail}, {"c", "AS3", kPass}, {"d", "AS4", kPass}},
       {kDoubt, false}},
      {"doubt has a say",
       {{"a", "AS1", kFail}, {"b", "AS2", kFail}, {"c", "AS3", kDoubt}, {"d", "AS4", kDoubt}},
       {kDoubt, false}},
      {"little evidence has none",
       {{"a", "AS1", kFail}, {"b", "AS2", kFail}, {"c", "AS3", kLittle}},
       {kFail, true}},
      {"and takes none away",
       {{"a", "AS1", kFail}, {"b", "AS2", kFail}, {"c", "AS3", kPass}, {"d", "AS4", kLittle}},
       {kFail, false}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto found = of_vantages(row.vantages);
    EXPECT_EQ(to_string(found.verdict), to_string(row.want.verdict));
    EXPECT_EQ(found.one_vantage, row.want.one_vantage);
  }
}

TEST(Verdicts, HaveTheirPublicNames) {
  EXPECT_EQ(to_string(kPass), "pass");
  EXPECT_EQ(to_string(kFail), "fail");
  EXPECT_EQ(to_string(kDoubt), "inconclusive");
  EXPECT_EQ(to_string(kLittle), "insufficient");
  EXPECT_EQ(to_string(Reason::none), "");
  EXPECT_EQ(to_string(Reason::too_few_nights), "too_few_nights");
}

}  // namespace
}  // namespace portalprobe
