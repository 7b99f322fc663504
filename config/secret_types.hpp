#pragma once

#include <optional>

#include "config/type.hpp"
#include "core/secret.hpp"

/// Values that may hold secrets. No message ever shows them.
namespace portalprobe::type {

/// Reads a text and fills in `${env:NAME}` and `${file:PATH}`; a path is seen from the file that names it.
/// Reports a placeholder that cannot be filled by its name, and refuses line ends and control characters in
/// what came in.
std::optional<Secret> fill_secret(Reader& reader, const YamlNode& node, const Shape& shape);

/// A path to a key file, existing, with secrets in it.
Type<Secret> secret_file();
/// A path to an existing file; absent where empty.
Type<std::string> existing_file();

}  // namespace portalprobe::type
