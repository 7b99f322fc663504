#include "results/safe_name.hpp"

#include <fmt/format.h>

#include "core/sha256.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kLongest = 100;
constexpr std::size_t kHash = 32;  ///< hex digits: 128 bits

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

std::string safe_file_name(std::string_view text) {
  if (text.empty()) return "%";
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // A dot at the begin or behind another one would mean something to a file system.
    const bool dot = c == '.' && i > 0 && i + 1 < text.size() && text[i - 1] != '.';
    if (is_plain(c) || dot) {
      name += c;
    } else {
      name += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  if (name.size() <= kLongest) return name;
  return name.substr(0, kLongest - kHash - 1) + "~" + sha256_hex(text).substr(0, kHash);
}

}  // namespace portalprobe
