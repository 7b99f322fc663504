#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/expected.hpp"
#include "probe/browser/scratch_dir.hpp"

namespace portalprobe {

/// The certificates of a PEM text, each with its frame; what stands between them is left out. Pure.
std::vector<std::string> certificates_in(std::string_view pem);

/// An NSS database in `home` (a directory in `dir`), which a browser whose HOME that is reads. By `certutil`
/// and `pk12util`: each call blocks for some tens of milliseconds.
class NssDatabase {
 public:
  static Expected<NssDatabase> make(const ScratchDir& dir, const std::string& home);

  /// The authorities of these PEM files are trusted besides the browser's own.
  Expected<void> trust(const std::vector<std::string>& ca_files) const;
  /// A client's certificate and key (PKCS#12, without a password).
  Expected<void> add_client(const std::string& pkcs12) const;

 private:
  NssDatabase(const ScratchDir& dir, std::string certutil, std::string pk12util, std::string name)
      : dir_(&dir), certutil_(std::move(certutil)), pk12util_(std::move(pk12util)), name_(std::move(name)) {}

  const ScratchDir* dir_;
  std::string certutil_;
  std::string pk12util_;
  std::string name_;  ///< as these programs have it
};

}  // namespace portalprobe
