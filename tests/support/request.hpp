#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace portalprobe::support {

/// A request as the server read it.
struct Request {
  std::string method;
  std::string target;          ///< as written in the request line: path and query, or a whole URL to a proxy
  std::string path;            ///< the target without scheme, authority and query: what scripts are found by
  std::string head;            ///< request line and header fields as sent, the empty line included
  std::string body;            ///< as Content-Length tells
  std::size_t connection = 0;  ///< from 1, in order of acceptance
  std::size_t nth = 0;         ///< on its connection, from 1
  SteadyTime received;         ///< when it was complete

  /// The value of the first field of that name (any case); empty: not there.
  std::string header(std::string_view name) const;
  bool has_header(std::string_view name) const;
};

}  // namespace portalprobe::support
