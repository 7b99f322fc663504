#include "report/score_text.hpp"

#include "report/score_line_text.hpp"
#include "report/score_sections.hpp"

namespace portalprobe {
namespace {

void append_section(std::string& text, const std::string& section) {
  if (section.empty()) return;
  if (!text.empty()) text += '\n';
  text += section;
}

}  // namespace

std::string score_text(const ScoreCard& card, Language language, std::size_t width) {
  std::string text = score_heading_text(card, language);
  append_section(text, score_portals_text(card, language, width));
  append_section(text, score_verdicts_text(card, language, width) + marks_text(card, language));
  append_section(text, score_vantages_text(card, language, width));
  append_section(text, score_exclusions_text(card, language, width));
  append_section(text, score_left_out_text(card, language, width));
  append_section(text, score_notes_text(card, language));
  return text;
}

}  // namespace portalprobe
