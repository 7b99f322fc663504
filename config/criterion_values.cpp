#include "config/criterion_values.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "config/duration.hpp"
#include "config/object_type.hpp"
#include "config/value_types.hpp"
#include "config/wording.hpp"

namespace portalprobe::type {
namespace {

constexpr std::size_t kMostWeights = 100;
constexpr const char* kNotRanked = "not_ranked";
constexpr double kUnread = -1;  // no weight can be it

Shape hinted(std::string hint, std::string pattern = "") {
  Shape shape;
  shape.hint = std::move(hint);
  shape.pattern = std::move(pattern);
  return shape;
}

void read_weight(Reader& reader, const YamlNode& name, const YamlNode& value, const Shape& shape,
                 std::vector<Weight>& all) {
  const auto text = text_of(reader, name, shape);
  if (!text) return;
  if (text->empty()) return reader.report(name, "a name is empty");
  if (std::ranges::find(all, *text, &Weight::name) != all.end()) {
    return reader.report(name, fmt::format("{} stands twice in {}", shown(*text), reader.label()));
  }
  all.push_back({*text, kUnread});
  const Labelled label(reader, fmt::format("the weight of {}", shown(*text)));
  number(0, 1000).read(reader, value, all.back().weight);
}

/// Hundredths of a percent, of what is written with up to two decimal places: 97.5 is 9750.
std::optional<int> hundredths(std::string_view text) {
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  std::string digits(point == std::string_view::npos ? "" : text.substr(point + 1));
  const bool formed = !whole.empty() && whole.size() <= 2 && digits.size() <= 2 &&
                      (point == std::string_view::npos || !digits.empty());
  if (!formed) return std::nullopt;
  digits = std::string(whole) + digits + std::string(2 - digits.size(), '0');
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::ranges::all_of(digits, is_digit)) return std::nullopt;
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// The share over it; absent: no such statistic.
std::optional<double> share_over(std::string_view statistic) {
  if (statistic == "median") return 0.5;
  if (!statistic.starts_with('p')) return std::nullopt;
  const auto percentile = hundredths(statistic.substr(1));
  if (!percentile || *percentile < 100 || *percentile > 9999) return std::nullopt;
  return (10'000 - *percentile) / 10'000.0;
}

/// More than 0 and at most 1000.
std::optional<double> plain_limit(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && value > 0 && value <= 1000 ? std::optional(value) : std::nullopt;
}

}  // namespace

Type<BilingualText> bilingual_text() {
  return ObjectType<BilingualText>("a text in Vietnamese and in English, { vi: ..., en: ... }")
      .add("vi", &BilingualText::vi, filled_line(), "The text in Vietnamese.", Need::required)
      .add("en", &BilingualText::en, filled_line(), "The text in English.", Need::required)
      .build();
}

Type<std::vector<Weight>> weights() {
  Type<std::vector<Weight>> result;
  result.shape = hinted("a map of names to weights, as in { office: 2, night: 1 }");
  result.shape.kind = Shape::Kind::map;
  result.shape.nullable = true;
  result.shape.item = std::make_shared<Shape>(number(0, 1000).shape);
  result.read = [hint = result.shape.hint, name = hinted("a name")](Reader& reader, const YamlNode& node,
                                                                    std::vector<Weight>& values) {
    if (!node.is_map()) return reader.report_wrong(node, hint);
    if (node.size() > kMostWeights) {
      return reader.report(node, fmt::format("{} has more than {} entries", reader.label(), kMostWeights));
    }
    values.clear();
    std::optional<YamlNode> key;
    for (const YamlNode& child : node.children()) {
      if (key) read_weight(reader, *key, child, name, values);
      key = key ? std::nullopt : std::optional(child);
    }
    const bool only_zeros = std::ranges::all_of(values, [](const Weight& w) { return w.weight == 0; });
    if (!values.empty() && only_zeros) {
      reader.report(node,
                    fmt::format("{}: no weight is more than 0 (right would be {})", reader.label(), hint));
    }
  };
  result.show = [](CanonicalJson& json, const std::vector<Weight>& values) {
    json.open_map();
    for (const auto& [name, weight] : values) {
      json.key(name);
      json.number(weight);
    }
    json.close_map();
  };
  return result;
}

Type<double> limit() {
  Type<double> result;
  result.shape = hinted("a duration such as 2.5s or 200ms (a number for cumulative_layout_shift)");
  result.shape.number_choices = true;
  result.shape.or_number = true;
  result.read = [shape = result.shape](Reader& reader, const YamlNode& node, double& value) {
    const auto text = text_of(reader, node, shape);
    if (!text) return;
    if (!node.quoted() && looks_like_number(*text)) {
      const auto number = plain_limit(*text);
      if (!number) return reader.report_wrong(node, shape.hint);
      value = *number;
      return;
    }
    microseconds time{0};
    duration(microseconds(1), std::chrono::hours(1)).read(reader, node, time);
    if (time > microseconds(0)) value = static_cast<double>(time.count());
  };
  result.show = [](CanonicalJson& json, const double& value) { json.number(value); };
  return result;
}

Type<double> statistic() {
  Type<double> result;
  result.shape = hinted("median, or p1 to p99.99, as in p75", R"(^(median|p[0-9]{1,2}(\.[0-9]{1,2})?)$)");
  result.read = [shape = result.shape](Reader& reader, const YamlNode& node, double& value) {
    const auto text = text_of(reader, node, shape);
    if (!text) return;
    const auto share = share_over(*text);
    if (!share) return reader.report_wrong(node, shape.hint);
    value = *share;
  };
  result.show = [](CanonicalJson& json, const double& value) { json.text(statistic_name(value)); };
  return result;
}

Type<std::optional<double>> share_or_not_ranked() {
  Type<std::optional<double>> result;
  result.shape =
      hinted("not_ranked, or a share of the points such as 50%", R"(^(not_ranked|[0-9]+(\.[0-9]+)?%)$)");
  result.read = [shape = result.shape](Reader& reader, const YamlNode& node, std::optional<double>& value) {
    const auto text = text_of(reader, node, shape);
    if (!text) return;
    if (*text == kNotRanked) {
      value.reset();
      return;
    }
    const auto share = parse_share(*text);
    if (!share) return reader.report_wrong(node, shape.hint);
    value = *share;
  };
  result.show = [](CanonicalJson& json, const std::optional<double>& value) {
    json.text(value ? format_share(*value) : kNotRanked);
  };
  return result;
}

Type<Rounding> rounding() {
  return choice_of<Rounding>(
      {{"half_up", Rounding::half_up}, {"half_even", Rounding::half_even}, {"down", Rounding::down}});
}

}  // namespace portalprobe::type
