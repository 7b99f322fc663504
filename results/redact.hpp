#pragma once

#include <string>
#include <string_view>

namespace portalprobe {

/// What stands where a secret was.
inline constexpr std::string_view kRedacted = "REDACTED";

/// An address that may be shown to others: credentials, and the values of parameters (of query, fragment and
/// path) that hold a secret by their name (`token`, `password`, `session` ...) or by their look (a JSON web
/// token, a long random text, another address with such parameters) are replaced. What else it says stays as
/// it is, byte for byte. Pure.
std::string redact_url(std::string_view url);

/// A text for people, with each address in it redacted.
std::string redact_text(std::string_view text);

/// Whether the value of a header (of any case) is a secret: Authorization, cookies and what is like them.
bool is_secret_header(std::string_view name);

}  // namespace portalprobe
