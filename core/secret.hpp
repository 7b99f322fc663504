#pragma once

#include <string>
#include <utility>

namespace portalprobe {

/// A configured text that may contain secrets. `written` is what stands in the file, with `${env:NAME}` and
/// `${file:PATH}` unfilled: the only form that may be printed, logged, hashed or stored. `reveal` is for the
/// line that sends it.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string plain) : written_(plain), value_(std::move(plain)) {}
  Secret(std::string written, std::string value) : written_(std::move(written)), value_(std::move(value)) {}

  const std::string& written() const { return written_; }
  const std::string& reveal() const { return value_; }
  /// Whether the text holds a placeholder, and so must not cross to another origin.
  bool is_secret() const { return written_ != value_; }
  bool empty() const { return written_.empty(); }
  bool operator==(const Secret&) const = default;

 private:
  std::string written_;
  std::string value_;
};

}  // namespace portalprobe
