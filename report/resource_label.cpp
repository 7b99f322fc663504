#include "report/resource_label.hpp"

#include <algorithm>
#include <string_view>

#include "report/text_width.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kLongestQuery = 12;

/// Up to where the path begins.
std::string_view origin_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  return url.substr(0, std::min(url.find_first_of("/?#", scheme + 3), url.size()));
}

std::string without_long_query(std::string_view url) {
  const auto query = url.find('?');
  if (query == std::string_view::npos || url.size() - query <= kLongestQuery) return std::string(url);
  return std::string(url.substr(0, query)) + "?…";
}

}  // namespace

std::string resource_label(const std::string& url, const std::string& page_url, std::size_t width) {
  std::string_view rest = url;
  const std::string_view origin = origin_of(url);
  const auto scheme = origin.find("://");
  if (!origin.empty()) {
    const bool own = origin == origin_of(page_url) && origin.size() < url.size();
    rest.remove_prefix(own ? origin.size() : scheme + 3);
  }
  return cut_left_to_width(printable(without_long_query(rest)), width);
}

}  // namespace portalprobe
