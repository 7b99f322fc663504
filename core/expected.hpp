#pragma once

#include <tl/expected.hpp>

#include <string>

namespace portalprobe {

/// What the outside world refused us, in a sentence made where the facts are known.
struct Error {
  std::string message;
  bool operator==(const Error&) const = default;
};

template <class T>
using Expected = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string message) { return tl::unexpected(Error{std::move(message)}); }

}  // namespace portalprobe
