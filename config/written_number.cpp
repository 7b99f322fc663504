#include "config/written_number.hpp"

namespace portalprobe {
namespace {

int digits_after(const std::string& text, char decimal_mark) {
  const auto mark = decimal_mark == '\0' ? std::string::npos : text.rfind(decimal_mark);
  return mark == std::string::npos ? 0 : static_cast<int>(text.size() - mark - 1);
}

}  // namespace

Expected<std::vector<WrittenNumber>> readings_of(const std::string& cell, char decimal_mark) {
  const auto written = read_points(cell);
  if (!written) return tl::unexpected(written.error());
  std::vector<WrittenNumber> readings;
  const bool may_be_thousands = written->otherwise && decimal_mark != written->decimal_mark;
  if (!may_be_thousands || decimal_mark == '\0')
    readings.push_back({written->value, digits_after(cell, written->decimal_mark)});
  if (may_be_thousands) readings.push_back({*written->otherwise, 0});
  return readings;
}

}  // namespace portalprobe
