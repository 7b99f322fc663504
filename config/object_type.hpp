#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/type.hpp"

namespace portalprobe {

/// What a map of the file holds for each field of an object.
using MatchedFields = std::vector<std::optional<YamlNode>>;

/// Finds each field's value. Reports unknown and doubled keys, missing ones and those without a value.
/// `hints` holds what to say of certain unknown keys.
MatchedFields match_fields(Reader& reader, const YamlNode& map, const Shape& shape,
                           const std::map<std::string, std::string>& hints);

/// The value of a key; for checks of what was read.
std::optional<YamlNode> find_key(const YamlNode& map, std::string_view key);

enum class Need { optional, required };

/// Describes an object's keys one by one, and makes a type of them.
template <class Owner>
class ObjectType {
 public:
  using Read = std::function<void(Reader&, const YamlNode&, Owner&)>;
  using Show = std::function<void(CanonicalJson&, const Owner&)>;

  /// `called` names the object in messages, as in "a schedule".
  explicit ObjectType(std::string called) { shape_.hint = "a map: " + std::move(called); }

  template <class T, class Base>
  ObjectType& add(std::string key, T Base::*member, Type<T> type, std::string help,
                  Need need = Need::optional) {
    FieldShape field{std::move(key), type.shape, std::move(help), need == Need::required, ""};
    const auto read = [type, member](Reader& reader, const YamlNode& node, Owner& owner) {
      type.read(reader, node, owner.*member);
    };
    const auto show = [type, member](CanonicalJson& json, const Owner& owner) {
      type.show(json, owner.*member);
    };
    return add_custom(std::move(field), read, show);
  }

  /// A key whose own keys belong to the same object.
  ObjectType& add_group(std::string key, Type<Owner> group, std::string help) {
    FieldShape field{std::move(key), group.shape, std::move(help), false, ""};
    return add_custom(std::move(field), group.read, group.show);
  }

  /// Without `show` the key is not part of the canonical form.
  ObjectType& add_custom(FieldShape field, Read read, Show show) {
    shape_.fields.push_back(std::move(field));
    readers_.push_back(std::move(read));
    showers_.push_back(std::move(show));
    return *this;
  }

  /// What is said of an unknown key that somebody may well write.
  ObjectType& hint(std::string key, std::string message) {
    hints_.emplace(std::move(key), std::move(message));
    return *this;
  }

  /// For the schema; `then` has to check it.
  ObjectType& exactly_one_key() {
    shape_.one_key = true;
    return *this;
  }

  /// Runs after the keys were read.
  ObjectType& then(Read check) {
    check_ = std::move(check);
    return *this;
  }

  Type<Owner> build(Owner initial = {}) {
    shape_.kind = Shape::Kind::object;
    set_defaults(initial);
    const auto self = std::make_shared<const ObjectType>(*this);
    Type<Owner> result;
    result.shape = shape_;
    result.initial = std::move(initial);
    result.read = [self](Reader& reader, const YamlNode& node, Owner& owner) {
      self->read(reader, node, owner);
    };
    result.show = [self, order = sorted()](CanonicalJson& json, const Owner& owner) {
      json.open_map();
      for (const std::size_t i : order) {
        json.key(self->shape_.fields[i].key);
        self->showers_[i](json, owner);
      }
      json.close_map();
    };
    return result;
  }

 private:
  void read(Reader& reader, const YamlNode& node, Owner& owner) const {
    if (!node.is_map()) return reader.report_wrong(node, shape_.hint);
    const auto values = match_fields(reader, node, shape_, hints_);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!values[i]) continue;
      const Labelled label(reader, "'" + shape_.fields[i].key + "'");
      readers_[i](reader, *values[i], owner);
    }
    if (check_) check_(reader, node, owner);
  }

  void set_defaults(const Owner& initial) {
    for (std::size_t i = 0; i < shape_.fields.size(); ++i) {
      FieldShape& field = shape_.fields[i];
      if (field.required || field.shape.kind == Shape::Kind::object || !showers_[i]) continue;
      CanonicalJson json;
      showers_[i](json, initial);
      field.default_json = json.take();
    }
  }

  std::vector<std::size_t> sorted() const {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < showers_.size(); ++i) {
      if (showers_[i]) order.push_back(i);
    }
    std::ranges::sort(order, {}, [this](std::size_t i) { return shape_.fields[i].key; });
    return order;
  }

  Shape shape_;
  std::vector<Read> readers_;
  std::vector<Show> showers_;
  std::map<std::string, std::string> hints_;
  Read check_;
};

}  // namespace portalprobe
