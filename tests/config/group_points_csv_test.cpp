#include "config/group_points_csv.hpp"

#include <gmock/gmock.h>

#include <random>

#include "tests/support/evaluations.hpp"

namespace portalprobe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_evaluations::pt;
using testing_evaluations::scheme_2023;
using testing_evaluations::scheme_2024;

using Read = tl::expected<GroupPoints, std::vector<Problem>>;

Read read_csv_text(const std::string& text, const std::vector<std::string>& portals,
                   PerformancePoints performance = PerformancePoints::measured,
                   const EvaluationScheme& scheme = scheme_2023()) {
  const auto table = parse_csv(text, "g.csv");
  if (!table) return tl::unexpected(table.error());
  return read_group_points(*table, scheme, portals, performance);
}

std::vector<std::string> problems_of(const std::string& text, const std::vector<std::string>& portals,
                                     PerformancePoints performance = PerformancePoints::measured) {
  const auto read = read_csv_text(text, portals, performance);
  std::vector<std::string> texts;
  if (read) return texts;
  for (const auto& problem : read.error()) texts.push_back(problem.text());
  return texts;
}

using Rows = std::vector<std::vector<std::optional<Points>>>;

Rows points_of(const Read& read) {
  if (!read) {
    ADD_FAILURE() << read.error().front().text();
    return {};
  }
  Rows rows;
  for (const auto& body : read->bodies) {
    auto& row = rows.emplace_back();
    for (const auto& group : body.groups) row.push_back(group.points);
  }
  return rows;
}

TEST(GroupPointsCsv, ReadsWhatExcelWritesInVietnam) {
  const auto read = read_csv_text(
      "\xEF\xBB\xBFportal_id;functions;accessibility\r\n"
      "ha-noi;65,5;8\r\n"
      "hue;60;9,25\r\n",
      {"ha-noi", "hue"});
  EXPECT_EQ(points_of(read), (Rows{{pt(65.5), {}, pt(8)}, {pt(60), {}, pt(9.25)}}));
  EXPECT_EQ(read->decimal_mark, ',');
  EXPECT_EQ(read->bodies[1].portal_id, "hue");
}

TEST(GroupPointsCsv, ReadsPlainCommasAndDecimalPoints) {
  const auto read = read_csv_text("accessibility,portal_id,functions\n8,hue,60.25\n", {"hue"});
  EXPECT_EQ(points_of(read), (Rows{{pt(60.25), {}, pt(8)}}));
  EXPECT_EQ(read->decimal_mark, '.');
}

TEST(GroupPointsCsv, KnowsGroupsByTheirTitlesAndPassesNamesOver) {
  const auto read = read_csv_text(
      "STT;Mã;Tên cơ quan;CHỨC NĂNG;Convenient Access;Ghi chú\n"
      "1;hue;Thành phố Huế;60;8;\"xem; =1+1\"\n",
      {"hue"});
  EXPECT_EQ(points_of(read), (Rows{{pt(60), {}, pt(8)}}));
}

TEST(GroupPointsCsv, KeepsTheOrderOfThePortalsAsked) {
  const auto read = read_csv_text("portal_id;functions;accessibility\nb;2;2\na;1;1\n", {"a", "b"});
  EXPECT_EQ(points_of(read), (Rows{{pt(1), {}, pt(1)}, {pt(2), {}, pt(2)}}));
}

TEST(GroupPointsCsv, TakesAnEmptyCellForPointsThatAreNotKnown) {
  const auto read = read_csv_text("portal_id;functions;accessibility\na; ;5\nb;60\n", {"a", "b"});
  EXPECT_EQ(points_of(read), (Rows{{{}, {}, pt(5)}, {pt(60), {}, {}}}));
  EXPECT_EQ(read->bodies[0].groups[0].reason.vi, "tệp điểm để trống (dòng 2)");
  EXPECT_EQ(read->bodies[1].groups[2].reason.en, "left empty in the file (line 3)");
}

TEST(GroupPointsCsv, RefusesPerformanceWhichIsMeasured) {
  EXPECT_THAT(
      problems_of("portal_id;functions;Hiệu năng;accessibility\na;60;20;5\n", {"a"}),
      ElementsAre(
          "g.csv:1:21: column 'Hiệu năng' holds points of performance, which are measured (right would "
          "be without this column)"));
}

TEST(GroupPointsCsv, ReadsPerformanceOfAnEarlierEvaluationAsPublished) {
  const auto read = read_csv_text("portal_id;functions;performance;accessibility\na;60;20;5\n", {"a"},
                                  PerformancePoints::in_file);
  EXPECT_EQ(points_of(read), (Rows{{pt(60), pt(20), pt(5)}}));
  EXPECT_THAT(
      problems_of("portal_id;functions;accessibility\na;60;5\n", {"a"}, PerformancePoints::in_file),
      ElementsAre(
          "g.csv:1: there is no column 'performance' with the points of this group of scheme '2023'"));
}

TEST(GroupPointsCsv, ReadsTheSixGroupsOf2024) {
  const auto read = read_csv_text("portal_id;functions;layout;security;accessibility;emc\na;30;4;12,5;3;5\n",
                                  {"a"}, PerformancePoints::measured, scheme_2024());
  EXPECT_EQ(points_of(read), (Rows{{pt(30), pt(4), {}, pt(12.5), pt(3), pt(5)}}));
}

TEST(GroupPointsCsv, RefusesColumnsOfAnotherScheme) {
  EXPECT_THAT(problems_of("portal_id;functions;layout;security;accessibility;emc\na;30;4;12,5;3;5\n", {"a"}),
              ElementsAre("g.csv:1:21: column 'layout' is no group of scheme '2023'",
                          "g.csv:1:28: column 'security' is no group of scheme '2023'",
                          "g.csv:1:51: column 'emc' is no group of scheme '2023'"));
}

TEST(GroupPointsCsv, SaysWhatIsWrongWithTheHeadings) {
  EXPECT_THAT(
      problems_of("portal_id;funtions;accessibility;河\na;1;1;1\n", {"a"}),
      ElementsAre("g.csv:1: there is no column 'functions' with the points of this group of scheme '2023'",
                  "g.csv:1:11: column 'funtions' is no group of scheme '2023' (did you mean 'functions'?)",
                  "g.csv:1:34: column '河' has no heading that can be read (right would be a group's id)"));
  EXPECT_THAT(
      problems_of("functions;accessibility;Chức năng\n1;1;1\n", {"a"}),
      ElementsAre("g.csv:1: there is no column 'portal_id' with the portals' ids",
                  "g.csv:1:25: column 'Chức năng' means the same as column 'functions' (leave one out)"));
}

TEST(GroupPointsCsv, FindsMissingDoubledAndUnknownPortals) {
  EXPECT_THAT(
      problems_of("portal_id;functions;accessibility\n"
                  "ha-noi;1;1\n"
                  "hue;1;1\n"
                  "ha-noi;2;2\n"
                  "ha-nol;1;1\n"
                  ";1;1\n",
                  {"ha-noi", "hue", "da-nang"}),
      ElementsAre(
          "g.csv:4:1: column 'portal_id' names portal 'ha-noi' again, after line 2 (leave one out)",
          "g.csv:5:1: column 'portal_id' names portal 'ha-nol', which is not evaluated here (did you mean "
          "'ha-noi'?)",
          "g.csv:6:1: column 'portal_id' is empty (right would be a portal's id)",
          "g.csv: portal 'da-nang' is missing (right would be a row for it, with empty cells where points "
          "are not known)"));
}

TEST(GroupPointsCsv, FindsPointsThatCannotBe) {
  EXPECT_THAT(
      problems_of("portal_id;functions;accessibility\n"
                  "a;70,01;10\n"
                  "b;-1;=1+1\n"
                  "c;nhiều;#REF!\n"
                  "d;70;10,5\n",
                  {"a", "b", "c", "d"}),
      ElementsAre(
          "g.csv:2:3: column 'functions' '70,01' is more than the 70 points that group 'functions' gives",
          HasSubstr("g.csv:3:3: column 'functions' '-1' is negative or a formula"),
          HasSubstr("g.csv:3:6: column 'accessibility' '=1+1' is a formula"),
          HasSubstr("g.csv:4:3: column 'functions' 'nhiều' is no number"),
          HasSubstr("g.csv:4:9: column 'accessibility' '#REF!' is a spreadsheet's error"),
          "g.csv:5:6: column 'accessibility' '10,5' is more than the 10 points that group 'accessibility' "
          "gives"));
}

TEST(GroupPointsCsv, NeverGuessesWhatACommaStandsFor) {
  const std::vector<std::string> portals = {"a", "b"};
  const std::string header = "portal_id;functions;accessibility\n";
  EXPECT_THAT(
      problems_of(header + "a;1,234;5\nb;6;5\n", portals),
      ElementsAre(
          "g.csv:2:3: column 'functions' '1,234' may be 1,234 or 1234, and the file does not show what ',' "
          "stands for (right would be 1,2340 for the first, 1234 for the second)"));
  // Other numbers tell.
  EXPECT_EQ(points_of(read_csv_text(header + "a;1,234;5\nb;6,5;5\n", portals)),
            (Rows{{pt(1.234), {}, pt(5)}, {pt(6.5), {}, pt(5)}}));
  EXPECT_THAT(problems_of(header + "a;1,234;5\nb;6.5;5\n", portals),
              ElementsAre(HasSubstr("'1,234' is more than the 70 points")));
  // Unless they contradict each other.
  EXPECT_THAT(problems_of(header + "a;1,234;5.5\nb;6,5;5\n", portals),
              ElementsAre(HasSubstr("the file does not show what ',' stands for")));
}

TEST(GroupPointsCsv, AcceptsBothMarksWhereEachNumberIsClear) {
  const auto read = read_csv_text("portal_id;functions;accessibility\na;6.5;5,25\n", {"a"});
  EXPECT_EQ(points_of(read), (Rows{{pt(6.5), {}, pt(5.25)}}));
  EXPECT_EQ(read->decimal_mark, '\0');
}

TEST(GroupPointsCsv, RefusesCellsThatAreMeantToHurt) {
  EXPECT_THAT(problems_of("portal_id;functions;accessibility\na\x1b[2J;1;1\n", {"a"}),
              testing::Contains(HasSubstr("g.csv:2:1: column 'portal_id' holds the character U+001B")));
  EXPECT_THAT(problems_of("portal_id;functions;accessibility\n\"=cmd|'/c calc'!A1\";1;1\n", {"a"}),
              testing::Contains(HasSubstr("names portal '=cmd|'/c calc'!A1', which is not evaluated here")));
}

TEST(GroupPointsCsv, ReadsABrokenFileAsWrongOrAsPointsThatCanBe) {
  const std::string whole =
      "\xEF\xBB\xBFportal_id;functions;accessibility\r\nha-noi;65,5;8\r\nhue;\"60,25\";9,125\r\nvinh;1,5;"
      "\r\n";
  constexpr std::string_view kBytes = "0123456789.,;\"-=+#\r\n \ta\xC3\xA9\xFF";
  std::mt19937_64 random(13);
  std::uniform_int_distribution<std::size_t> place(0, whole.size() - 1);
  std::uniform_int_distribution<std::size_t> which(0, kBytes.size() - 1);
  std::size_t accepted = 0;
  for (int run = 0; run < 5'000; ++run) {
    std::string text = whole;
    for (int change = 0; change < 1 + run % 3; ++change) text[place(random)] = kBytes[which(random)];
    const auto read = read_csv_text(text, {"ha-noi", "hue", "vinh"});
    if (!read) {
      ASSERT_FALSE(read.error().empty());
      continue;
    }
    ++accepted;
    for (const auto& body : read->bodies) {
      ASSERT_TRUE(!body.groups[0].points ||
                  (*body.groups[0].points >= Points() && *body.groups[0].points <= pt(70)));
      ASSERT_TRUE(!body.groups[2].points ||
                  (*body.groups[2].points >= Points() && *body.groups[2].points <= pt(10)));
      ASSERT_FALSE(body.groups[1].points);
    }
  }
  EXPECT_GT(accepted, 0U);
}

TEST(GroupPointsCsv, GivesAHundredProblemsAtMost) {
  std::string text = "portal_id;functions;accessibility\n";
  std::vector<std::string> portals;
  for (int i = 0; i < 5'000; ++i) {
    portals.push_back("p" + std::to_string(i));
    text += portals.back() + ";x;y\n";
  }
  EXPECT_EQ(problems_of(text, portals).size(), 100U);
  EXPECT_EQ(problems_of("portal_id;functions;accessibility\n", portals).size(), 100U);
}

TEST(GroupPointsCsv, ReadsManyPortals) {
  std::string text = "portal_id;functions;accessibility\n";
  std::vector<std::string> portals;
  for (int i = 0; i < 20'000; ++i) {
    portals.push_back("p" + std::to_string(i));
    text += portals.back() + ";65,5;9,5\n";
  }
  const auto read = read_csv_text(text, portals);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->bodies.size(), 20'000U);
  EXPECT_EQ(read->bodies.back().groups[0].points, pt(65.5));
}

}  // namespace
}  // namespace portalprobe
