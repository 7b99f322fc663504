#include "config/object_type.hpp"

#include "config/wording.hpp"

namespace portalprobe {
namespace {

std::vector<std::string_view> keys_of(const Shape& shape) {
  std::vector<std::string_view> keys;
  for (const auto& field : shape.fields) keys.push_back(field.key);
  return keys;
}

void report_unknown(Reader& reader, const YamlNode& key, const Shape& shape,
                    const std::map<std::string, std::string>& hints) {
  if (!key.is_scalar()) return reader.report(key, "a key must be text");
  if (key.text() == "<<" && !key.quoted()) {
    return reader.report(
        key, "merge keys ('<<') are not read (write the keys out, or use an alias for a whole value)");
  }
  if (const auto hint = hints.find(std::string(key.text())); hint != hints.end())
    return reader.report(key, hint->second);
  const auto known = keys_of(shape);
  auto help = did_you_mean(key.text(), known);
  if (help.empty()) help = fmt::format(" (known here: {})", fmt::join(known, ", "));
  reader.report(key, fmt::format("unknown key {}{}", shown(key.text()), help));
}

std::size_t index_of(const Shape& shape, std::string_view key) {
  std::size_t i = 0;
  while (i < shape.fields.size() && shape.fields[i].key != key) ++i;
  return i;
}

}  // namespace

MatchedFields match_fields(Reader& reader, const YamlNode& map, const Shape& shape,
                           const std::map<std::string, std::string>& hints) {
  MatchedFields values(shape.fields.size());
  std::vector<std::optional<YamlNode>> keys(shape.fields.size());
  std::optional<YamlNode> key;
  for (const YamlNode& node : map.children()) {
    if (!key) {
      key = node;
      continue;
    }
    const YamlNode name = *std::exchange(key, std::nullopt);
    const std::size_t i = name.is_scalar() ? index_of(shape, name.text()) : shape.fields.size();
    if (i == shape.fields.size()) {
      report_unknown(reader, name, shape, hints);
    } else if (keys[i]) {
      reader.report(name, fmt::format("key '{}' stands twice in one map (first in line {})", name.text(),
                                      keys[i]->position().line));
    } else {
      keys[i] = name;
      values[i] = node;
    }
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const FieldShape& field = shape.fields[i];
    if (!keys[i]) {
      if (field.required)
        reader.report(map, fmt::format("'{}' is missing (right would be {})", field.key, field.shape.hint));
    } else if (values[i]->is_null()) {
      if (field.required || !field.shape.nullable) {
        reader.report(*keys[i],
                      fmt::format("'{}' has no value (right would be {})", field.key, field.shape.hint));
      }
      values[i].reset();
    }
  }
  return values;
}

std::optional<YamlNode> find_key(const YamlNode& map, std::string_view key) {
  if (!map.is_map()) return std::nullopt;
  bool found = false;
  bool is_key = true;
  for (const YamlNode& node : map.children()) {
    if (found) return node;
    found = is_key && node.is_scalar() && node.text() == key;
    is_key = !is_key;
  }
  return std::nullopt;
}

}  // namespace portalprobe
