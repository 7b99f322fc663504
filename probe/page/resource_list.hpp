#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "probe/page/found.hpp"

namespace portalprobe {

/// Resources in the order found, each URL and type once: what is named again is as urgent as its most urgent
/// mention.
class ResourceList {
 public:
  ResourceList(std::size_t max_resources, std::size_t max_url_bytes)
      : max_resources_(max_resources), max_url_bytes_(max_url_bytes) {}

  void add(FoundResource resource);
  bool capped() const { return capped_; }
  std::vector<FoundResource> take() { return std::move(resources_); }

 private:
  std::size_t max_resources_;
  std::size_t max_url_bytes_;
  bool capped_ = false;
  std::vector<FoundResource> resources_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace portalprobe
