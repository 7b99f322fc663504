#include "results/request_methods.hpp"

#include <nlohmann/json.hpp>

#include "results/json_read.hpp"
#include "results/store.hpp"

namespace portalprobe {
namespace {

using nlohmann::json;

/// A list's elements that are objects; none where there is no such list.
std::vector<const json*> objects_in(const json& owner, const char* key) {
  std::vector<const json*> objects;
  if (!owner.is_object()) return objects;
  const auto list = owner.find(key);
  if (list == owner.end() || !list->is_array()) return objects;
  for (const auto& element : *list) {
    if (element.is_object()) objects.push_back(&element);
  }
  return objects;
}

std::string text_in(const json& owner, const char* key) {
  const auto found = owner.find(key);
  return found != owner.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::map<std::string, std::string> methods_in(const std::string& config_json) {
  std::map<std::string, std::string> methods;
  const auto config = read_json(config_json);
  if (!config) return methods;
  for (const json* portal : objects_in(*config, "portals")) {
    for (const json* action : objects_in(*portal, "actions")) {
      const std::string method = text_in(*action, "method");
      if (!method.empty() && method != "GET")
        methods.emplace(text_in(*portal, "id") + "/" + text_in(*action, "id"), method);
    }
  }
  return methods;
}

}  // namespace

Expected<RequestMethods> RequestMethods::read(Store& store, const std::string& sweep_id) {
  const auto sweeps = store.sweeps();
  if (!sweeps) return tl::unexpected(sweeps.error());
  RequestMethods methods;
  for (const auto& listed : *sweeps) {
    if (!sweep_id.empty() && listed.id != sweep_id) continue;
    methods.config_of_[listed.id] = listed.config_sha256;
    if (methods.by_config_.contains(listed.config_sha256)) continue;
    const auto record = store.sweep(listed.id, listed.shard);
    if (!record) return tl::unexpected(record.error());
    methods.by_config_[listed.config_sha256] = methods_in(record->config_json);
  }
  return methods;
}

std::string RequestMethods::of(const Sample& sample) const {
  const auto config = config_of_.find(sample.sweep_id);
  if (config == config_of_.end()) return "GET";
  const Methods& methods = by_config_.at(config->second);
  const auto found = methods.find(sample.portal_id + "/" + sample.target_id);
  return found == methods.end() ? "GET" : found->second;
}

}  // namespace portalprobe
