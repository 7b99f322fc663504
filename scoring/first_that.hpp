#pragma once

#include <cstddef>

namespace portalprobe {

/// The first number in [first, last) for which `holds`, which must go on to hold; `last` if there is none.
template <class Holds>
std::size_t first_that(std::size_t first, std::size_t last, Holds holds) {
  while (first < last) {
    const std::size_t middle = first + (last - first) / 2;
    if (holds(middle)) {
      last = middle;
    } else {
      first = middle + 1;
    }
  }
  return first;
}

}  // namespace portalprobe
