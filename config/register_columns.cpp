#include "config/register_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/register_cell.hpp"
#include "config/slug.hpp"

namespace portalprobe {
namespace {

using Field = RegisterField;

constexpr std::array<RegisterColumn, kRegisterFields> kColumns = {{
    {Field::id, "id", "portal id, mã, mã cổng, mã định danh",
     "lower case letters, digits, '.', '_', '-'; empty: made of the name"},
    {Field::name, "name_vi", "name, tên, tên cổng, tên cơ quan, tên đơn vị, tên tiếng việt", "required"},
    {Field::name_en, "name_en", "english name, tên tiếng anh", ""},
    {Field::block, "block", "khối, cấp, nhóm",
     "national, ministry, province, district, commune (quốc gia, bộ, tỉnh, huyện, xã) or any other word"},
    {Field::region, "region_vi", "region, vùng, vùng miền, khu vực", ""},
    {Field::url, "url", "address, địa chỉ, đường dẫn, liên kết, website",
     "required: http or https, absolute"},
    {Field::page_id, "page_id", "target id, mã trang",
     "for portals with several rows; empty: the role, else home"},
    {Field::role, "role", "vai trò, loại trang", "what the page is to users; empty: its id"},
    {Field::kind, "kind", "loại", "page (trang) or action (thao tác); empty: page"},
    {Field::confidence, "confidence", "độ tin cậy", "seen, pattern, memory or confirmed"},
    {Field::evidence, "evidence", "bằng chứng, căn cứ", "where the URL was seen"},
    {Field::source, "source", "nguồn", "added to the evidence"},
    {Field::merged_2025, "merged_2025", "merged, sáp nhập, sáp nhập 2025", "yes or absorbed, enlarged, no"},
    {Field::successor, "successor_id", "successor, mã đơn vị kế thừa, mã kế thừa",
     "id of the portal that took over"},
    {Field::successor_name, "successor_name_vi", "successor name, đơn vị kế thừa, tên đơn vị kế thừa", ""},
    {Field::later_url, "later_url", "địa chỉ mới, đường dẫn mới", "an address seen to replace the URL"},
    {Field::deployment, "deployment", "hình thức, hình thức triển khai",
     "leased (thuê), bought (mua), self-built (tự xây dựng), unknown (không rõ)"},
    {Field::vendor, "vendor", "nhà cung cấp, đơn vị cung cấp", ""},
    {Field::verified, "verified", "ngày xác nhận",
     "when a person confirmed the URLs: 2026-11-20 or 20/11/2026"},
    {Field::valid_from, "valid_from", "hiệu lực từ", "a day"},
    {Field::valid_to, "valid_to", "hiệu lực đến", "a day"},
    {Field::note, "note", "ghi chú", ""},
}};

bool names(const RegisterColumn& column, const std::string& heading) {
  if (slug(column.name) == heading) return true;
  std::string_view rest = column.headings;
  while (!rest.empty()) {
    const auto one = rest.substr(0, rest.find(','));
    if (slug(one) == heading) return true;
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
  }
  return false;
}

std::optional<Field> field_named(const std::string& heading) {
  for (const auto& column : kColumns) {
    if (names(column, heading)) return column.field;
  }
  return std::nullopt;
}

/// A heading for a message: it comes from a file that may be anybody's.
std::string shown(const CsvCell& cell) {
  auto text = read_text(cell.text);
  return text ? *text : "?";
}

}  // namespace

std::span<const RegisterColumn> register_columns() { return kColumns; }

RegisterHeader::RegisterHeader(const CsvTable& table, std::vector<Problem>& problems,
                               std::vector<Problem>& warnings)
    : table_(table) {
  for (std::size_t i = 0; i < table.header.size(); ++i) {
    const CsvCell& cell = table.header[i];
    const auto field = field_named(slug(cell.text));
    if (!field) {
      const bool blank = slug(cell.text).empty();
      warnings.push_back({table.file, cell.line, cell.column,
                          blank
                              ? fmt::format("column {} has no heading and is left out", i + 1)
                              : fmt::format("column '{}' means nothing here and is left out", shown(cell))});
    } else if (auto& place = places_[index(*field)]) {
      problems.push_back({table.file, cell.line, cell.column,
                          fmt::format("column '{}' means the same as column '{}' (leave one out)",
                                      shown(cell), shown(table.header[*place]))});
    } else {
      place = i;
    }
  }
  require(Field::name, problems);
  require(Field::url, problems);
}

void RegisterHeader::require(Field field, std::vector<Problem>& problems) const {
  if (has(field)) return;
  const auto& column = kColumns[index(field)];
  problems.push_back(
      {table_.file, table_.header.front().line, 0,
       fmt::format("there is no column '{}' (its heading may also be: {})", column.name, column.headings)});
}

const CsvCell* RegisterHeader::cell(const CsvRow& row, Field field) const {
  const auto& place = places_[index(field)];
  return place && *place < row.size() ? &row[*place] : nullptr;
}

std::string RegisterHeader::heading(Field field) const {
  return shown(table_.header[*places_[index(field)]]);
}

}  // namespace portalprobe
