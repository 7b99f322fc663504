#pragma once

#include <string>
#include <string_view>

namespace portalprobe {

/// A form of text in which the same words are the same bytes, however they were typed: lower case, Vietnamese
/// and other Latin letters taken apart into base and marks (so composed and decomposed text agree), any white
/// space as one blank, none at the ends, typographic quotes and dashes plain, invisible characters and bytes
/// that are no UTF-8 left out.
std::string fold_text(std::string_view text);

}  // namespace portalprobe
