#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/expected.hpp"
#include "core/portal.hpp"

namespace portalprobe {

/// What people write into the cells of a register, as values. Errors say what would be right.

/// Cleaned of what copying brings along: line breaks, doubled and hard spaces, zero-width characters.
/// Refused: control characters, characters that turn the reading direction, `${`, and more than 2,000 bytes.
Expected<std::string> read_text(std::string_view cell);

/// A slug of English or Vietnamese words for the known blocks becomes our word; any other text stays.
std::string read_block(const std::string& text);
Expected<std::string> read_deployment(const std::string& text);
Expected<std::string> read_confidence(const std::string& text);
Expected<TargetKind> read_kind(const std::string& text);

/// What the mergers of 2025 did to a body.
enum class Merger { none, absorbed, enlarged };
Expected<Merger> read_merger(const std::string& text);

/// 2026-11-20, or 20/11/2026 as it is written in Vietnam.
Expected<Day> read_day(const std::string& text);

}  // namespace portalprobe
