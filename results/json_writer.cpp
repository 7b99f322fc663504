#include "results/json_writer.hpp"

#include "results/json_text.hpp"

namespace portalprobe {

void JsonWriter::separate() {
  if (!first_) text_ += ',';
  first_ = false;
}

void JsonWriter::begin(char bracket) {
  separate();
  text_ += bracket;
  first_ = true;
}

void JsonWriter::end(char bracket) {
  text_ += bracket;
  first_ = false;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(text_, name);
  text_ += ':';
  first_ = true;  // its value follows without a comma
  return *this;
}

void JsonWriter::text(std::string_view value) {
  separate();
  append_json_string(text_, value);
}

void JsonWriter::number(std::int64_t value) {
  separate();
  append_integer(text_, value);
}

void JsonWriter::digits(std::string_view value) {
  separate();
  text_ += value;
}

void JsonWriter::truth(bool value) { digits(value ? "true" : "false"); }

void JsonWriter::null() { digits("null"); }

}  // namespace portalprobe
