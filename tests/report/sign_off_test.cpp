#include "report/sign_off.hpp"

#include <gmock/gmock.h>

#include "report/spreadsheet_cell.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

SignOffRow row() {
  SignOffRow row;
  row.portal_id = "ha-noi";
  row.name = "Thành phố Hà Nội";
  row.role = "home";
  row.url = "https://dichvucong.example.vn/";
  row.outcome = Outcome::moved;
  row.status = 200;
  row.final_host = "dichvucong.example.org";
  row.title = "Cổng dịch vụ công; trang chủ";
  row.detail = "answered by another host";
  row.remote_ip = "127.0.0.1";
  row.checked_at = *parse_rfc3339("2026-11-20T17:30:05Z");
  return row;
}

std::vector<SignOffRow> one(SignOffRow row) { return {std::move(row)}; }

TEST(SignOffText, HasRoomForThePersonWhoConfirms) {
  EXPECT_EQ(sign_off_text(one(row())),
            "Phiếu xác nhận địa chỉ các Cổng dịch vụ công / Sign-off sheet of the portals' addresses\n"
            "\n"
            "1. Thành phố Hà Nội (ha-noi)\n"
            "   Địa chỉ / URL                   https://dichvucong.example.vn/  [home]\n"
            "   Kết quả / outcome               moved, HTTP 200\n"
            "   Máy chủ trả lời / final host    dichvucong.example.org  (127.0.0.1)\n"
            "   Tiêu đề trang / title           Cổng dịch vụ công; trang chủ\n"
            "   Ghi chú / notice                answered by another host\n"
            "   Thời điểm kiểm tra / checked at 2026-11-21 00:30:05 +07:00\n"
            "   Người xác nhận / confirmed by   ______________________  Ngày / date: ____________\n"
            "\n");
}

TEST(SignOffText, ShowsADashForWhatDidNotCome) {
  SignOffRow nothing = row();
  nothing.status.reset();
  nothing.final_host.clear();
  nothing.remote_ip.clear();
  nothing.title.clear();
  nothing.checked_at.reset();
  const std::string text = sign_off_text(one(nothing));
  EXPECT_THAT(text, HasSubstr("moved, HTTP -\n"));
  EXPECT_THAT(text, HasSubstr("final host    -  (-)\n"));
  EXPECT_THAT(text, HasSubstr("title           -\n"));
}

TEST(SignOffText, LetsNoPortalWriteToTheTerminal) {
  SignOffRow hostile = row();
  hostile.title = "\x1b[2J";
  hostile.final_host = "\x1b]";
  hostile.detail = "a\nb";
  const std::string text = sign_off_text(one(hostile));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, HasSubstr("a b\n"));
}

TEST(SignOffCsv, IsWhatASpreadsheetInVietnamOpens) {
  EXPECT_EQ(
      sign_off_csv(one(row())),
      "\xEF\xBB\xBFMã / portal id;Tên / name;Loại trang / role;Địa chỉ / URL;Kết quả / outcome;Mã HTTP / "
      "status;"
      "Máy chủ trả lời / final host;Tiêu đề trang / title;Ghi chú / notice;Địa chỉ IP / remote IP;"
      "Thời điểm kiểm tra / checked at;Người xác nhận / confirmed by;Ngày / date\r\n"
      "ha-noi;Thành phố Hà Nội;home;https://dichvucong.example.vn/;moved;200;dichvucong.example.org;"
      "\"Cổng dịch vụ công; trang chủ\";answered by another host;127.0.0.1;2026-11-21 00:30:05 +07:00;;\r\n");
}

TEST(SpreadsheetCell, IsNeverAFormula) {
  struct {
    std::string_view text;
    std::string_view want;
  } rows[] = {
      {"Cổng", "Cổng"},
      {"", ""},
      {"=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"},
      {"=HYPERLINK(\"http://x\";\"y\")", "\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\""},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"  =1", "'  =1"},
      {"\t=1", "' =1"},
      {"\r\n=1", "'  =1"},
      {"\u200B=1", "'=1"},
      {"＝1", "'＝1"},
      {"a=b", "a=b"},
      {"say \"no\"", "\"say \"\"no\"\"\""},
      {"two\nlines", "two lines"},
      {"a,b", "\"a,b\""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(spreadsheet_cell(row.text, ';'), row.want);
  }
}

TEST(SignOffCsv, GuardsTheColumnsThatAPortalFills) {
  SignOffRow hostile = row();
  hostile.title = "=1+1";
  hostile.detail = "@x";
  hostile.final_host = "-x";
  EXPECT_THAT(sign_off_csv(one(hostile)), HasSubstr(";'-x;'=1+1;'@x;"));
}

}  // namespace
}  // namespace portalprobe
