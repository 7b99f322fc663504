#pragma once

#include <cstddef>
#include <string>

namespace portalprobe {

/// A resource's address in at most `width` cells: without scheme, without the host if it is the page's own, a
/// long query cut, and then cut from the left, so that the file's name stays. Fit for a terminal.
std::string resource_label(const std::string& url, const std::string& page_url, std::size_t width);

}  // namespace portalprobe
