#pragma once

#include <string>

#include "core/expected.hpp"

namespace portalprobe {

/// What a browser shows of itself, and to whom alone.
struct ClientCertificate {
  std::string certificate;  ///< PEM file; what it holds besides is sent along. Empty: nothing is shown.
  std::string key;          ///< PEM file; empty: the same
  std::string origin;       ///< https://HOST:PORT
  bool empty() const { return certificate.empty(); }
  bool operator==(const ClientCertificate&) const = default;
};

/// Both files in the form that browsers take in (PKCS#12), without a password. Reads files.
Expected<std::string> pkcs12_of(const ClientCertificate& client);

/// What a browser's profile says so that it shows the certificate it has to that origin, unasked, and to no
/// other. Only the whole of Chromium reads it: its headless shell shows none to anybody. Pure.
std::string preferences_for(const std::string& origin);

}  // namespace portalprobe
