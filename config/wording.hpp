#pragma once

#include <span>
#include <string>
#include <string_view>

namespace portalprobe {

/// Text from a file as a message may show it: in quotes, cut to about so many bytes, without control
/// characters.
std::string shown(std::string_view text, std::size_t most = 60);
/// Paths are often longer, and their end tells most.
inline std::string shown_path(std::string_view path) { return shown(path, 4096); }

/// The candidate that a person most likely meant; empty: none is near.
std::string_view nearest(std::string_view text, std::span<const std::string_view> candidates);

/// " (did you mean 'rounds'?)", or nothing.
std::string did_you_mean(std::string_view text, std::span<const std::string_view> candidates);

/// A URL-like text without the password in it: of its user part, or of a `password=` in its query.
std::string without_password(std::string_view text);

}  // namespace portalprobe
