#include "config/register_yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/utf8.hpp"

namespace portalprobe {
namespace {

bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

/// Letters of Vietnamese beyond ASCII. Other scripts are quoted, which never harms.
bool is_marked_letter(char32_t c) {
  return (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x1EA0 && c <= 0x1EF9);
}

bool is_plain_inside(char32_t c) {
  return is_letter(c) || is_marked_letter(c) || (c >= U'0' && c <= U'9') || c == U' ' || c == U'-' ||
         c == U'_' || c == U'.' || c == U',' || c == U'(' || c == U')' || c == U'/';
}

/// Words that some YAML reader takes for a truth value, nothing or a number.
bool is_reserved(std::string_view text) {
  constexpr std::array<std::string_view, 13> kWords = {"y",   "n",    "yes",  "no",  "true", "false",   "on",
                                                       "off", "null", "none", "nan", "inf",  "infinity"};
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::ranges::find(kWords, lower) != kWords.end();
}

bool is_plain(std::string_view text) {
  if (text.empty() || text.ends_with(' ') || is_reserved(text)) return false;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    if (at == 0 && !is_letter(point.value) && !is_marked_letter(point.value)) return false;
    if (!is_plain_inside(point.value)) return false;
    at += point.length;
  }
  return true;
}

/// What a reader would not give back as it is, or a person would not see.
bool needs_escape(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD || (c >= 0x2000 && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || (c >= 0xD800 && c <= 0xF8FF) ||
         c == 0xFEFF || c == 0x61C || (c >= 0xFFF0 && c <= 0xFFFF) || c > 0xFFFF;
}

std::string escaped(char32_t c) {
  const auto value = static_cast<unsigned>(c);
  if (value <= 0xFF) return fmt::format("\\x{:02X}", value);
  return value <= 0xFFFF ? fmt::format("\\u{:04X}", value) : fmt::format("\\U{:08X}", value);
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    if (point.value == U'"' || point.value == U'\\') result += '\\';
    if (needs_escape(point.value)) {
      result += escaped(point.value);
    } else {
      append_utf8(result, point.value);
    }
    at += point.length;
  }
  return result + '"';
}

std::string day_text(const Day& day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

class Writer {
 public:
  void comment(std::string_view text) { text_ += fmt::format("# {}\n", text); }
  void line(std::string_view text) { text_ += fmt::format("{}\n", text); }

  /// Keys without a value are left out.
  void field(std::string_view indent, std::string_view key, std::string_view value) {
    if (!value.empty()) text_ += fmt::format("{}{}: {}\n", indent, key, yaml_scalar(value));
  }
  void field(std::string_view indent, std::string_view key, const std::optional<Day>& day) {
    if (day) text_ += fmt::format("{}{}: {}\n", indent, key, day_text(*day));
  }

  void targets(const Portal& portal, TargetKind kind, std::string_view key) {
    bool first = true;
    for (const auto& target : portal.targets) {
      if (target.kind != kind || !target.configured) continue;
      if (first) line(fmt::format("    {}:", key));
      first = false;
      field("      - ", "id", target.id);
      field("        ", "role", target.role);
      text_ += fmt::format("        url: {}\n", quoted(target.url));
    }
  }

  void portal(const Portal& portal) {
    constexpr std::string_view kIndent = "    ";
    field("  - ", "id", portal.id);
    field(kIndent, "name", portal.name);
    field(kIndent, "name_en", portal.name_en);
    field(kIndent, "block", portal.block);
    field(kIndent, "region", portal.region);
    field(kIndent, "deployment", portal.deployment == "unknown" ? "" : portal.deployment);
    field(kIndent, "vendor", portal.vendor);
    field(kIndent, "verified", portal.verified);
    field(kIndent, "valid_from", portal.valid_from);
    field(kIndent, "valid_to", portal.valid_to);
    field(kIndent, "successor", portal.successor);
    field(kIndent, "successor_name", portal.successor_name);
    field(kIndent, "later_url", portal.later_url);
    field(kIndent, "confidence", portal.confidence);
    field(kIndent, "evidence", portal.evidence);
    field(kIndent, "note", portal.note);
    targets(portal, TargetKind::page, "pages");
    targets(portal, TargetKind::action, "actions");
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

/// One line whatever the name of the file was.
std::string comment_text(std::string_view text) {
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = first_code_point(text.substr(at));
    append_utf8(line, needs_escape(point.value) ? U'?' : point.value);
    at += point.length;
  }
  return line;
}

}  // namespace

std::string yaml_scalar(std::string_view text) { return is_plain(text) ? std::string(text) : quoted(text); }

std::string register_yaml(std::span<const Portal> portals, std::string_view origin) {
  Writer writer;
  writer.comment(fmt::format("{} {}, made by `portal-probe portals import` from {}.", portals.size(),
                             portals.size() == 1 ? "portal" : "portals", comment_text(origin)));
  writer.comment("Edit it as you like; making it again from the spreadsheet overwrites what was edited.");
  writer.comment(
      "A portal counts in an evaluation once a person has confirmed its URLs: `verified: YYYY-MM-DD`.");
  writer.line(portals.empty() ? "portals: []" : "portals:");
  for (const auto& portal : portals) writer.portal(portal);
  return writer.take();
}

}  // namespace portalprobe
