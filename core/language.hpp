#pragma once

#include <string>

#include "core/bilingual_text.hpp"

namespace portalprobe {

/// Whom a text is for: it decides the words and the decimal mark.
enum class Language { vi, en };

/// The text in a reader's language; the other one where it has no such text.
inline const std::string& text_in(const BilingualText& text, Language language) {
  const bool vietnamese = language == Language::vi;
  const std::string& wanted = vietnamese ? text.vi : text.en;
  return !wanted.empty() ? wanted : vietnamese ? text.en : text.vi;
}

}  // namespace portalprobe
