#pragma once

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

#include "core/portal.hpp"

namespace portalprobe {

/// The configured headers of a page, which go along with its document: to the page's own origin alone, and
/// not any more once it has led elsewhere.
class DocumentHeaders {
 public:
  explicit DocumentHeaders(const Target& target);

  /// `paused`: of Fetch.requestPaused, the page's document first. All headers that the request is to be sent
  /// with, as Fetch.continueRequest has them; absent: those that it has.
  std::optional<nlohmann::json> for_request(const nlohmann::json& paused);

 private:
  bool is_configured(const std::string& name) const;

  std::string origin_;
  std::vector<Header> headers_;
  std::string frame_;  ///< the page's; empty: not known yet
};

}  // namespace portalprobe
