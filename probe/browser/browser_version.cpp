#include "probe/browser/browser_version.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <system_error>

#include "probe/printable.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostProductBytes = 100;

}  // namespace

Expected<BrowserVersion> browser_version_from(const nlohmann::json& result) {
  const auto product = result.is_object() ? result.find("product") : result.end();
  if (product == result.end() || !product->is_string())
    return fail("the browser does not say which version it is");
  BrowserVersion version;
  version.product = printable(product->get<std::string>(), kMostProductBytes);
  if (const auto revision = result.find("revision"); revision != result.end() && revision->is_string())
    version.revision = printable(revision->get<std::string>(), kMostProductBytes);
  const auto slash = version.product.find('/');
  if (slash != std::string::npos) version.number = version.product.substr(slash + 1);
  const char* const end = version.number.data() + version.number.size();
  const auto read = std::from_chars(version.number.data(), end, version.major);
  if (read.ec != std::errc{} || version.major <= 0 || (read.ptr != end && *read.ptr != '.'))
    return fail(fmt::format("the browser's version cannot be read: \"{}\"", version.product));
  if (version.major < BrowserVersion::kOldest)
    return fail(fmt::format("the browser is too old: {}, at least {} is needed", version.product,
                            BrowserVersion::kOldest));
  return version;
}

}  // namespace portalprobe
