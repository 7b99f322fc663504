#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace portalprobe {

/// Writes JSON that is the same for the same values: no spaces, keys in the order given (the tables sort
/// them).
class CanonicalJson {
 public:
  /// Paths below `folder` (empty, or ending in a slash) are written without it: a checkout's place must not
  /// show.
  explicit CanonicalJson(std::string folder = {}) : folder_(std::move(folder)) {}

  void null() { value("null"); }
  void text(std::string_view text);
  void path(std::string_view path);
  void integer(std::int64_t number);
  void number(double number);
  void open_map() { open('{'); }
  void close_map() { close('}'); }
  void open_list() { open('['); }
  void close_list() { close(']'); }
  void key(std::string_view key);

  std::string take() { return std::move(out_); }

 private:
  void value(std::string_view raw);
  void open(char bracket);
  void close(char bracket);
  void quote(std::string_view text);
  void separate();

  std::string folder_;
  std::string out_;
};

}  // namespace portalprobe
