#include "config/csv.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "config/decimal.hpp"
#include "core/utf8.hpp"

namespace portalprobe {
namespace {

using namespace std::string_literals;

std::vector<std::vector<std::string>> cells_of(const CsvTable& table) {
  std::vector<std::vector<std::string>> rows;
  const auto add = [&rows](const CsvRow& row) {
    auto& texts = rows.emplace_back();
    for (const auto& cell : row) texts.push_back(cell.text);
  };
  add(table.header);
  for (const auto& row : table.rows) add(row);
  return rows;
}

std::string first_problem(const std::string& bytes) {
  const auto table = parse_csv(bytes, "f.csv");
  return table ? "none" : table.error().front().text();
}

std::string utf16(std::string_view text, bool little) {
  std::string bytes = little ? "\xFF\xFE" : "\xFE\xFF";
  const auto put = [&](unsigned unit) {
    const char low = static_cast<char>(unit & 0xFFU);
    const char high = static_cast<char>(unit >> 8U);
    bytes += little ? low : high;
    bytes += little ? high : low;
  };
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    text.remove_prefix(point.length);
    if (point.value < 0x10000) {
      put(static_cast<unsigned>(point.value));
    } else {
      const auto rest = static_cast<unsigned>(point.value) - 0x10000U;
      put(0xD800U + (rest >> 10U));
      put(0xDC00U + (rest & 0x3FFU));
    }
  }
  return bytes;
}

TEST(Csv, ReadsWhatSpreadsheetProgramsWrite) {
  const std::vector<std::vector<std::string>> want = {{"id", "tên"}, {"hue", "Thành phố Huế"}};
  struct {
    std::string_view what;
    std::string bytes;
    char separator;
  } rows[] = {
      {"plain", "id,tên\nhue,Thành phố Huế\n", ','},
      {"as Excel in Vietnam", "\xEF\xBB\xBFid;tên\r\nhue;Thành phố Huế\r\n", ';'},
      {"no line end at the end", "id;tên\r\nhue;Thành phố Huế", ';'},
      {"old line ends", "id;tên\rhue;Thành phố Huế\r", ';'},
      {"tabs", "id\ttên\nhue\tThành phố Huế\n", '\t'},
      {"Excel's Unicode text", utf16("id\ttên\r\nhue\tThành phố Huế\r\n", true), '\t'},
      {"the other byte order", utf16("id;tên\r\nhue;Thành phố Huế\r\n", false), ';'},
      {"a declared separator", "sep=|\r\nid|tên\r\nhue|Thành phố Huế\r\n", '|'},
      {"a declared separator in quotes", "\xEF\xBB\xBF\"sep=;\"\r\nid;tên\r\nhue;Thành phố Huế\r\n", ';'},
      {"quotes", "\"id\",\"tên\"\n\"hue\",\"Thành phố Huế\"\n", ','},
      {"empty columns and rows at the end", "id;tên;;;\r\nhue;Thành phố Huế;;;\r\n;;;;\r\n;;;;\r\n", ';'},
      {"empty rows before and between", "\r\n\r\nid;tên\r\n;\r\nhue;Thành phố Huế\r\n", ';'},
      {"rows of blanks", "id;tên\r\n  ; \r\nhue;Thành phố Huế\r\n", ';'},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    const auto table = parse_csv(row.bytes, "f.csv");
    ASSERT_TRUE(table) << table.error().front().text();
    EXPECT_EQ(cells_of(*table), want);
    EXPECT_EQ(table->separator, row.separator);
  }
}

TEST(Csv, KeepsWhatQuotesProtect) {
  const auto table =
      parse_csv("a;b;c\n\"x;y\";\"say \"\"no\"\"\";\"two\nlines\"\n2,5;\"\";it's \"so\"\n", "f.csv");
  ASSERT_TRUE(table);
  EXPECT_EQ(cells_of(*table),
            (std::vector<std::vector<std::string>>{
                {"a", "b", "c"}, {"x;y", "say \"no\"", "two\nlines"}, {"2,5", "", "it's \"so\""}}));
}

TEST(Csv, FindsTheSeparatorByTheHeaderOutsideQuotes) {
  struct {
    std::string_view text;
    char want;
  } rows[] = {
      {"\"a,b,c,d\";e;f\n", ';'}, {"a,b;c,d\n", ','}, {"a;b\n1,5,5,5;2\n", ';'},
      {"alone\n", ','},           {"\"a;b\"\n", ','},
  };
  for (const auto& row : rows) {
    const auto table = parse_csv(row.text, "f.csv");
    ASSERT_TRUE(table) << row.text;
    EXPECT_EQ(table->separator, row.want) << row.text;
  }
}

TEST(Csv, KnowsWhereEachCellBegins) {
  const auto table = parse_csv("sep=;\nmã;tên\n\"đ\nđ\";x\nhuế;\"y\"\n", "f.csv");
  ASSERT_TRUE(table);
  const auto place = [](const CsvCell& cell) { return std::pair(cell.line, cell.column); };
  EXPECT_EQ(place(table->header[1]), std::pair(2, 4));
  EXPECT_EQ(place(table->rows[0][0]), std::pair(3, 1));
  EXPECT_EQ(place(table->rows[0][1]), std::pair(4, 4));
  EXPECT_EQ(place(table->rows[1][0]), std::pair(5, 1));
  EXPECT_EQ(place(table->rows[1][1]), std::pair(5, 5));
}

TEST(Csv, SaysWhatIsWrongAndWhere) {
  struct {
    std::string bytes;
    std::string want;
  } rows[] = {
      {"", "f.csv: is empty (right would be a line of headings, then a line for each portal)"},
      {"\xEF\xBB\xBF", "f.csv: is empty (right would be a line of headings, then a line for each portal)"},
      {"\r\n;;\r\n", "f.csv: is empty (right would be a line of headings, then a line for each portal)"},
      {"a,b\n1,\"x\ny\n", "f.csv:2:3: a quote is opened here and never closed"},
      {"a,b\n1,\"x\"y\n", "f.csv:2:6: text after a closing quote (double a quote that belongs to the cell)"},
      {"a,b\n1,2,3\n",
       "f.csv:2:5: cell 3 of a row in a table of 2 columns (put a cell that holds ',' in quotes)"},
      {"a,b\nT\xECnh,1\n",
       "f.csv:2:2: not UTF-8, perhaps windows-1258 or another old code page (save it in the spreadsheet "
       "program as \"CSV "
       "UTF-8\")"},
      {"a,b\n1,\0\n"s,
       "f.csv:2:3: a NUL byte: this is no CSV file (save it in the spreadsheet program as \"CSV UTF-8\")"},
      {"PK\x03\x04 and so on",
       "f.csv: this is a spreadsheet program's workbook, no CSV file (save it in the spreadsheet program as "
       "\"CSV UTF-8\")"},
      {"\xFF\xFE"
       "a\0,"s,
       "f.csv:1:2: the file ends within a UTF-16 character"},
      {"\xFF\xFE"
       "a\0\x00\xD8"
       "b\0"s,
       "f.csv:1:2: half a UTF-16 character (save it in the spreadsheet program as \"CSV UTF-8\")"},
  };
  for (const auto& row : rows) EXPECT_EQ(first_problem(row.bytes), row.want);
}

TEST(Csv, GivesAllProblemsInOneRun) {
  const auto table = parse_csv("a,b\n1,2,3\n4,5\n6,\"7\"8\n", "f.csv");
  ASSERT_FALSE(table);
  ASSERT_EQ(table.error().size(), 2U);
  EXPECT_EQ(table.error()[0].line, 2);
  EXPECT_EQ(table.error()[1].line, 4);
}

TEST(Csv, RefusesWhatIsTooLarge) {
  EXPECT_EQ(first_problem(std::string((64U << 20U) + 1, 'a')), "f.csv: is larger than 64 MiB");
  std::string rows = "a\n";
  for (int i = 0; i < 100'001; ++i) rows += "1\n";
  EXPECT_EQ(first_problem(rows), "f.csv:100002: more than 100000 rows");
  EXPECT_EQ(first_problem("a;b\n" + std::string(60U << 20U, ';')), "f.csv:2: more than 1000 columns");
}

TEST(Csv, BoundsTheCellsOfATable) {
  EXPECT_EQ(first_problem(std::string(2'000, ';')), "f.csv:1: more than 1000 columns");
  std::string wide = "a" + std::string(900, ';') + "b\n";
  std::string table;
  for (int i = 0; i < 3'000; ++i) table += wide;
  EXPECT_EQ(first_problem(table), "f.csv:2220: more than 2000000 cells");
}

TEST(Csv, SurvivesEveryTruncationAndEveryFlippedByte) {
  const std::string good = "\xEF\xBB\xBFid;tên\r\n\"hue\";\"Thành \"\"phố\"\" Huế\"\r\n\r\nhn;\"a\nb\"\r\n";
  for (std::size_t length = 0; length <= good.size(); ++length)
    (void)parse_csv(good.substr(0, length), "f.csv");
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string bad = good;
      bad[at] = static_cast<char>(byte);
      const auto table = parse_csv(bad, "f.csv");
      EXPECT_FALSE(table ? table->header.empty() : table.error().empty());
    }
  }
  const std::string wide = utf16(good.substr(3), true);
  for (std::size_t length = 0; length <= wide.size(); ++length)
    (void)parse_csv(wide.substr(0, length), "f.csv");
}

TEST(ReadCsv, RefusesWhatIsNoFile) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("portal-probe-csv-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const auto problem = [](const std::string& path) { return read_csv(path).error().front().text(); };
  EXPECT_EQ(problem(folder.string()), folder.string() + ": is a directory, no CSV file");
  EXPECT_EQ(problem((folder / "none.csv").string()),
            (folder / "none.csv").string() + ": there is no such file");
  EXPECT_EQ(problem("/dev/zero"), "/dev/zero: is no regular file");
  std::ofstream(folder / "good.csv") << "a;b\n1;2\n";
  const auto table = read_csv((folder / "good.csv").string());
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows.size(), 1U);
  std::filesystem::remove_all(folder);
}

TEST(Decimal, ReadsCommasAndPoints) {
  struct {
    std::string_view text;
    std::optional<double> want;
  } rows[] = {
      {"5", 5.0},
      {"2,5", 2.5},
      {"2.5", 2.5},
      {"0,25", 0.25},
      {"-1,5", -1.5},
      {"1.234,5", 1234.5},
      {"1,234.5", 1234.5},
      {"1.234.567", 1234567.0},
      {"1,234,567", 1234567.0},
      {"1.234.567,89", 1234567.89},
      {"1.234", {}},
      {"1,234", {}},
      {"1.23.4", {}},
      {"12.34,5", {}},
      {".5.5", {}},
      {"2,", {}},
      {"", {}},
      {"x", {}},
      {"1e5", {}},
      {"nan", {}},
      {"inf", {}},
      {"1 000", {}},
      {"--1", {}},
      {"1,5,", {}},
  };
  for (const auto& row : rows) EXPECT_EQ(parse_decimal(row.text), row.want) << row.text;
}

}  // namespace
}  // namespace portalprobe
