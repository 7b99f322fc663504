#include <gmock/gmock.h>

#include "config/load_criterion.hpp"
#include "config/load_evaluation.hpp"
#include "config/source_file.hpp"
#include "core/sha256.hpp"
#include "tests/config/changes.hpp"
#include "tests/support/source_folder.hpp"

namespace portalprobe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kEvaluation = R"(version: 1
id: performance-2026
from: 2026-11-01
to: 2026-11-30
criterion: criterion.yaml
registry: portals/some.yaml
vantages: [ha-noi-1, da-nang-1, hcm-1]
exclusions: exclusions.yaml
holidays: holidays.yaml
)";

const std::string kRegistry = R"(portals:
  - id: ha-noi
    name: Hà Nội
    pages: [{ id: home, url: "https://a.example/" }]
    actions: [{ id: search, url: "https://a.example/s" }]
  - { id: da-nang, name: Đà Nẵng, pages: [{ id: home, url: "https://b.example/" }] }
)";

const std::string kExclusions = R"(version: 1
exclusions:
  - portal: ha-noi
    target: search
    from: 2026-11-05T08:00+07:00
    to: 2026-11-05T12:00+07:00
    reason: Bảo trì đã thông báo
    decided_by: Tổ đánh giá
  - { portal: da-nang, from: 2026-11-03T08:00+07:00, to: 2026-11-04T08:00+07:00, reason: r, decided_by: d }
)";

const std::string kHolidays = R"(version: 1
year: 2026
days_off:
  - { day: 2026-11-20, name: a }
  - { day: 2026-11-19, name: b }
working_days:
  - { day: 2026-11-21, name: c }
)";

class Evaluations : public testing::Test {
 protected:
  Evaluations() {
    const std::string criteria = support::source_folder() + "/config/criteria/level-a-2023.yaml";
    folder_.write("criterion.yaml", read_text_file(criteria).value());
    folder_.write("portals/some.yaml", kRegistry);
    folder_.write("exclusions.yaml", kExclusions);
    folder_.write("holidays.yaml", kHolidays);
  }

  tl::expected<Evaluation, std::vector<Problem>> load(const std::string& text = kEvaluation) {
    return load_evaluation(folder_.write("evaluation.yaml", text));
  }
  Evaluation loaded(const std::string& text = kEvaluation) {
    auto evaluation = load(text);
    if (!evaluation) throw std::runtime_error(all_of(evaluation.error()));
    return std::move(*evaluation);
  }
  std::vector<Problem> problems(const std::string& text = kEvaluation) {
    const auto evaluation = load(text);
    return evaluation ? std::vector<Problem>{} : evaluation.error();
  }
  void check(const std::vector<Change>& changes) {
    expect_problems(kEvaluation, changes, [this](const std::string& text) { return problems(text); });
  }
  /// The same of another file of the folder; it is as it was afterwards.
  void check_file(const std::string& name, const std::string& original, const std::vector<Change>& changes) {
    expect_problems(original, changes, [&](const std::string& text) {
      folder_.write(name, text);
      auto found = problems();
      for (const auto& problem : found) EXPECT_EQ(problem.file, folder_ / name);
      return found;
    });
    folder_.write(name, original);
  }

  support::TempDir folder_;
};

Day day(unsigned month, unsigned of_month) {
  return {std::chrono::year(2026), std::chrono::month(month), std::chrono::day(of_month)};
}

TEST_F(Evaluations, AreReadWithTheFilesThatTheyName) {
  const auto evaluation = loaded();
  EXPECT_EQ(evaluation.id, "performance-2026");
  EXPECT_EQ(evaluation.from, day(11, 1));
  EXPECT_EQ(evaluation.to, day(11, 30));
  EXPECT_EQ(evaluation.begins, parse_rfc3339("2026-11-01T00:00+07:00").value());
  EXPECT_EQ(evaluation.ends, parse_rfc3339("2026-12-01T00:00+07:00").value());
  EXPECT_EQ(evaluation.criterion, folder_ / "criterion.yaml");
  EXPECT_EQ(evaluation.criterion_sha256, load_criterion(folder_ / "criterion.yaml")->sha256);
  EXPECT_EQ(evaluation.registry, folder_ / "portals/some.yaml");
  EXPECT_EQ(evaluation.registry_sha256, sha256_hex(kRegistry));
  EXPECT_THAT(evaluation.vantages, ElementsAre("ha-noi-1", "da-nang-1", "hcm-1"));
  ASSERT_EQ(evaluation.exclusions.size(), 2U);
  EXPECT_EQ(evaluation.exclusions[0].portal_id, "da-nang") << "by portal";
  EXPECT_EQ(evaluation.exclusions[1].target_id, "search");
  EXPECT_EQ(evaluation.exclusions[1].reason, "Bảo trì đã thông báo");
  EXPECT_EQ(evaluation.exclusions[1].decided_by, "Tổ đánh giá");
  ASSERT_EQ(evaluation.holidays.size(), 1U);
  EXPECT_EQ(evaluation.holidays[0].days_off[0], (NamedDay{day(11, 19), "b"})) << "in calendar order";
  EXPECT_FALSE(is_working_day(evaluation.holidays, day(11, 20)));
  EXPECT_TRUE(is_working_day(evaluation.holidays, day(11, 21)));
}

TEST_F(Evaluations, NeedNeitherExclusionsNorHolidays) {
  const auto evaluation = loaded(kEvaluation.substr(0, kEvaluation.find("exclusions:")));
  EXPECT_THAT(evaluation.exclusions, IsEmpty());
  EXPECT_THAT(evaluation.holidays, IsEmpty());
}

TEST_F(Evaluations, HaveASealThatAnyoneCanMakeAgain) {
  const auto evaluation = loaded();
  EXPECT_EQ(evaluation.sealed,
            "{\"criterion\":{\"path\":\"criterion.yaml\",\"sha256\":\"" + evaluation.criterion_sha256 +
                "\"},\"from\":\"2026-11-01\",\"id\":\"performance-2026\",\"registry\":{\"path\":"
                "\"portals/some.yaml\",\"sha256\":\"" +
                evaluation.registry_sha256 +
                "\"},\"time_zone\":\"Asia/Ho_Chi_Minh\",\"to\":\"2026-11-30\",\"vantages\":[\"da-nang-1\","
                "\"ha-noi-1\",\"hcm-1\"]}");
  EXPECT_EQ(evaluation.sha256, sha256_hex(evaluation.sealed));
}

TEST_F(Evaluations, AreSealedWithTheirCriterionAndRegistryAndNotWithLaterDecisions) {
  const std::string seal = loaded().sha256;
  EXPECT_EQ(loaded("# a comment\n" + kEvaluation).sha256, seal);
  EXPECT_EQ(
      loaded(changed(kEvaluation, "[ha-noi-1, da-nang-1, hcm-1]", "[hcm-1, ha-noi-1, da-nang-1]")).sha256,
      seal);
  EXPECT_NE(loaded(changed(kEvaluation, "2026-11-30", "2026-11-29")).sha256, seal);
  EXPECT_NE(loaded(changed(kEvaluation, ", hcm-1", "")).sha256, seal);

  folder_.write("exclusions.yaml", "version: 1\n");
  folder_.write("holidays.yaml", "version: 1\nyear: 2026\n");
  EXPECT_EQ(loaded().sha256, seal) << "exclusions and holidays may be decided in the period";

  folder_.write("portals/some.yaml", kRegistry + "# one more\n");
  const std::string other = loaded().sha256;
  EXPECT_NE(other, seal);
  folder_.write("criterion.yaml", folder_.read("criterion.yaml") + "# changed\n");
  EXPECT_NE(loaded().sha256, other);
}

TEST_F(Evaluations, AreRefusedWhereTheyContradictThemselves) {
  check({
      {"2026-11-30", "§2026-10-31", {"'to' is before 'from', 2026-11-01"}},
      {"2026-11-30", "§2027-11-02", {"the period has 367 days, and at most 366 are taken"}},
      {"from: 2026-11-01",
       "from: §2026-11-31",
       {"'from': '2026-11-31' is not a day (right would be 2026-11-20)"}},
      {"[ha-noi-1, da-nang-1, hcm-1]",
       "[ha-noi-1, hcm-1, §ha-noi-1]",
       {"'ha-noi-1' stands twice in 'vantages'"}},
      {"[ha-noi-1, da-nang-1, hcm-1]",
       "§[]",
       {"'vantages' is empty (right would be a list of at least one vantage's id)"}},
      {"criterion: criterion.yaml",
       "criterion: criterion.yaml\ncriterion_sha256: §abc",
       {"'criterion_sha256' must be a SHA-256: 64 digits and letters from a to f, not 'abc'"}},
      {"holidays: holidays.yaml",
       "§holiday: holidays.yaml",
       {"unknown key 'holiday' (did you mean 'holidays'?)"}},
  });
}

TEST_F(Evaluations, AreRefusedWithAnotherFileThanTheyWereMadeFor) {
  const std::string digest = sha256_hex(kRegistry);
  EXPECT_THAT(problems(changed(kEvaluation, "vantages:", "registry_sha256: " + digest + "\nvantages:")),
              IsEmpty());
  folder_.write("portals/some.yaml", kRegistry + "\n");
  const auto found =
      problems(changed(kEvaluation, "vantages:", "registry_sha256: " + digest + "\nvantages:"));
  ASSERT_EQ(found.size(), 1U) << all_of(found);
  EXPECT_EQ(found[0].message, "the file's SHA-256 is " + sha256_hex(kRegistry + "\n") +
                                  ": it is not the file that was meant, or was changed since");
  EXPECT_EQ(std::pair(found[0].line, found[0].column), std::pair(7, 18));
}

TEST_F(Evaluations, NameTheFilesThatTheyCannotRead) {
  const auto found =
      problems(changed(changed(kEvaluation, "criterion.yaml", "none.yaml"), "holidays.yaml", "no"));
  ASSERT_EQ(found.size(), 2U) << all_of(found);
  EXPECT_THAT(found[0].message, HasSubstr("none.yaml' cannot be read: No such file or directory"));
  EXPECT_THAT(found[1].message, HasSubstr("no' cannot be read: No such file or directory"));
}

TEST_F(Evaluations, HaveTheProblemsOfTheFilesThatTheyName) {
  folder_.write("criterion.yaml", "version: 2\n");
  folder_.write("portals/some.yaml", "portals: []\n");
  folder_.write("exclusions.yaml", "- a\n");
  folder_.write("holidays.yaml", "year: x\n");
  std::vector<std::string> files;
  for (const auto& problem : problems()) files.push_back(problem.file);
  for (const auto* name : {"criterion.yaml", "portals/some.yaml", "exclusions.yaml", "holidays.yaml"}) {
    EXPECT_THAT(files, ::testing::Contains(folder_ / name));
  }
}

TEST_F(Evaluations, RefuseExclusionsThatCannotBeApplied) {
  check_file(
      "exclusions.yaml", kExclusions,
      {
          {"portal: ha-noi", "portal: §ha-noy", {"no portal has the id 'ha-noy' (did you mean 'ha-noi'?)"}},
          {"target: search",
           "target: §serch",
           {"no target of portal 'ha-noi' has the id 'serch' (did you mean 'search'?)"}},
          {"to: 2026-11-05T12:00+07:00", "to: §2026-11-05T08:00+07:00", {"'to' is not after 'from'"}},
          {"from: 2026-11-05T08:00+07:00\n    to: 2026-11-05T12:00+07:00",
           "from: §2026-12-01T00:00+07:00\n    to: 2026-12-01T12:00+07:00",
           {"lies outside the evaluation's period, 2026-11-01 to 2026-11-30"}},
          {"from: 2026-11-05T08:00+07:00",
           "from: §2026-11-05",
           {"'from': '2026-11-05' is not a time with its zone (right would be 2026-12-01T22:00+07:00 or "
            "2026-12-01T15:00:00Z)"}},
          {"    decided_by: Tổ đánh giá\n",
           "    decided_by: §\"\"\n",
           {"'decided_by' is empty (right would be text)"}},
          {"  - portal: ha-noi\n    target: search\n    from: 2026-11-05T08:00+07:00\n    to: "
           "2026-11-05T12:00+07:00\n    reason: Bảo trì đã thông báo\n",
           "  - §portal: ha-noi\n    from: 2026-11-05T08:00+07:00\n    to: 2026-11-05T12:00+07:00\n",
           {"'reason' is missing (right would be text)"}},
      });
}

TEST_F(Evaluations, RefuseExclusionsThatOverlap) {
  const auto with = [&](std::string_view more) {
    folder_.write("exclusions.yaml", kExclusions + "  - { portal: ha-noi, " + std::string(more) +
                                         ", reason: r, decided_by: d }\n");
    return problems();
  };
  const struct {
    std::string_view more;
    bool overlaps;
  } rows[] = {
      {"from: 2026-11-05T10:00+07:00, to: 2026-11-05T14:00+07:00", true},
      {"target: search, from: 2026-11-05T10:00+07:00, to: 2026-11-05T14:00+07:00", true},
      {"target: search, from: 2026-11-04T10:00+07:00, to: 2026-11-06T14:00+07:00", true},
      {"target: home, from: 2026-11-05T10:00+07:00, to: 2026-11-05T14:00+07:00", false},
      {"from: 2026-11-05T12:00+07:00, to: 2026-11-05T14:00+07:00", false},
      {"from: 2026-11-05T06:00+07:00, to: 2026-11-05T08:00+07:00", false},
  };
  for (const auto& row : rows) {
    const auto found = with(row.more);
    EXPECT_EQ(found.size(), row.overlaps ? 1U : 0U) << row.more << "\n" << all_of(found);
    if (found.size() != 1) continue;
    EXPECT_EQ(found[0].message, "overlaps with the exclusion in line 3");
    EXPECT_EQ(found[0].line, 10);
  }
}

TEST_F(Evaluations, TellOfEachOverlapOnceHoweverManyThereAre) {
  constexpr std::size_t kMany = 5'000;
  std::string many = "version: 1\nexclusions:\n";
  for (std::size_t i = 0; i < kMany; ++i) {
    many +=
        "  - { portal: ha-noi, from: 2026-11-01T00:00+07:00, to: 2026-11-30T00:00+07:00, reason: r, "
        "decided_by: "
        "d }\n";
  }
  folder_.write("exclusions.yaml", many);
  EXPECT_EQ(problems().size(), kMany - 1);
}

TEST_F(Evaluations, RefuseHolidaysThatCannotBe) {
  check_file(
      "holidays.yaml", kHolidays,
      {
          {"day: 2026-11-20", "day: §2027-11-20", {"2027-11-20 is no day of the file's year, 2026"}},
          {"day: 2026-11-19", "day: §2026-11-20", {"2026-11-20 stands twice (first in line 4)"}},
          {"day: 2026-11-21",
           "day: §2026-11-23",
           {"2026-11-23 is no Saturday or Sunday: a working day already"}},
          {"day: 2026-11-20",
           "day: §2026-02-29",
           {"'day': '2026-02-29' is not a day (right would be 2026-11-20)"}},
          {"year: 2026", "year: §20266", {"'year' must be a whole number from 2000 to 2999, not '20266'"}},
      });
}

TEST_F(Evaluations, NeedTheHolidaysOfEachYearOfTheirPeriod) {
  const std::string over_new_year = changed(kEvaluation, "2026-11-30", "2027-01-10");
  auto found = problems(over_new_year);
  ASSERT_EQ(found.size(), 1U) << all_of(found);
  EXPECT_EQ(found[0].message, "the period has days of 2027, and no file has that year's holidays");

  folder_.write("h27.yaml", "version: 1\nyear: 2027\ndays_off: [{ day: 2027-01-01, name: n }]\n");
  const std::string both =
      changed(over_new_year, "holidays: holidays.yaml", "holidays: [h27.yaml, holidays.yaml]");
  const auto evaluation = loaded(both);
  ASSERT_EQ(evaluation.holidays.size(), 2U);
  EXPECT_EQ(evaluation.holidays[0].year, 2026) << "by year";

  found = problems(changed(kEvaluation, "holidays: holidays.yaml", "holidays: [h27.yaml, holidays.yaml]"));
  ASSERT_EQ(found.size(), 1U) << all_of(found);
  EXPECT_EQ(found[0].message, "the holidays are those of 2027, and the period is 2026-11-01 to 2026-11-30");

  found =
      problems(changed(kEvaluation, "holidays: holidays.yaml", "holidays: [holidays.yaml, ./holidays.yaml]"));
  ASSERT_EQ(found.size(), 1U) << all_of(found);
  EXPECT_EQ(found[0].message, "two files have the holidays of 2026");
}

class SweepsOfAnEvaluation : public Evaluations {
 protected:
  Config config(const std::string& portals = "portal_files: [portals/some.yaml]\n",
                const std::string& vantage = "da-nang-1") {
    auto read = load_text(folder_, "version: 1\nvantage: { id: " + vantage + " }\n" + portals);
    if (!read) throw std::runtime_error(all_of(read.error()));
    return std::move(*read);
  }
  static WallTime at(std::string_view text) { return parse_rfc3339(text).value(); }
  const WallTime night_ = at("2026-11-10T22:00+07:00");
};

TEST_F(SweepsOfAnEvaluation, StartInItsPeriodByItsOwnClock) {
  const auto evaluation = loaded();
  const struct {
    std::string_view time;
    bool part;
  } rows[] = {{"2026-10-31T23:59:59+07:00", false}, {"2026-11-01T00:00+07:00", true},
              {"2026-10-31T17:00Z", true},          {"2026-11-30T23:59:59.999999+07:00", true},
              {"2026-12-01T00:00+07:00", false},    {"2026-11-30T17:00Z", false}};
  for (const auto& row : rows) {
    EXPECT_EQ(why_not_part(evaluation, config(), at(row.time)).empty(), row.part) << row.time;
  }
  EXPECT_THAT(
      why_not_part(evaluation, config(), at("2026-12-01T00:00+07:00")),
      ElementsAre("evaluation performance-2026: the sweep starts at 2026-11-30T17:00:00.000000Z, outside the "
                  "period from 2026-11-01 to 2026-11-30 (Asia/Ho_Chi_Minh)"));
}

TEST_F(SweepsOfAnEvaluation, AreTakenAtItsVantages) {
  EXPECT_THAT(
      why_not_part(loaded(), config("portal_files: [portals/some.yaml]\n", "hue-1"), night_),
      ElementsAre("evaluation performance-2026: vantage hue-1 is none of its own (ha-noi-1, da-nang-1, "
                  "hcm-1)"));
}

TEST_F(SweepsOfAnEvaluation, MeasureThePortalsOfItsRegistryAndNoOthers) {
  const auto evaluation = loaded();
  const auto reasons = [&](const std::string& portals) {
    return why_not_part(evaluation, config(portals), night_);
  };
  const std::string own =
      "portals: [{ id: x, name: X, pages: [{ id: home, url: \"https://x.example/\" }] }]\n";
  folder_.write("copy.yaml", kRegistry);
  EXPECT_THAT(reasons("portal_files: [portals/some.yaml]\n"), IsEmpty());
  EXPECT_THAT(reasons("portal_files: [copy.yaml]\n"), IsEmpty()) << "the same portals under another name";
  EXPECT_THAT(reasons(own), ElementsAre(HasSubstr("its registry is ")));
  EXPECT_THAT(reasons("portal_files: [portals/some.yaml]\n" + own),
              ElementsAre(HasSubstr("its registry is ")));
  folder_.write("portals/some.yaml", kRegistry + "# changed since\n");
  EXPECT_THAT(reasons("portal_files: [portals/some.yaml]\n"), ElementsAre(HasSubstr("its registry is ")));
}

}  // namespace
}  // namespace portalprobe
