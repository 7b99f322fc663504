#include "probe/browser/document_headers.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/url.hpp"
#include "probe/ascii.hpp"
#include "probe/browser/json_values.hpp"

namespace portalprobe {
namespace {

using Json = nlohmann::json;

std::string origin_of(const std::string& text) {
  const auto url = parse_url(text);
  return url ? url->origin() : std::string();
}

}  // namespace

DocumentHeaders::DocumentHeaders(const Target& target)
    : origin_(origin_of(target.url)), headers_(target.headers) {}

std::optional<Json> DocumentHeaders::for_request(const Json& paused) {
  if (headers_.empty() || json::text_at(paused, "resourceType") != "Document") return std::nullopt;
  const std::string frame(json::text_at(paused, "frameId"));
  if (frame_.empty()) frame_ = frame;
  if (frame != frame_) return std::nullopt;
  const Json& request = json::at(paused, "request");
  if (origin_of(std::string(json::text_at(request, "url"))) != origin_) {
    headers_.clear();  // nobody there decides what they are sent for
    return std::nullopt;
  }
  Json all = Json::array();
  for (const auto& [name, value] : json::at(request, "headers").items()) {
    if (!is_configured(name)) all.push_back({{"name", name}, {"value", json::text(value)}});
  }
  for (const auto& header : headers_)
    all.push_back({{"name", header.name}, {"value", header.value.reveal()}});
  return all;
}

bool DocumentHeaders::is_configured(const std::string& name) const {
  return std::ranges::any_of(
      headers_, [&](const Header& header) { return ascii::lower(header.name) == ascii::lower(name); });
}

}  // namespace portalprobe
