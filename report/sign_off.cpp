#include "report/sign_off.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "report/people.hpp"
#include "report/spreadsheet_cell.hpp"
#include "report/text_width.hpp"

namespace portalprobe {
namespace {

constexpr char kSeparator = ';';
constexpr std::size_t kLabelWidth = 32;

/// 2026-11-20 22:00:05 +07:00: Vietnam keeps one offset all year.
std::string vietnam_time(std::optional<WallTime> time) {
  if (!time) return "-";
  std::string text = to_rfc3339(*time + std::chrono::hours(7)).substr(0, 19);
  text[10] = ' ';
  return text + " +07:00";
}

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

std::string status_text(const std::optional<int>& status) { return status ? std::to_string(*status) : "-"; }

class Sheet {
 public:
  explicit Sheet(std::size_t width) : width_(width) {}

  void line(const std::string& text) { text_ += (width_ == 0 ? text : cut_to_width(text, width_)) + '\n'; }

  void entry(std::string_view label, const std::string& value) {
    line("   " + fit_width(label, kLabelWidth) + printable(or_dash(value)));
  }

  void add(std::size_t number, const SignOffRow& row) {
    line(fmt::format("{}. {} ({})", number, printable(row.name), printable(row.portal_id)));
    entry("Địa chỉ / URL", fmt::format("{}  [{}]", row.url, row.role));
    entry("Kết quả / outcome", fmt::format("{}, HTTP {}", to_string(row.outcome), status_text(row.status)));
    entry("Máy chủ trả lời / final host",
          fmt::format("{}  ({})", or_dash(row.final_host), or_dash(row.remote_ip)));
    entry("Tiêu đề trang / title", row.title);
    entry("Ghi chú / notice", row.detail);
    entry("Thời điểm kiểm tra / checked at", vietnam_time(row.checked_at));
    entry("Người xác nhận / confirmed by", "______________________  Ngày / date: ____________");
    line("");
  }

  std::string take() { return std::move(text_); }

 private:
  std::size_t width_;
  std::string text_;
};

constexpr std::array<std::string_view, 13> kHeadings = {
    "Mã / portal id",
    "Tên / name",
    "Loại trang / role",
    "Địa chỉ / URL",
    "Kết quả / outcome",
    "Mã HTTP / status",
    "Máy chủ trả lời / final host",
    "Tiêu đề trang / title",
    "Ghi chú / notice",
    "Địa chỉ IP / remote IP",
    "Thời điểm kiểm tra / checked at",
    "Người xác nhận / confirmed by",
    "Ngày / date",
};

template <class Cells>
void append_line(std::string& csv, const Cells& cells) {
  bool first = true;
  for (const auto& cell : cells) {
    if (!first) csv += kSeparator;
    first = false;
    csv += spreadsheet_cell(cell, kSeparator);
  }
  csv += "\r\n";
}

}  // namespace

std::string sign_off_text(std::span<const SignOffRow> rows, std::size_t width) {
  Sheet sheet(width);
  sheet.line("Phiếu xác nhận địa chỉ các Cổng dịch vụ công / Sign-off sheet of the portals' addresses");
  sheet.line("");
  for (std::size_t i = 0; i < rows.size(); ++i) sheet.add(i + 1, rows[i]);
  return sheet.take();
}

std::string sign_off_csv(std::span<const SignOffRow> rows) {
  std::string csv = "\xEF\xBB\xBF";
  append_line(csv, kHeadings);
  for (const auto& row : rows) {
    const std::array<std::string, kHeadings.size()> cells = {
        row.portal_id,
        row.name,
        row.role,
        row.url,
        std::string(to_string(row.outcome)),
        row.status ? std::to_string(*row.status) : "",
        row.final_host,
        row.title,
        row.detail,
        row.remote_ip,
        row.checked_at ? vietnam_time(row.checked_at) : "",
        "",
        "",
    };
    append_line(csv, cells);
  }
  return csv;
}

}  // namespace portalprobe
