#pragma once

#include <string>
#include <string_view>

namespace portalprobe {

/// A name as an id: lower case, Vietnamese letters without their marks (đ becomes d), everything else one
/// hyphen, none at the ends, at most 63 characters. "Tỉnh Đắk Lắk" gives "tinh-dak-lak", composed or
/// decomposed. Letters of other scripts are lost; nothing may be left.
std::string slug(std::string_view name);

/// Whether `text` can be an id: [a-z0-9][a-z0-9._-]{0,62}.
bool is_id(std::string_view text);

}  // namespace portalprobe
