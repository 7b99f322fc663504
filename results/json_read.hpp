#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/page_visit.hpp"
#include "core/sample.hpp"

/// Private to this module's sources: the heavy header behind reading JSON. Nothing here recurses into what it
/// reads: an archive may be nested as deep as its line is long.

namespace portalprobe {

/// `nullopt` where the text is not JSON.
std::optional<nlohmann::json> read_json(std::string_view text);

/// `nullopt` where the value is not what `append_redirects` writes.
std::optional<std::vector<RedirectHop>> redirects_from(const nlohmann::json& value);

/// `nullopt` where the value is not what `append_resources` writes, or a resource was named by one that came
/// after it. Unknown keys are ignored.
std::optional<PageVisit> resources_from(const nlohmann::json& value);

/// What `append_json` of lists and maps writes; anything else in it is left out.
std::vector<std::string> texts_from(std::string_view json);
std::map<std::string, std::string> pairs_from(std::string_view json);

/// Whole numbers that fit; `nullopt` otherwise.
std::optional<std::int64_t> integer_from(const nlohmann::json& value);

}  // namespace portalprobe
