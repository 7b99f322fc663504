#include "probe/page/css_pseudo.hpp"

#include <algorithm>
#include <iterator>

namespace portalprobe {
namespace {

using Kind = SimpleSelector::Kind;

template <class Names>
bool among(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

// first-child and its like are an+b with fixed numbers.
struct PseudoClass {
  std::string_view name;
  Kind kind;
  std::int32_t b = 0;
};
constexpr PseudoClass kClasses[] = {
    {"root", Kind::root},
    {"scope", Kind::root},
    {"empty", Kind::empty},
    {"first-child", Kind::nth_child, 1},
    {"last-child", Kind::nth_last_child, 1},
    {"only-child", Kind::only_child},
    {"first-of-type", Kind::nth_of_type, 1},
    {"last-of-type", Kind::nth_last_of_type, 1},
    {"only-of-type", Kind::only_of_type},
    {"link", Kind::link},
    {"any-link", Kind::link},
    {"-webkit-any-link", Kind::link},
    {"checked", Kind::checked},
    {"disabled", Kind::disabled},
    {"enabled", Kind::enabled},
    {"required", Kind::required},
    {"optional", Kind::optional},
    {"read-only", Kind::read_only},
    {"read-write", Kind::read_write},
    {"placeholder-shown", Kind::placeholder_shown},
    {"defined", Kind::defined},
    {"open", Kind::open},
};

constexpr std::string_view kNever[] = {
    "active",
    "autofill",
    "-webkit-autofill",
    "blank",
    "buffering",
    "current",
    "default",
    "focus",
    "focus-visible",
    "focus-within",
    "fullscreen",
    "-webkit-full-screen",
    "-webkit-full-page-media",
    "-webkit-full-screen-ancestor",
    "future",
    "host",
    "hover",
    "in-range",
    "indeterminate",
    "invalid",
    "local-link",
    "modal",
    "muted",
    "out-of-range",
    "past",
    "paused",
    "picture-in-picture",
    "playing",
    "popover-open",
    "seeking",
    "stalled",
    "target",
    "target-current",
    "user-invalid",
    "user-valid",
    "valid",
    "visited",
    "volume-locked",
    "window-inactive",
    "-webkit-drag",
    "horizontal",
    "vertical",
    "increment",
    "decrement",
    "start",
    "end",
    "double-button",
    "single-button",
    "no-button",
    "corner-present",
    "left",
    "right",
    "first",
    "active-view-transition",
    "xr-overlay",
    "interest-source",
    "interest-target",
    "has-slotted",
};

constexpr std::string_view kNeverFunctions[] = {"host",      "host-context", "state",
                                                "dir",       "current",      "active-view-transition-type",
                                                "highlight", "-webkit-state"};

struct PseudoName {
  std::string_view name;
  PseudoElement pseudo;
};
constexpr PseudoName kElements[] = {
    {"before", PseudoElement::before},
    {"after", PseudoElement::after},
    {"marker", PseudoElement::marker},
    {"placeholder", PseudoElement::placeholder},
    {"-webkit-input-placeholder", PseudoElement::placeholder},
    {"first-letter", PseudoElement::first_letter},
    {"first-line", PseudoElement::first_line},
    {"file-selector-button", PseudoElement::file_button},
    {"-webkit-file-upload-button", PseudoElement::file_button},
    {"backdrop", PseudoElement::other},
    {"selection", PseudoElement::other},
    {"target-text", PseudoElement::other},
    {"spelling-error", PseudoElement::other},
    {"grammar-error", PseudoElement::other},
    {"search-text", PseudoElement::other},
    {"cue", PseudoElement::other},
    {"view-transition", PseudoElement::other},
    {"details-content", PseudoElement::other},
    {"scroll-marker", PseudoElement::other},
    {"scroll-marker-group", PseudoElement::other},
    {"column", PseudoElement::other},
    {"checkmark", PseudoElement::other},
    {"picker-icon", PseudoElement::other},
};
constexpr std::string_view kElementFunctions[] = {"part",
                                                  "slotted",
                                                  "highlight",
                                                  "cue",
                                                  "picker",
                                                  "scroll-button",
                                                  "view-transition-group",
                                                  "view-transition-image-pair",
                                                  "view-transition-new",
                                                  "view-transition-old"};

constexpr std::string_view kCaselessAttributes[] = {
    "accept",     "accept-charset", "align",     "alink",    "axis",     "bgcolor", "charset",
    "checked",    "clear",          "codetype",  "color",    "compact",  "declare", "defer",
    "dir",        "direction",      "disabled",  "enctype",  "face",     "frame",   "hreflang",
    "http-equiv", "lang",           "language",  "link",     "media",    "method",  "multiple",
    "nohref",     "noresize",       "noshade",   "nowrap",   "readonly", "rel",     "rev",
    "rules",      "scope",          "scrolling", "selected", "shape",    "target",  "text",
    "type",       "valign",         "valuetype", "vlink"};

}  // namespace

std::optional<SimpleSelector> pseudo_class(std::string_view name) {
  const auto row = std::ranges::find(kClasses, name, &PseudoClass::name);
  if (row != std::end(kClasses)) return SimpleSelector{.kind = row->kind, .b = row->b};
  if (among(kNever, name)) return SimpleSelector{.kind = Kind::never};
  return std::nullopt;
}

std::optional<SimpleSelector::Kind> nth_function(std::string_view name) {
  if (name == "nth-child") return Kind::nth_child;
  if (name == "nth-last-child") return Kind::nth_last_child;
  if (name == "nth-of-type") return Kind::nth_of_type;
  if (name == "nth-last-of-type") return Kind::nth_last_of_type;
  return std::nullopt;
}

bool is_function_that_never_holds(std::string_view name) { return among(kNeverFunctions, name); }

std::optional<PseudoElement> pseudo_element(std::string_view name, bool is_function) {
  if (is_function) return among(kElementFunctions, name) ? std::optional(PseudoElement::other) : std::nullopt;
  const auto row = std::ranges::find(kElements, name, &PseudoName::name);
  if (row != std::end(kElements)) return row->pseudo;
  // Any of -webkit- is let through, so that old sheets keep working.
  return name.starts_with("-webkit-") ? std::optional(PseudoElement::other) : std::nullopt;
}

bool is_old_pseudo_element(std::string_view name) {
  return name == "before" || name == "after" || name == "first-line" || name == "first-letter";
}

bool attribute_ignores_case(std::string_view name) { return among(kCaselessAttributes, name); }

}  // namespace portalprobe
