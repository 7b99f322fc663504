#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace portalprobe {

/// One field of an answer's header, as sent, white space around the value removed.
struct HeaderField {
  std::string name;  ///< lower case
  std::string value;
  bool operator==(const HeaderField&) const = default;
};

/// The header of an answer, collected line by line. What passes the caps is counted and dropped, so that a
/// flood of header lines costs no memory.
class HttpHeaders {
 public:
  static constexpr std::size_t kMaxFields = 256;
  static constexpr std::size_t kMaxBytes = std::size_t{64} << 10U;

  /// Takes a line as libcurl hands it over, with or without its line end. A status line starts a new header:
  /// what was collected belonged to an interim answer or to a proxy's.
  void add_line(std::string_view line);
  void clear();

  std::span<const HeaderField> fields() const { return fields_; }
  /// The value of the field in any case of `name`; several fields are joined by ", ".
  std::optional<std::string> find(std::string_view name) const;
  /// The first field's value only: for fields that are no lists, such as Location.
  std::optional<std::string> first(std::string_view name) const;
  /// All lines of this header, those dropped included.
  std::size_t lines() const { return lines_; }
  /// Whether something was dropped.
  bool cut() const { return cut_; }

 private:
  void fold(std::string_view more);

  std::vector<HeaderField> fields_;
  std::size_t bytes_ = 0;
  std::size_t lines_ = 0;
  bool cut_ = false;
};

/// Server-Timing as sent, all its lines joined, control characters and bytes that are not UTF-8 removed, at
/// most 1 KiB.
std::string server_timing(const HttpHeaders& headers);

/// Age in seconds, the largest number if it is larger than that; absent if it is none.
std::optional<std::uint32_t> age_of(const HttpHeaders& headers);

}  // namespace portalprobe
