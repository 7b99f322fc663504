#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

struct FieldShape;

/// What a value of the configuration may look like, as data: the loader's messages, the JSON Schema and the
/// check of the documentation are all made from it.
struct Shape {
  enum class Kind { text, integer, number, list, map, object };
  Kind kind = Kind::text;
  std::string hint;                  ///< what would be right, as in "a duration such as 5s"
  std::string pattern;               ///< of texts, an ECMA 262 expression; empty: none
  std::vector<std::string> choices;  ///< empty: any
  bool number_choices = false;       ///< choices that look like numbers may be written as such
  bool or_number = false;            ///< of texts: a plain number is as good
  std::optional<double> low;         ///< of numbers
  std::optional<double> high;
  bool nullable = false;              ///< `null`, or nothing, means the default
  bool at_least_one = false;          ///< of lists, maps and texts: must not be empty
  bool one_key = false;               ///< of objects: exactly one of the fields
  std::shared_ptr<const Shape> item;  ///< of lists and maps
  std::vector<FieldShape> fields;     ///< of objects
};

/// One key of an object.
struct FieldShape {
  std::string key;
  Shape shape;
  std::string help;  ///< one line: what it means
  bool required = false;
  std::string default_json;  ///< empty: required, or made of its own fields
};

}  // namespace portalprobe
