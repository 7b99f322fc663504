#include "config/value_types.hpp"

#include <date/tz.h>

#include <algorithm>
#include <charconv>

#include "config/duration.hpp"
#include "config/wording.hpp"
#include "core/cron.hpp"

namespace portalprobe::type {
namespace {

constexpr std::size_t kLongestLine = 4096;

Shape text_shape(std::string hint, std::string pattern = "") {
  Shape shape;
  shape.hint = std::move(hint);
  shape.pattern = std::move(pattern);
  return shape;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A scalar with a parser that says in its error what is wrong.
template <class T>
Type<T> parsed(Shape shape, std::function<Expected<T>(std::string_view)> parse,
               std::function<std::string(const T&)> show) {
  Type<T> result;
  result.shape = std::move(shape);
  result.read = [parse, shape = result.shape](Reader& reader, const YamlNode& node, T& value) {
    // Parsers repeat what they refuse: it must be fit to be shown.
    const bool showable =
        node.is_scalar() && node.text().size() <= 100 && std::ranges::none_of(node.text(), is_control);
    if (!showable) return reader.report_wrong(node, shape.hint);
    auto read = parse(node.text());
    if (!read) return reader.report(node, fmt::format("{}: {}", reader.label(), read.error().message));
    value = *read;
  };
  result.show = [show](CanonicalJson& json, const T& value) { json.text(show(value)); };
  return result;
}

template <class T>
Type<T> plain_number(Shape shape, std::function<std::optional<T>(std::string_view)> parse,
                     std::function<void(CanonicalJson&, const T&)> show) {
  Type<T> result;
  result.shape = std::move(shape);
  result.read = [parse, shape = result.shape](Reader& reader, const YamlNode& node, T& value) {
    const auto read = node.is_scalar() && !node.quoted() ? parse(node.text()) : std::nullopt;
    if (!read || static_cast<double>(*read) < *shape.low || static_cast<double>(*read) > *shape.high) {
      return reader.report_wrong(node, shape.hint);
    }
    value = *read;
  };
  result.show = std::move(show);
  return result;
}

template <class T>
std::optional<T> from_digits(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !looks_like_number(text))
    return std::nullopt;
  return value;
}

/// YYYY-MM-DD, a day that exists.
Expected<Day> parse_day(std::string_view text) {
  const auto refuse = [&] {
    return fail(fmt::format("{} is not a day (right would be 2026-11-20)", shown(text)));
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return refuse();
  if (!is_digits(text.substr(0, 4)) || !is_digits(text.substr(5, 2)) || !is_digits(text.substr(8)))
    return refuse();
  const Day day{std::chrono::year(*from_digits<int>(text.substr(0, 4))),
                std::chrono::month(*from_digits<unsigned>(text.substr(5, 2))),
                std::chrono::day(*from_digits<unsigned>(text.substr(8)))};
  if (!day.ok()) return refuse();
  return day;
}

std::string show_day(const Day& day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::string check_line(std::string_view text) {
  if (text.size() > kLongestLine) return fmt::format("is longer than {} bytes", kLongestLine);
  if (std::ranges::any_of(text, is_control))
    return "has a control character or a line's end in it (leave it out)";
  return {};
}

bool is_id(std::string_view text) {
  const auto alnum = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= 63 && alnum(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return alnum(c) || c == '.' || c == '_' || c == '-'; });
}

std::string check_time_zone(std::string_view name) {
  if (name.size() > 64) return fmt::format("is not a known time zone: {}", shown(name));
  try {
    // Asking for a moment reads the zone's file: a name in the list is not enough.
    date::locate_zone(std::string(name))->get_info(date::sys_seconds{});
    return {};
  } catch (const std::exception&) {
  }
  std::vector<std::string_view> known;
  try {
    for (const auto& zone : date::get_tzdb().zones) known.push_back(zone.name());
  } catch (const std::exception&) {
  }
  if (known.empty()) return "cannot be looked up: this machine has no time zone database (install tzdata)";
  const auto help = did_you_mean(name, known);
  return fmt::format("is not a known time zone: {}{}", shown(name),
                     help.empty() ? " (right would be Asia/Ho_Chi_Minh)" : help);
}

}  // namespace

std::optional<std::string> text_of(Reader& reader, const YamlNode& node, const Shape& shape) {
  if (!node.is_scalar()) {
    reader.report_wrong(node, shape.hint);
    return std::nullopt;
  }
  const std::string text(node.text());
  if (!node.quoted() && !shape.number_choices && looks_like_number(text)) {
    reader.report(
        node, fmt::format("{} must be {}, not a number or truth value (text that looks like one stands in "
                          "quotes: \"{}\")",
                          reader.label(), shape.hint, text.substr(0, 40)));
    return std::nullopt;
  }
  if (text.find("${env:") != std::string::npos || text.find("${file:") != std::string::npos) {
    reader.report(
        node, fmt::format("{} takes no secret: ${{env:...}} and ${{file:...}} are filled in only in header "
                          "values, client_key, proxy and store",
                          reader.label()));
    return std::nullopt;
  }
  return text;
}

Type<std::string> checked_text(Shape shape, std::function<std::string(std::string_view)> check) {
  Type<std::string> result;
  result.shape = std::move(shape);
  result.read = [check = std::move(check), shape = result.shape](Reader& reader, const YamlNode& node,
                                                                 std::string& value) {
    auto text = text_of(reader, node, shape);
    if (!text) return;
    if (shape.at_least_one && text->empty()) {
      return reader.report(node, fmt::format("{} is empty (right would be {})", reader.label(), shape.hint));
    }
    if (const auto wrong = check(*text); !wrong.empty()) {
      return reader.report(node, fmt::format("{} {}", reader.label(), wrong));
    }
    value = std::move(*text);
  };
  result.show = [](CanonicalJson& json, const std::string& value) { json.text(value); };
  return result;
}

Type<std::string> line() {
  Shape shape = text_shape("text");
  shape.nullable = true;
  return checked_text(shape, check_line);
}

Type<std::string> filled_line() {
  Shape shape = text_shape("text");
  shape.at_least_one = true;
  return checked_text(shape, check_line);
}

Type<std::string> prose() {
  Shape shape = text_shape("text");
  shape.nullable = true;
  return checked_text(shape, [](std::string_view text) -> std::string {
    const bool bad =
        std::ranges::any_of(text, [](char c) { return is_control(c) && c != '\n' && c != '\t'; });
    return bad ? "has a control character in it (leave it out)" : "";
  });
}

Type<std::string> id() {
  const std::string hint = "an id: lower case letters, digits, '.', '_' and '-', as in ha-noi";
  return checked_text(
      text_shape(hint, "^[a-z0-9][a-z0-9._-]{0,62}$"), [hint](std::string_view text) -> std::string {
        return is_id(text) ? ""
                           : fmt::format("must be {} (at most 63, a letter or digit first), not {}", hint,
                                         shown(text));
      });
}

Type<int> integer(int low, int high) {
  Shape shape = text_shape(low == high ? fmt::format("{}", low)
                                       : fmt::format("a whole number from {} to {}", low, high));
  shape.kind = Shape::Kind::integer;
  shape.low = low;
  shape.high = high;
  return plain_number<int>(shape, from_digits<int>,
                           [](CanonicalJson& json, const int& value) { json.integer(value); });
}

Type<double> number(double low, double high) {
  Shape shape = text_shape(fmt::format("a number from {} to {}", low, high));
  shape.kind = Shape::Kind::number;
  shape.low = low;
  shape.high = high;
  return plain_number<double>(shape, from_digits<double>,
                              [](CanonicalJson& json, const double& value) { json.number(value); });
}

Type<microseconds> duration(microseconds low, microseconds high) {
  const std::string range = fmt::format("{} to {}", format_duration(low), format_duration(high));
  Shape shape =
      text_shape("a duration such as 250ms, 5s or 1h30m", R"(^(0|([0-9]+(\.[0-9]+)?(us|ms|s|m|h|d))+)$)");
  shape.number_choices = true;  // 0
  return parsed<microseconds>(
      shape,
      [=](std::string_view text) -> Expected<microseconds> {
        auto value = parse_duration(text);
        if (value && (*value < low || *value > high)) {
          return fail(fmt::format("{} is out of range (right would be {})", shown(text), range));
        }
        return value;
      },
      format_duration);
}

Type<std::uint64_t> size(std::uint64_t low, std::uint64_t high) {
  const std::string range = fmt::format("{} to {}", format_size(low), format_size(high));
  Shape shape = text_shape("a size such as 64KiB or 16MiB", R"(^[0-9]+(\.[0-9]+)?(B|KiB|MiB|GiB)?$)");
  shape.number_choices = true;  // 4096
  return parsed<std::uint64_t>(
      shape,
      [=](std::string_view text) -> Expected<std::uint64_t> {
        auto value = parse_size(text);
        if (value && (*value < low || *value > high)) {
          return fail(fmt::format("{} is out of range (right would be {})", shown(text), range));
        }
        return value;
      },
      format_size);
}

Type<double> share() {
  return parsed<double>(text_shape("a share such as 5%", R"(^[0-9]+(\.[0-9]+)?%$)"), parse_share,
                        format_share);
}

Type<double> share_between(double low, double high) {
  const std::string range = fmt::format("{} to {}", format_share(low), format_share(high));
  return parsed<double>(
      text_shape("a share from " + range, R"(^[0-9]+(\.[0-9]+)?%$)"),
      [=](std::string_view text) -> Expected<double> {
        auto value = parse_share(text);
        constexpr double kSlack = 1e-12;  // 99.99 / 100 need not be the number nearest to 0.9999
        if (value && (*value < low - kSlack || *value > high + kSlack)) {
          return fail(fmt::format("{} is out of range (right would be {})", shown(text), range));
        }
        return value;
      },
      format_share);
}

Type<Day> day() {
  return parsed<Day>(text_shape("a day such as 2026-11-20", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), parse_day,
                     show_day);
}

Type<WallTime> moment() {
  return parsed<WallTime>(
      text_shape("a time with its zone such as 2026-12-01T22:00+07:00", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T"),
      parse_rfc3339, to_rfc3339);
}

Type<std::string> choice(std::vector<std::string> words, bool numbers) {
  Shape shape = text_shape(fmt::format("{}", fmt::join(words, ", ")));
  shape.hint = words.size() > 1 ? "one of " + shape.hint : shape.hint;
  shape.choices = words;
  shape.number_choices = numbers;
  return checked_text(shape, [words, hint = shape.hint](std::string_view text) -> std::string {
    if (std::ranges::find(words, text) != words.end()) return {};
    const std::vector<std::string_view> known(words.begin(), words.end());
    return fmt::format("must be {}, not {}{}", hint, shown(text), did_you_mean(text, known));
  });
}

Type<std::string> cron() {
  Shape shape = text_shape("a cron line such as \"0 22 * * *\"");
  shape.nullable = true;
  return checked_text(shape, [](std::string_view text) -> std::string {
    if (auto wrong = check_line(text); !wrong.empty() || text.empty()) return wrong;
    const auto line = parse_cron(text);
    return line ? "" : "is no cron line: " + line.error().message;
  });
}

Type<std::string> time_zone() {
  return checked_text(text_shape("a time zone such as Asia/Ho_Chi_Minh"), check_time_zone);
}

}  // namespace portalprobe::type
