#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "tests/support/temp_dir.hpp"

namespace portalprobe {

/// A configuration text in which `§` marks the places where problems are expected.
struct Marked {
  std::string text;  ///< without the marks
  std::vector<std::pair<int, int>> places;
};

inline Marked without_marks(std::string_view marked) {
  constexpr std::string_view kMark = "§";
  Marked result;
  int line = 1;
  int column = 1;
  while (!marked.empty()) {
    if (marked.starts_with(kMark)) {
      result.places.emplace_back(line, column);
      marked.remove_prefix(kMark.size());
      continue;
    }
    const char c = marked.front();
    marked.remove_prefix(1);
    result.text += c;
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(marked.empty() ? ' ' : marked.front()) & 0xC0U) != 0x80U) {
      ++column;
    }
  }
  return result;
}

using Environment = std::map<std::string, std::string>;

inline LoadOptions with_environment(Environment variables) {
  LoadOptions options;
  options.environment = [variables =
                             std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  return options;
}

/// Loads a text as file `c.yaml` of a folder.
inline tl::expected<Config, std::vector<Problem>> load_text(const support::TempDir& folder,
                                                            std::string_view text,
                                                            Environment variables = {}) {
  return load_config(folder.write("c.yaml", text), with_environment(std::move(variables)));
}

/// One problem a line, for messages of tests.
inline std::string all_of(const std::vector<Problem>& problems) {
  std::string text;
  for (const auto& problem : problems) text += problem.text() + "\n";
  return text;
}

/// The least that is valid, `more` before its portals.
inline std::string minimal(std::string_view more = "") {
  return "version: 1\n" + std::string(more) +
         "portals:\n"
         "  - id: a\n"
         "    name: A\n"
         "    pages: [{ id: home, url: \"https://a.example/\" }]\n";
}

}  // namespace portalprobe
