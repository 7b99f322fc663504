#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portalprobe {

/// Writes JSON objects and arrays into a text, and keeps the commas apart. Every `begin_...` needs its `end`;
/// inside an object each value comes after its `key`.
class JsonWriter {
 public:
  void begin_object() { begin('{'); }
  void begin_array() { begin('['); }
  void end_object() { end('}'); }
  void end_array() { end(']'); }

  JsonWriter& key(std::string_view name);
  void text(std::string_view value);
  void number(std::int64_t value);
  /// A number in the digits that it was given in.
  void digits(std::string_view value);
  void truth(bool value);
  void null();

  std::string take() { return std::move(text_); }

 private:
  void begin(char bracket);
  void end(char bracket);
  void separate();

  std::string text_;
  bool first_ = true;  ///< nothing stands before what comes next, in its object or array
};

}  // namespace portalprobe
