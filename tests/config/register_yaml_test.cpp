#include "config/register_yaml.hpp"

#include <gmock/gmock.h>
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <random>
#include <sstream>

#include "config/register_csv.hpp"
#include "core/utf8.hpp"
#include "tests/support/source_folder.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kFolder = support::source_folder();

std::string contents(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

Portal portal() {
  Portal portal;
  portal.id = "hue";
  portal.name = "Thành phố Huế";
  portal.confidence = "seen";
  using namespace std::chrono;
  portal.valid_from = 2024y / July / 1d;
  Target page;
  page.id = "home";
  page.role = "home";
  page.url = "https://a.test/?q=1&b=2";
  portal.targets = {page};
  return portal;
}

TEST(RegisterYaml, IsWhatAPersonWouldWrite) {
  const std::vector<Portal> portals = {portal()};
  EXPECT_EQ(
      register_yaml(portals, "danh sách.csv"),
      "# 1 portal, made by `portal-probe portals import` from danh sách.csv.\n"
      "# Edit it as you like; making it again from the spreadsheet overwrites what was edited.\n"
      "# A portal counts in an evaluation once a person has confirmed its URLs: `verified: YYYY-MM-DD`.\n"
      "portals:\n"
      "  - id: hue\n"
      "    name: Thành phố Huế\n"
      "    valid_from: 2024-07-01\n"
      "    confidence: seen\n"
      "    pages:\n"
      "      - id: home\n"
      "        role: home\n"
      "        url: \"https://a.test/?q=1&b=2\"\n");
}

TEST(RegisterYaml, KeepsTheOriginOnItsLine) {
  const std::string text = register_yaml({}, "x\nportals: [{id: evil}]\r\u2028y\x1b.csv");
  EXPECT_THAT(text, HasSubstr("from x?portals: [{id: evil}]??y?.csv.\n"));
  EXPECT_THAT(text, HasSubstr("\nportals: []\n"));
}

TEST(YamlScalar, QuotesWhatCouldBeTakenForSomethingElse) {
  struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {
      {"Tỉnh Đắk Lắk", "Tỉnh Đắk Lắk"},
      {"Bà Rịa - Vũng Tàu", "Bà Rịa - Vũng Tàu"},
      {"Đà Nẵng (cũ), v.v.", "Đà Nẵng (cũ), v.v."},
      {"", "\"\""},
      {"yes", "\"yes\""},
      {"No", "\"No\""},
      {"NULL", "\"NULL\""},
      {"true", "\"true\""},
      {"y", "\"y\""},
      {"~", "\"~\""},
      {"12", "\"12\""},
      {"1e5", "\"1e5\""},
      {"0x1F", "\"0x1F\""},
      {".inf", "\".inf\""},
      {"inf", "\"inf\""},
      {"2026-11-20", "\"2026-11-20\""},
      {"-1", "\"-1\""},
      {"a: b", "\"a: b\""},
      {"a #b", "\"a #b\""},
      {"- a", "\"- a\""},
      {"[a]", "\"[a]\""},
      {"{a}", "\"{a}\""},
      {"*a", "\"*a\""},
      {"&a", "\"&a\""},
      {"!a", "\"!a\""},
      {"|", "\"|\""},
      {"%a", "\"%a\""},
      {"@a", "\"@a\""},
      {"`a", "\"`a\""},
      {"---", "\"---\""},
      {"...", "\"...\""},
      {"=cmd|'/c calc'!A1", "\"=cmd|'/c calc'!A1\""},
      {"say \"no\"", "\"say \\\"no\\\"\""},
      {"back\\slash", "\"back\\\\slash\""},
      {"two\nlines", "\"two\\x0Alines\""},
      {"\x1b[2J", "\"\\x1B[2J\""},
      {" blank", "\" blank\""},
      {"blank ", "\"blank \""},
      {"a\u2028b", "\"a\\u2028b\""},
      {"a\u202Eb", "\"a\\u202Eb\""},
      {"a\u00A0b", "\"a\\xA0b\""},
      {"\uFEFFa", "\"\\uFEFFa\""},
      {"😀", "\"\\U0001F600\""},
      {"河内", "\"河内\""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(yaml_scalar(row.text), row.want) << row.text;
    const YAML::Node read = YAML::Load("k: " + yaml_scalar(row.text) + "\n");
    EXPECT_EQ(read["k"].Scalar(), row.text);
  }
}

TEST(YamlScalar, GivesEveryTextBack) {
  std::mt19937 random(11);
  const std::u32string alphabet =
      U"aZ0 :#-\n\t\"'\\[]{}&*!|>%@`,?~=.\x07\x1b\x7f\x85\xA0ếđ\u2028\uFEFF\u202E河😀\u0301";
  std::uniform_int_distribution<std::size_t> pick(0, alphabet.size() - 1);
  for (std::size_t round = 0; round < 5'000; ++round) {
    std::string text;
    for (std::size_t i = 0; i < 1 + round % 8; ++i) append_utf8(text, alphabet[pick(random)]);
    const YAML::Node read = YAML::Load("k: " + yaml_scalar(text) + "\nnext: 1\n");
    ASSERT_TRUE(read.IsMap());
    ASSERT_EQ(read.size(), 2U) << text;
    ASSERT_EQ(read["k"].Scalar(), text);
  }
}

TEST(RegisterYaml, LetsNoCellBecomeAKey) {
  const auto table = parse_csv(
      "id;tên;url;vendor;note\nhue;\"x\n    verified: 2026-01-01\";https://a.test/;\"a: b # c\";\"\"\"\n  - "
      "id: evil\"\n",
      "r.csv");
  ASSERT_TRUE(table);
  const auto result = import_register(*table);
  ASSERT_TRUE(result) << result.error().front().text();
  const YAML::Node read = YAML::Load(register_yaml(result->portals, "r.csv"));
  ASSERT_EQ(read.size(), 1U);
  ASSERT_EQ(read["portals"].size(), 1U);
  EXPECT_FALSE(read["portals"][0]["verified"]);
  EXPECT_EQ(read["portals"][0]["name"].Scalar(), "x verified: 2026-01-01");
  EXPECT_EQ(read["portals"][0]["vendor"].Scalar(), "a: b # c");
  EXPECT_EQ(read["portals"][0]["note"].Scalar(), "\" - id: evil");
}

TEST(NationalList, IsWhatTheSpreadsheetGives) {
  const auto table = read_csv(kFolder + "/tests/data/vietnam-portals.csv");
  ASSERT_TRUE(table) << table.error().front().text();
  const auto result = import_register(*table);
  ASSERT_TRUE(result) << result.error().front().text();
  EXPECT_TRUE(result->warnings.empty());
  EXPECT_EQ(result->portals.size(), 85U);
  EXPECT_EQ(register_yaml(result->portals, "vietnam-portals.csv"),
            contents(kFolder + "/config/portals/vietnam.yaml"));
}

TEST(NationalList, SaysHowSureWeAreAndClaimsNoConfirmation) {
  const YAML::Node portals = YAML::LoadFile(kFolder + "/config/portals/vietnam.yaml")["portals"];
  ASSERT_EQ(portals.size(), 85U);
  std::map<std::string, int> blocks;
  std::map<std::string, int> confidences;
  for (const auto& portal : portals) {
    ++blocks[portal["block"].Scalar()];
    ++confidences[portal["confidence"].Scalar()];
    EXPECT_FALSE(portal["verified"]) << portal["id"].Scalar();
    EXPECT_TRUE(portal["evidence"]) << portal["id"].Scalar();
    EXPECT_EQ(portal["block"].Scalar() == "province", portal["region"].IsDefined()) << portal["id"].Scalar();
  }
  EXPECT_EQ(blocks, (std::map<std::string, int>{{"national", 1}, {"ministry", 21}, {"province", 63}}));
  EXPECT_EQ(confidences, (std::map<std::string, int>{{"seen", 62}, {"pattern", 21}, {"memory", 2}}));
}

TEST(NationalList, ComesOutTheSameHoweverTheSpreadsheetWasSaved) {
  const std::string path = kFolder + "/tests/data/vietnam-portals.csv";
  const auto plain = read_csv(path);
  ASSERT_TRUE(plain);
  std::string excel = "\xEF\xBB\xBF";
  const auto write = [&excel](const CsvRow& row, std::size_t columns) {
    for (std::size_t i = 0; i < columns; ++i) {
      if (i > 0) excel += ';';
      excel += i < row.size() ? "\"" + row[i].text + "\"" : "";
    }
    excel += ";;\r\n";
  };
  write(plain->header, plain->header.size());
  for (const auto& row : plain->rows) write(row, plain->header.size());
  excel += ";;;;;;;;;;;;;;\r\n";
  const auto saved = parse_csv(excel, "excel.csv");
  ASSERT_TRUE(saved) << saved.error().front().text();
  EXPECT_EQ(import_register(*saved)->portals, import_register(*plain)->portals);
}

}  // namespace
}  // namespace portalprobe
