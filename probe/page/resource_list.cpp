#include "probe/page/resource_list.hpp"

#include <algorithm>

namespace portalprobe {
namespace {

void merge(FoundResource& known, const FoundResource& again) {
  if (!known.delays_load && again.delays_load) {
    // Preloaded first, now used: how it is used counts.
    known.blocks_parser = again.blocks_parser;
    known.blocks_render = again.blocks_render;
    known.is_deferred = again.is_deferred;
    known.delays_load = true;
  } else if (again.delays_load) {
    known.blocks_parser = known.blocks_parser || again.blocks_parser;
    known.blocks_render = known.blocks_render || again.blocks_render;
    known.is_deferred = known.is_deferred && again.is_deferred;
  }
  known.urgency = std::min(known.urgency, again.urgency);
  known.needs_parser = known.needs_parser && again.needs_parser;
}

}  // namespace

void ResourceList::add(FoundResource resource) {
  if (resource.url.size() > max_url_bytes_) {
    capped_ = true;
    return;
  }
  auto key = std::string(to_string(resource.type)) + ' ' + resource.url;
  if (const auto known = places_.find(key); known != places_.end()) {
    merge(resources_[known->second], resource);
  } else if (resources_.size() >= max_resources_) {
    capped_ = true;
  } else {
    places_.emplace(std::move(key), resources_.size());
    resources_.push_back(std::move(resource));
  }
}

}  // namespace portalprobe
