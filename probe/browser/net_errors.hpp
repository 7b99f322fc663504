#pragma once

#include <optional>
#include <string_view>

#include "core/outcome.hpp"

namespace portalprobe {

/// How far a request of the browser's came, as far as its protocol tells.
enum class RequestReached {
  nothing,   ///< not known to have been sent
  sent,      ///< on a connection that stands
  answered,  ///< the answer's header came
};

/// What an error of Chromium's network stack (`net::ERR_...`, from a longer text as well) means, told apart
/// as for the network engine: the same fault has the same outcome. What it does not tell, or is not known,
/// counts as a fault of the answer. `tls`: the URL was https.
Outcome outcome_of_net_error(std::string_view error_text, RequestReached reached, bool tls);

/// Of a request that never left the browser, or whose answer the page never got: Network.BlockedReason.
Outcome outcome_of_blocking(std::string_view reason);

}  // namespace portalprobe
