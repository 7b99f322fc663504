#include "config/register_csv.hpp"

#include <gmock/gmock.h>

#include "config/register_columns.hpp"

namespace portalprobe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

tl::expected<RegisterImport, std::vector<Problem>> import_text(const std::string& text) {
  const auto table = parse_csv(text, "r.csv");
  return table ? import_register(*table) : tl::unexpected(table.error());
}

std::vector<std::string> problems_of(const std::string& text) {
  const auto result = import_text(text);
  std::vector<std::string> texts;
  if (!result) {
    for (const auto& problem : result.error()) texts.push_back(problem.text());
  }
  return texts;
}

Portal only_portal(const std::string& text) {
  const auto result = import_text(text);
  EXPECT_TRUE(result) << (result ? "" : result.error().front().text());
  return result && result->portals.size() == 1 ? result->portals.front() : Portal{};
}

TEST(Register, ReadsEveryColumn) {
  const Portal portal = only_portal(
      "id;name_vi;name_en;block;region_vi;url;page_id;role;kind;confidence;evidence;source;merged_2025;"
      "successor_id;"
      "successor_name_vi;later_url;deployment;vendor;verified;valid_from;valid_to;note\n"
      "ha-giang;Tỉnh Hà Giang;Ha Giang;province;Miền núi;https://a.test/;front;home;page;seen;a "
      "list;somewhere;absorbed;"
      "tuyen-quang;Tỉnh Tuyên Quang;https://b.test/;leased;VNPT;2026-11-20;1/7/2024;30/06/2025;Quay lại "
      "sau.\n");
  Portal want;
  want.id = "ha-giang";
  want.name = "Tỉnh Hà Giang";
  want.name_en = "Ha Giang";
  want.block = "province";
  want.region = "Miền núi";
  want.confidence = "seen";
  want.evidence = "a list; somewhere";
  want.successor = "tuyen-quang";
  want.successor_name = "Tỉnh Tuyên Quang";
  want.later_url = "https://b.test/";
  want.deployment = "leased";
  want.vendor = "VNPT";
  using namespace std::chrono;
  want.verified = 2026y / November / 20d;
  want.valid_from = 2024y / July / 1d;
  want.valid_to = 2025y / June / 30d;
  want.note = "Merged into Tỉnh Tuyên Quang in 2025. Quay lại sau.";
  Target page;
  page.id = "front";
  page.role = "home";
  page.url = "https://a.test/";
  want.targets = {page};
  EXPECT_EQ(portal, want);
}

TEST(Register, KnowsVietnameseHeadingsAndWordsInAnyCase) {
  const Portal portal = only_portal(
      "MÃ;Tên cơ quan;Khối;Vùng miền;Địa chỉ;Hình thức triển khai;Nhà cung cấp;Độ tin cậy;Ghi chú\n"
      "hue;Thành phố Huế;Tỉnh, thành phố;Bắc Trung Bộ;https://a.test/;Thuê dịch vụ;VNPT;Đã thấy;\n");
  EXPECT_EQ(portal.id, "hue");
  EXPECT_EQ(portal.block, "province");
  EXPECT_EQ(portal.region, "Bắc Trung Bộ");
  EXPECT_EQ(only_portal("tên;url\nHuế;https://a.test/\n").deployment, "unknown");
  EXPECT_EQ(portal.deployment, "leased");
  EXPECT_EQ(portal.confidence, "seen");
}

TEST(Register, EveryColumnIsFoundByEachOfItsHeadings) {
  for (const auto& column : register_columns()) {
    std::string rest = std::string(column.name) + "," + std::string(column.headings);
    while (!rest.empty()) {
      const std::string heading = rest.substr(0, rest.find(','));
      rest.erase(0, heading.size() + 1);
      CsvTable table{"r.csv", ',', {{heading, 1, 1}, {"x", 1, 9}}, {}};
      std::vector<Problem> problems;
      std::vector<Problem> warnings;
      const RegisterHeader header(table, problems, warnings);
      EXPECT_TRUE(header.has(column.field)) << heading;
      EXPECT_EQ(warnings.size(), 1U) << heading;
    }
  }
}

TEST(Register, MakesAMissingIdOfTheName) {
  EXPECT_EQ(only_portal("tên,url\nTỉnh Đắk Lắk,https://a.test/\n").id, "tinh-dak-lak");
  EXPECT_EQ(only_portal("id,tên,url\n,Tỉnh Đắk Lắk,https://a.test/\n").id, "tinh-dak-lak");
}

TEST(Register, SaysWhatTheMergerDid) {
  const auto note = [](const std::string& cells) {
    return only_portal("id;tên;url;merged_2025;successor_id;successor_name_vi\nhue;Huế;https://a.test/;" +
                       cells)
        .note;
  };
  EXPECT_EQ(note("no;hue;Huế"), "");
  EXPECT_EQ(note("no;hue-moi;Thành phố Huế"), "Goes on as Thành phố Huế.");
  EXPECT_EQ(note("enlarged;hue;Huế"), "Took other bodies in when they merged in 2025.");
  EXPECT_EQ(note("absorbed;da-nang;Đà Nẵng"), "Merged into Đà Nẵng in 2025.");
  EXPECT_EQ(note("yes;da-nang;"), "Merged into da-nang in 2025.");
  EXPECT_EQ(note("có;;"), "Merged into another body in 2025.");
}

TEST(Register, HasNoSuccessorWhereABodyGoesOnAsItself) {
  const Portal portal =
      only_portal("id;tên;url;successor_id;successor_name_vi\nhue;Huế;https://a.test/;hue;Huế\n");
  EXPECT_EQ(portal.successor, "");
  EXPECT_EQ(portal.successor_name, "");
}

TEST(Register, JoinsRowsOfOnePortal) {
  const Portal portal = only_portal(
      "id;tên;khối;url;vai trò;loại\n"
      "hue;Thành phố Huế;tỉnh;https://a.test/search;search;thao tác\n"
      "hue;;;https://a.test/;;\n"
      "hue;Thành phố Huế;;https://a.test/dvc;Tra cứu;trang\n");
  ASSERT_EQ(portal.targets.size(), 3U);
  EXPECT_EQ(portal.targets[0].id, "home");
  EXPECT_EQ(portal.targets[1].id, "tra-cuu");
  EXPECT_EQ(portal.targets[1].role, "Tra cứu");
  EXPECT_EQ(portal.targets[2].id, "search");
  EXPECT_EQ(portal.targets[2].kind, TargetKind::action);
  EXPECT_EQ(portal.block, "province");
}

TEST(Register, CleansWhatCopyingBringsAlong) {
  const Portal portal =
      only_portal("id;tên;url\n hue\u00A0;\"Thành  phố\n\u200BHuế\uFEFF \";\u00A0https://a.test/ \n");
  EXPECT_EQ(portal.id, "hue");
  EXPECT_EQ(portal.name, "Thành phố Huế");
  EXPECT_EQ(portal.targets.at(0).url, "https://a.test/");
}

TEST(Register, WarnsOfColumnsThatMeanNothing) {
  const auto result = import_text("id,tên,url,điểm,,\nhue,Huế,https://a.test/,9,,\n");
  ASSERT_TRUE(result);
  std::vector<std::string> texts;
  for (const auto& warning : result->warnings) texts.push_back(warning.text());
  EXPECT_THAT(texts, ElementsAre("r.csv:1:12: column 'điểm' means nothing here and is left out"));
}

TEST(Register, GivesEveryProblemWithItsPlace) {
  const std::string header = "id;tên;url;khối;confidence;deployment;verified;merged_2025;later_url;page_id\n";
  EXPECT_THAT(
      problems_of(header + "Ha Noi;Hà Nội;dichvucong.test;;maybe;rented;31/02/2026;perhaps;ftp://x.test;\n"
                           "hue;Huế;;;;;;;;\n"
                           "vinh;;https://a.test/;;;;;;;Trang chủ\n"),
      ElementsAre(
          HasSubstr("r.csv:2:1: column 'id' 'Ha Noi' is no id (right would be ha-noi)"),
          HasSubstr("r.csv:2:15: column 'url' URL 'dichvucong.test' has no scheme"),
          HasSubstr("r.csv:2:32: column 'confidence' 'maybe' is not known (right would be seen, pattern"),
          HasSubstr("r.csv:2:38: column 'deployment' 'rented' is not known (right would be leased"),
          HasSubstr("r.csv:2:45: column 'verified' '31/02/2026' is no day"),
          HasSubstr("r.csv:2:56: column 'merged_2025' 'perhaps' is not known"),
          HasSubstr("r.csv:2:64: column 'later_url' URL 'ftp://x.test' is neither http nor https"),
          HasSubstr("r.csv:3: column 'url' is empty (each row needs an address)"),
          HasSubstr("r.csv:4:6: column 'tên' is empty"),
          HasSubstr("r.csv:4:29: column 'page_id' 'Trang chủ' is no id (right would be trang-chu)")));
}

TEST(Register, RefusesTwoPagesThatCannotBeToldApart) {
  EXPECT_THAT(problems_of("id;tên;url\nhue;Huế;https://a.test/\nhue;Huế;https://a.test/\n"),
              ElementsAre("r.csv:3:9: column 'url' is there already: portal 'hue' (line 2) has this page"));
  EXPECT_THAT(
      problems_of("id;tên;url\nhue;Huế;https://a.test/\nhue;Huế;https://b.test/\n"),
      ElementsAre(
          "r.csv:3: portal 'hue' (line 2) has a page 'home' already (give each page a page_id of its own, or "
          "each portal its own id)"));
  EXPECT_THAT(problems_of("id;tên;url;role\nhue;Huế;https://a.test/;home\nhue;Huê;https://b.test/;search\n"),
              ElementsAre(HasSubstr(
                  "r.csv:3:5: column 'tên' says otherwise than line 2 about the same portal 'hue'")));
}

TEST(Register, RefusesTablesWithoutWhatItNeeds) {
  EXPECT_THAT(
      problems_of("mã;khối\nhue;tỉnh\n"),
      ElementsAre(HasSubstr("r.csv:1: there is no column 'name_vi' (its heading may also be: name, tên"),
                  HasSubstr("r.csv:1: there is no column 'url'")));
  EXPECT_THAT(problems_of("tên;url;name\nHuế;https://a.test/;x\n"),
              ElementsAre("r.csv:1:9: column 'name' means the same as column 'tên' (leave one out)"));
  EXPECT_THAT(problems_of("tên;url\n"), ElementsAre("r.csv: has headings and no portal below them"));
  EXPECT_THAT(problems_of("id;tên;url;loại\nhue;Huế;https://a.test/;action\n"),
              ElementsAre("r.csv:2: portal 'hue' has no page"));
  EXPECT_THAT(problems_of("tên;url\n河内;https://a.test/\n"),
              ElementsAre(HasSubstr("r.csv:2:1: column 'tên'")));
}

TEST(Register, RefusesCellsThatAreMeantToHurt) {
  struct {
    std::string cell;
    std::string_view want;
  } rows[] = {
      {"Huế\x1b[2J", "holds the character U+001B"},
      {"Huế\u202Etset", "holds the character U+202E"},
      {"${env:HOME}", "holds '${'"},
      {"$\u200B{file:/etc/passwd}", "holds '${'"},
      {std::string(2'001, 'x'), "is longer than 2000 bytes"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(problems_of("id;tên;url\nhue;" + row.cell + ";https://a.test/\n"),
                testing::Contains(HasSubstr("r.csv:2:5: column 'tên' " + std::string(row.want))))
        << row.cell;
  }
}

TEST(Register, ShowsNoHostileHeading) {
  const auto result = import_text("id,tên,url,\x1b[2J\nhue,Huế,https://a.test/,1\n");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->warnings.at(0).text(), "r.csv:1:12: column '?' means nothing here and is left out");
}

TEST(Register, RefusesAPortalThatEndsBeforeItBegins) {
  EXPECT_THAT(problems_of("id;tên;url;valid_from;valid_to\nhue;Huế;https://a.test/;2025-07-01;30/6/2025\n"),
              ElementsAre("r.csv:2:36: column 'valid_to' lies before the first day"));
}

TEST(Register, StopsReportingAtSomePoint) {
  std::string text = "id;tên;url\n";
  for (int i = 0; i < 50'000; ++i) text += "hue;Huế;https://a.test/\n";
  EXPECT_EQ(problems_of(text).size(), 1'000U);
}

}  // namespace
}  // namespace portalprobe
