#pragma once

#include <map>
#include <string>

#include "core/expected.hpp"
#include "core/sample.hpp"

namespace portalprobe {

class Store;

/// How targets were asked: a sample does not say, the configuration in its sweep's record does.
class RequestMethods {
 public:
  /// Of one sweep, or of all with an empty id.
  static Expected<RequestMethods> read(Store& store, const std::string& sweep_id);

  /// `GET` where nothing else is known.
  std::string of(const Sample& sample) const;

 private:
  using Methods = std::map<std::string, std::string>;  ///< other than GET, by "portal/target"

  std::map<std::string, Methods> by_config_;      ///< by the configuration's hash
  std::map<std::string, std::string> config_of_;  ///< of each sweep
};

}  // namespace portalprobe
