#pragma once

#include <optional>
#include <string>

#include "core/clock.hpp"
#include "probe/expectations.hpp"

namespace portalprobe {

/// How far a transfer came.
enum class Reached {
  nothing,    ///< no connection stood
  connected,  ///< TCP stood (TLS, if any, did not)
  secured,    ///< ready to send: TLS stood, or TCP where there is none
  sent,       ///< the request was written
  answered,   ///< at least one byte of an answer came
  in_body,    ///< the header's empty line came, also where no body follows
};

/// Why we ended a transfer ourselves.
enum class Stopped { no, body_too_large, headers_too_large, cancelled };

/// What verifying the server's certificate said.
struct CertificateFacts {
  long error = 0;          ///< X509_V_ERR_*; 0: the chain was accepted, or never looked at
  int depth = 0;           ///< at which certificate, 0 is the server's own
  int sent = 0;            ///< certificates that the server sent
  std::string subject;     ///< of the certificate at `depth`, for the detail
  std::string issuer;      ///< of the certificate at `depth`
  std::string not_before;  ///< as text; may be empty
  std::string not_after;
};

/// The facts about a transfer that ended.
struct TransferEnd {
  int curl_code = 0;  ///< a CURLcode
  Reached reached = Reached::nothing;
  int os_error = 0;  ///< CURLINFO_OS_ERRNO, or what our own socket() gave
  bool tls = false;
  bool via_proxy = false;
  Stopped stopped = Stopped::no;
  CertificateFacts certificate;
  std::string host;                      ///< asked, for the detail
  std::string curl_message;              ///< CURLOPT_ERRORBUFFER's; may be empty
  std::optional<microseconds> ended_at;  ///< since the measurement's start, for the detail of timeouts
};

/// Names the cause of a transfer's end; ok for one that ended well (its answer is another matter). Whatever a
/// server can bring about is the portal's or the network's: `probe_error` is left to our own faults.
Cause classify(const TransferEnd& end);

}  // namespace portalprobe
