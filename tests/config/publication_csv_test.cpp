#include "config/publication_csv.hpp"

#include <gmock/gmock.h>

#include <random>

#include "config/load_criterion.hpp"
#include "tests/support/evaluations.hpp"

namespace portalprobe {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_evaluations::levels_a_to_e;
using testing_evaluations::pt;
using testing_evaluations::scheme_2023;

using Read = tl::expected<PublishedTable, std::vector<Problem>>;
using Counts = std::vector<std::optional<std::size_t>>;

constexpr std::optional<std::size_t> kUnsaid;

Read read(const std::string& text, const EvaluationScheme& scheme = scheme_2023()) {
  const auto table = parse_csv(text, "p.csv");
  if (!table) return tl::unexpected(table.error());
  return read_publication(*table, scheme);
}

std::vector<std::string> problems_of(const std::string& text,
                                     const EvaluationScheme& scheme = scheme_2023()) {
  const auto table = read(text, scheme);
  std::vector<std::string> texts;
  if (table) return texts;
  for (const auto& problem : table.error()) texts.push_back(problem.text());
  return texts;
}

Publication publication_of(const Read& table) {
  if (table) return table->publication;
  ADD_FAILURE() << table.error().front().text();
  return {};
}

PublishedMean mean(double value, int digits) { return {pt(value), digits}; }

TEST(PublicationCsv, ReadsDeploymentsOf2023AsExcelWritesThemInVietnam) {
  const auto table = read(
      "\xEF\xBB\xBF"
      "Hình thức triển khai;Số lượng;Trung bình\r\n"
      "thuê dịch vụ;39;85,23\r\n"
      "mua sắm;40;76,05\r\n"
      "tự xây dựng;4;68\r\n"
      "Toàn quốc;83;79,98\r\n");
  const Publication publication = publication_of(table);
  EXPECT_THAT(publication.blocks, ElementsAre(PublishedBlock{"thuê dịch vụ", 39, {}, mean(85.23, 2)},
                                              PublishedBlock{"mua sắm", 40, {}, mean(76.05, 2)},
                                              PublishedBlock{"tự xây dựng", 4, {}, mean(68, 0)}));
  EXPECT_EQ(publication.bodies, 83U);
  EXPECT_EQ(publication.mean, mean(79.98, 2));
  EXPECT_THAT(publication.at_level, IsEmpty());
  EXPECT_EQ(publication.levels, levels_a_to_e());
  EXPECT_EQ(publication.most, 100);
  EXPECT_THAT(table->lines, ElementsAre(2, 3, 4));
  EXPECT_EQ(table->line_of_all, 5);
}

TEST(PublicationCsv, ReadsProvincesOf2024WithTheirLevels) {
  const auto table = read("block,bodies,A,B,C,D,E,mean\nprovinces,63,0,0,39,24,9,63.0\n");
  EXPECT_THAT(publication_of(table).blocks,
              ElementsAre(PublishedBlock{"provinces", 63, {0, 0, 39, 24, 9}, mean(63, 1)}));
  EXPECT_EQ(publication_of(table).bodies, std::nullopt);
  EXPECT_EQ(table->line_of_all, 0);
}

TEST(PublicationCsv, KnowsHeadingsByManyNames) {
  for (const char* header :
       {"block;bodies;A;mean", "Khối;Số lượng;Mức A;Điểm trung bình", "NAME;Số cơ quan;a;Average",
        "Tên khối;Count;Loại A;Diem TB", "vùng;Số Cổng;Xếp loại A;Trung bình"}) {
    const auto table = read(std::string(header) + "\nx;3;1;95\n");
    SCOPED_TRACE(header);
    EXPECT_THAT(publication_of(table).blocks,
                ElementsAre(PublishedBlock{"x", 3, {1, kUnsaid, kUnsaid, kUnsaid, kUnsaid}, mean(95, 0)}));
  }
}

TEST(PublicationCsv, KnowsTheRowOfAllBodiesByManyNames) {
  for (const char* name : {"all", "Total", "TỔNG", "Tổng cộng", "toàn quốc", "Cả nước", "Tất cả"}) {
    const auto table = read(std::string("block;bodies;C;D\nx;3;1;2\n") + name + ";3;1;2\n");
    SCOPED_TRACE(name);
    const Publication publication = publication_of(table);
    EXPECT_EQ(publication.blocks.size(), 1U);
    EXPECT_EQ(publication.bodies, 3U);
    EXPECT_EQ(publication.at_level, (Counts{kUnsaid, kUnsaid, 1, 2, kUnsaid}));
  }
}

TEST(PublicationCsv, TakesAnEmptyCellForWhatIsNotSaid) {
  const auto table = read("block;bodies;A;B;C;D;E;mean\nx; ;;;;;;\ny;0;;0;;;;\n");
  EXPECT_THAT(publication_of(table).blocks,
              ElementsAre(PublishedBlock{"x", {}, {}, {}},
                          PublishedBlock{"y", 0, {kUnsaid, 0, kUnsaid, kUnsaid, kUnsaid}, {}}));
}

TEST(PublicationCsv, TakesALevelsNameForTheLevelFirst) {
  EvaluationScheme scheme = scheme_2023();
  scheme.levels = {{"Tốt", 80}, {"Trung bình", 50}, {"Kém", 0}};
  EXPECT_THAT(
      publication_of(read("khối;số lượng;tốt;trung bình;kém;điểm trung bình\nx;3;0;2;1;55,5\n", scheme))
          .blocks,
      ElementsAre(PublishedBlock{"x", 3, {0, 2, 1}, mean(55.5, 1)}));
  scheme.levels = {{"A+", 90}, {"A", 80}, {"★", 0}};
  EXPECT_THAT(publication_of(read("block;A;A+;★\nx;1;2;3\n", scheme)).blocks,
              ElementsAre(PublishedBlock{"x", {}, {2, 1, 3}, {}}));
  EXPECT_THAT(
      problems_of("block;a;A+;★\nx;1;2;3\n", scheme),
      ElementsAre("p.csv:1:7: column 'a' may be level 'A+' or 'A' (right would be exactly one of these)"));
}

TEST(PublicationCsv, SaysWhatIsWrongWithTheHeadings) {
  struct {
    const char* header;
    const char* says;
  } rows[] = {
      {"bodies;A", "p.csv:1: there is no column 'block' with the blocks' names"},
      {"block;ghi chú",
       "p.csv:1: there are no figures (right would be columns 'bodies', 'mean', and one for each level)"},
      {"block;bodies;F",
       "p.csv:1:14: column 'F' is no level of scheme '2023' (it has A, B, C, D, E), nor block, bodies or "
       "mean"},
      {"block;bodis",
       "column 'bodis' is no level of scheme '2023' (it has A, B, C, D, E), nor block, bodies or mean (did "
       "you mean 'bodies'?)"},
      {"block;bodies;Số lượng",
       "p.csv:1:14: column 'Số lượng' means the same as column 'bodies' (leave one out)"},
      {"block;A;Mức A", "p.csv:1:9: column 'Mức A' means the same as column 'A' (leave one out)"},
      {"block;bodies;%", "p.csv:1:14: column '%' is no level of scheme '2023'"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.header);
    EXPECT_THAT(problems_of(std::string(row.header) + "\nx;1\n"), Contains(HasSubstr(row.says)));
  }
}

TEST(PublicationCsv, SaysWhatIsWrongWithTheRows) {
  EXPECT_THAT(
      problems_of("block;bodies;A;mean\n"
                  "x;1;1;95\n"
                  ";1;1;95\n"
                  "x;2;;\n"
                  "all;3;;\n"
                  "tổng;3;;\n"
                  "y;1,5;-1;101\n"
                  "z;nhiều;=1+1;#REF!\n"
                  "w;1000001;12345678;-5\n"),
      ElementsAre(
          "p.csv:3:1: column 'block' is empty (right would be the block's name, or 'all' for the whole)",
          "p.csv:4:1: column 'block' names block 'x' again, after line 2 (leave one out)",
          "p.csv:6:1: column 'block' names all bodies by 'tổng' again, after line 5 (leave one out)",
          "p.csv:7:3: column 'bodies' '1,5' is no number of bodies (right would be a whole number up to "
          "1000000, or nothing where it is not said)",
          HasSubstr("p.csv:7:7: column 'A' '-1' is no number of bodies"),
          "p.csv:7:10: column 'mean' '101' is more than the 100 points that scheme '2023' gives",
          HasSubstr("p.csv:8:3: column 'bodies' 'nhiều' is no number of bodies"),
          HasSubstr("p.csv:8:9: column 'A' '=1+1' is no number of bodies"),
          HasSubstr("p.csv:8:14: column 'mean' '#REF!' is a spreadsheet's error"),
          HasSubstr("p.csv:9:3: column 'bodies' '1000001' is no number of bodies"),
          HasSubstr("p.csv:9:11: column 'A' '12345678' is no number of bodies"),
          HasSubstr("p.csv:9:20: column 'mean' '-5' is negative or a formula")));
  EXPECT_THAT(problems_of("block;bodies\n"), Contains(HasSubstr("p.csv: there are no blocks")));
}

TEST(PublicationCsv, ReadsThousandsAsTheFileIsWritten) {
  const std::string header = "block;bodies;mean\n";
  struct {
    const char* rows;
    std::size_t bodies;
  } rows[] = {
      {"x;1.000;85,5\n", 1000},                          // the mean's comma says what the point is
      {"x;1,000;85.5\n", 1000}, {"x;1.234;85\n", 1234},  // nobody counts 1.234 bodies
      {"x;63,0;85\n", 63},      {"x;1.000,0;85\n", 1000},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.rows);
    EXPECT_EQ(publication_of(read(header + row.rows)).blocks.at(0).bodies, row.bodies);
  }
  EXPECT_EQ(publication_of(read(header + "x;5;68.000\n")).blocks.at(0).mean,
            mean(68, 3));  // 68000 is over 100
  EXPECT_THAT(
      problems_of(header + "x;1.000;85\n"),
      ElementsAre("p.csv:2:3: column 'bodies' '1.000' may be 1 or 1000, and the file does not show what its "
                  "decimal mark is (right would be 1 for the first, 1000 for the second)"));
  EXPECT_THAT(problems_of(header + "x;1.234;85.5\n"),
              ElementsAre(HasSubstr("'1.234' is no number of bodies")));
  EvaluationScheme scheme = scheme_2023();
  scheme.groups[0].points = 9'000;
  EXPECT_THAT(
      problems_of(header + "x;4;1,234\n", scheme),
      ElementsAre(HasSubstr("'1,234' may be 1.234 or 1234, and the file does not show what its decimal mark "
                            "is (right would be 1,2340 for the first, 1234 for the second)")));
}

TEST(PublicationCsv, RefusesCellsThatAreMeantToHurt) {
  EXPECT_THAT(problems_of("block;bodies\nx\x1b[2J;1\n"),
              Contains(HasSubstr("p.csv:2:1: column 'block' holds the character U+001B")));
  EXPECT_EQ(publication_of(read("block;bodies\n\"=cmd|'/c calc'!A1\";1\n")).blocks.at(0).name,
            "=cmd|'/c calc'!A1");
}

TEST(PublicationCsv, IsBounded) {
  std::string blocks = "block;bodies\n";
  for (int i = 0; i < 1'000; ++i) blocks += "b" + std::to_string(i) + ";x\n";
  EXPECT_EQ(problems_of(blocks).size(), 100U);
  EXPECT_THAT(problems_of(blocks + "one more;1\n"),
              ElementsAre("p.csv: there are 1001 rows (right would be one for each block, at most 1000)"));
}

TEST(PublicationCsv, ReadsABrokenFileAsWrongOrAsCountsThatCanBe) {
  const std::string whole =
      "\xEF\xBB\xBF"
      "block;bodies;A;B;mean\r\nx;\"39\";1.000;2;85,23\r\ny;4;;1;68\r\nall;43;1;3;84,0\r\n";
  constexpr std::string_view kBytes = "0123456789.,;\"-=+#\r\n \taxyl\xC3\xA9\xFF";
  std::mt19937_64 random(17);
  std::uniform_int_distribution<std::size_t> place(0, whole.size() - 1);
  std::uniform_int_distribution<std::size_t> which(0, kBytes.size() - 1);
  std::size_t accepted = 0;
  for (int run = 0; run < 5'000; ++run) {
    std::string text = whole;
    for (int change = 0; change < 1 + run % 3; ++change) text[place(random)] = kBytes[which(random)];
    const auto table = read(text);
    if (!table) {
      ASSERT_FALSE(table.error().empty());
      continue;
    }
    ++accepted;
    ASSERT_EQ(table->lines.size(), table->publication.blocks.size());
    for (const auto& block : table->publication.blocks) {
      ASSERT_FALSE(block.name.empty());
      ASSERT_TRUE(!block.bodies || *block.bodies <= 1'000'000);
      ASSERT_TRUE(block.at_level.empty() || block.at_level.size() == 5);
      ASSERT_TRUE(!block.mean || (block.mean->value >= Points() && block.mean->value <= pt(100) &&
                                  block.mean->digits >= 0 && block.mean->digits <= 6));
    }
  }
  EXPECT_GT(accepted, 0U);
}

TEST(PublicationCsv, ReadsByTheShippedSchemes) {
  for (const char* name : {"2023", "2024"}) {
    const auto scheme = load_scheme(name);
    ASSERT_TRUE(scheme);
    EXPECT_EQ(publication_of(read("block;bodies;A;B;C;D;E\nx;3;0;0;1;1;1\n", *scheme)).most, 100);
  }
}

}  // namespace
}  // namespace portalprobe
