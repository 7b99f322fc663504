#include "config/canonical_json.hpp"

#include <fmt/format.h>

namespace portalprobe {

void CanonicalJson::separate() {
  const bool first = out_.empty() || out_.back() == '{' || out_.back() == '[' || out_.back() == ':';
  if (!first) out_ += ',';
}

void CanonicalJson::value(std::string_view raw) {
  separate();
  out_ += raw;
}

void CanonicalJson::open(char bracket) {
  separate();
  out_ += bracket;
}

void CanonicalJson::close(char bracket) { out_ += bracket; }

void CanonicalJson::quote(std::string_view text) {
  out_ += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out_ += c;
    }
  }
  out_ += '"';
}

void CanonicalJson::text(std::string_view text) {
  separate();
  quote(text);
}

void CanonicalJson::path(std::string_view path) {
  const bool below = !folder_.empty() && path.starts_with(folder_);
  text(below ? path.substr(folder_.size()) : path);
}

void CanonicalJson::integer(std::int64_t number) { value(fmt::format("{}", number)); }

// A whole number is written without a fraction: 50 and 50.0 are one value.
void CanonicalJson::number(double number) { value(fmt::format("{}", number)); }

void CanonicalJson::key(std::string_view key) {
  separate();
  quote(key);
  out_ += ':';
}

}  // namespace portalprobe
