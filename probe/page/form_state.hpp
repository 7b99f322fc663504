#pragma once

#include "probe/page/document.hpp"

namespace portalprobe {

/// States of form controls as a page brings them, before anybody types.

bool is_checked(const Element& element);
bool can_be_disabled(const Element& element);
bool can_be_required(const Element& element);
/// Whether it is a field of text (none of buttons, boxes and their like).
bool is_text_field(const Element& element);
/// A text field that takes text.
bool is_writable_field(const Element& element);
bool shows_placeholder(const Element& element);

/// What a control shows as its text: its value, its label, or its placeholder.
std::string_view text_of_control(const Element& element);

}  // namespace portalprobe
