#pragma once

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/canonical_json.hpp"
#include "config/reader.hpp"
#include "config/shape.hpp"

namespace portalprobe {

/// How values of `T` stand in a configuration: what they look like, how they are read and how they are
/// written in canonical form. One description, so that loader, schema and hash agree.
template <class T>
struct Type {
  Shape shape;
  /// Reports what is wrong, and then leaves the value as it was.
  std::function<void(Reader&, const YamlNode&, T&)> read;
  std::function<void(CanonicalJson&, const T&)> show;
  T initial{};
};

/// Sets the label for the reading of a part, and gives the whole its label back.
class Labelled {
 public:
  Labelled(Reader& reader, std::string label) : reader_(reader), before_(reader.label()) {
    reader.set_label(std::move(label));
  }
  ~Labelled() { reader_.set_label(std::move(before_)); }
  Labelled(const Labelled&) = delete;
  Labelled& operator=(const Labelled&) = delete;

 private:
  Reader& reader_;
  std::string before_;
};

/// Absent is `null`, or no key at all.
template <class T>
Type<std::optional<T>> optional_of(Type<T> type) {
  Type<std::optional<T>> result;
  result.shape = type.shape;
  result.shape.nullable = true;
  result.read = [type](Reader& reader, const YamlNode& node, std::optional<T>& value) {
    T read = type.initial;
    type.read(reader, node, read);
    value = std::move(read);
  };
  result.show = [type](CanonicalJson& json, const std::optional<T>& value) {
    if (value) {
      type.show(json, *value);
    } else {
      json.null();
    }
  };
  return result;
}

struct ListRules {
  std::string hint;  ///< what would be right, as in "a list of addresses"
  bool at_least_one = false;
  std::size_t most = 100'000;
};

/// Keeps an item also where it was wrong, so that positions in the file and in the list agree.
template <class T>
Type<std::vector<T>> list_of(Type<T> item, ListRules rules) {
  Type<std::vector<T>> result;
  result.shape.kind = Shape::Kind::list;
  result.shape.hint = rules.hint;
  result.shape.at_least_one = rules.at_least_one;
  result.shape.nullable = !rules.at_least_one;
  result.shape.item = std::make_shared<Shape>(item.shape);
  result.read = [item, rules](Reader& reader, const YamlNode& node, std::vector<T>& values) {
    if (!node.is_list()) return reader.report_wrong(node, rules.hint);
    if (rules.at_least_one && node.size() == 0) {
      return reader.report(node, fmt::format("{} is empty (right would be {})", reader.label(), rules.hint));
    }
    if (node.size() > rules.most) {
      return reader.report(node, fmt::format("{} has {} entries, and at most {} are taken", reader.label(),
                                             node.size(), rules.most));
    }
    const Labelled label(reader, "an entry of " + reader.label());
    values.clear();
    values.reserve(node.size());
    for (const YamlNode& child : node.children()) {
      values.push_back(item.initial);
      if (child.is_null()) {
        reader.report_wrong(child, item.shape.hint);
      } else {
        item.read(reader, child, values.back());
      }
    }
  };
  result.show = [item](CanonicalJson& json, const std::vector<T>& values) {
    json.open_list();
    for (const auto& value : values) item.show(json, value);
    json.close_list();
  };
  return result;
}

}  // namespace portalprobe
