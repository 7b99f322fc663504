#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "core/sample.hpp"

namespace portalprobe {

/// One field of a sample in the form that every format starts from; `monostate` is absent. Texts and
/// redirects point into the sample. Durations are integers, in microseconds.
using FieldValue = std::variant<std::monostate, bool, std::int64_t, double, std::string_view, WallTime,
                                const std::vector<RedirectHop>*>;

enum class FieldType { text, hex, integer, real, boolean, time, redirects };

/// Where the database keeps a field: `fixed` nowhere (the same for all), with the sweep, with the series, as
/// the id of a word that many samples share, or in the sample's own row.
enum class Storage { fixed, sweep, series, word, row };

struct SampleField {
  std::string_view name;  ///< public: the contract's
  FieldType type;
  Storage storage;
  bool required;  ///< a sample without it cannot be read back
  FieldValue (*get)(const Sample&);
  bool (*set)(Sample&, const FieldValue&);  ///< false: not a value of this field
};

/// Every public field of a sample, in the order of CSV columns. The one list behind NDJSON, CSV and the
/// database.
std::span<const SampleField> sample_fields();

/// The marks of one transfer, which redirects have too.
struct MarkField {
  std::string_view name;
  std::optional<microseconds> Timings::*mark;
};
std::span<const MarkField> mark_fields();

/// Times that RFC 3339 and its readers agree on: 1970 to 9999. Others (of a certificate, which may say
/// anything) are absent.
bool is_writable(WallTime time);

}  // namespace portalprobe
