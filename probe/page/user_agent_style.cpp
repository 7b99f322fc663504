#include "probe/page/user_agent_style.hpp"

#include <algorithm>
#include <iterator>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

bool is_hidden(const Element& element) {
  static constexpr std::string_view kTags[] = {
      "area",     "base",  "basefont", "datalist", "head",  "link",     "meta",  "noembed", "noframes",
      "noscript", "param", "rp",       "script",   "style", "template", "title", "desc",    "metadata"};
  if (among(kTags, element.tag)) return true;
  if (const auto* hidden = element.find("hidden")) return ascii::lower(*hidden) != "until-found";
  if (element.tag == "dialog") return !element.has("open");
  if (element.tag == "audio") return !element.has("controls");
  if (element.tag == "input") return ascii::lower(element.value("type")) == "hidden";
  return element.has("popover");
}

bool is_bold(std::string_view tag) {
  static constexpr std::string_view kTags[] = {"h1", "h2", "h3", "h4", "h5", "h6", "th", "optgroup"};
  return among(kTags, tag);
}

bool is_italic(std::string_view tag) {
  static constexpr std::string_view kTags[] = {"i", "em", "cite", "var", "dfn", "address"};
  return among(kTags, tag);
}

bool has_own_font(std::string_view tag) {
  static constexpr std::string_view kTags[] = {"button", "input", "select", "textarea", "code", "kbd",
                                               "samp",   "pre",   "tt",     "listing",  "xmp",  "plaintext"};
  return among(kTags, tag);
}

bool is_control(std::string_view tag) {
  return tag == "button" || tag == "input" || tag == "select" || tag == "textarea";
}

}  // namespace

UserAgentStyle user_agent_style(const Element& element) {
  UserAgentStyle style{.is_shown = !is_hidden(element), .keeps_font = !has_own_font(element.tag)};
  if (is_bold(element.tag)) style.weight = 700;
  if (element.tag == "b" || element.tag == "strong") style.weight = kBolder;
  if (is_italic(element.tag)) style.style = FontStyle::italic;
  if (is_control(element.tag)) {
    style.weight = 400;
    style.style = FontStyle::normal;
  }
  return style;
}

bool shows_child(const Element& element, const Element& child) {
  static constexpr std::string_view kReplaced[] = {"video", "audio",    "iframe",
                                                   "meter", "progress", "datalist"};
  if (element.tag == "details" && !element.has("open")) return child.tag == "summary";
  if (element.tag == "object") return !element.has("data");
  return !among(kReplaced, element.tag);
}

}  // namespace portalprobe
