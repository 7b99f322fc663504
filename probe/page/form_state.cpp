#include "probe/page/form_state.hpp"

#include <algorithm>
#include <iterator>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

std::string type_of(const Element& input) { return ascii::lower(input.value("type")); }

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

}  // namespace

bool is_checked(const Element& element) {
  if (element.tag == "option") return element.has("selected");
  if (element.tag != "input" || !element.has("checked")) return false;
  const auto type = type_of(element);
  return type == "checkbox" || type == "radio";
}

bool can_be_disabled(const Element& element) {
  static constexpr std::string_view kTags[] = {"button",   "input",  "select",  "textarea",
                                               "optgroup", "option", "fieldset"};
  return among(kTags, element.tag);
}

bool can_be_required(const Element& element) {
  return element.tag == "input" || element.tag == "select" || element.tag == "textarea";
}

bool is_text_field(const Element& element) {
  static constexpr std::string_view kOthers[] = {"hidden", "checkbox", "radio",  "file",  "submit",
                                                 "image",  "reset",    "button", "range", "color"};
  if (element.tag == "textarea") return true;
  return element.tag == "input" && !among(kOthers, type_of(element));
}

bool is_writable_field(const Element& element) {
  return is_text_field(element) && !element.has("readonly") && !element.has("disabled");
}

bool shows_placeholder(const Element& element) {
  if (!is_text_field(element) || element.value("placeholder").empty()) return false;
  return element.tag == "textarea" ? element.text.empty() : element.value("value").empty();
}

std::string_view text_of_control(const Element& element) {
  if (element.tag == "textarea" || element.tag != "input") return element.text;
  const auto type = type_of(element);
  static constexpr std::string_view kSilent[] = {"hidden", "checkbox", "radio", "image", "range", "color"};
  if (among(kSilent, type)) return {};
  if (type == "file") return "Choose File No file chosen";
  if (const auto value = element.value("value"); !value.empty()) return value;
  // The words of these two depend on the language; their letters are Latin ones.
  if (type == "submit") return "Submit";
  return type == "reset" ? "Reset" : std::string_view();
}

}  // namespace portalprobe
