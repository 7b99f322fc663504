#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace portalprobe::support {

/// What a TLS server (or a client) shows: its certificate first, then what it sends along, and its key.
struct TlsIdentity {
  std::string chain_pem;
  std::string key_pem;
};

/// What a certificate for a server or a client says.
struct LeafRequest {
  std::vector<std::string> names = {"localhost", "portal.test", "*.portal.test", "127.0.0.1", "::1"};
  std::chrono::hours valid_from{-24};  ///< from now
  std::chrono::hours valid_to{24};     ///< from now
};

/// An authority made on the spot, with a P-256 key: made in well under a millisecond, and gone with the test.
class CertificateAuthority {
 public:
  /// A self-signed root.
  explicit CertificateAuthority(const std::string& name);
  ~CertificateAuthority();
  CertificateAuthority(CertificateAuthority&&) noexcept;
  CertificateAuthority& operator=(CertificateAuthority&&) noexcept;

  const std::string& certificate_pem() const { return pem_; }
  CertificateAuthority intermediate(const std::string& name,
                                    std::chrono::hours valid_to = std::chrono::hours(240)) const;
  /// A leaf alone: append authorities' certificates to `chain_pem` to send them along.
  TlsIdentity issue(const LeafRequest& request = {}) const;

 private:
  struct Signer;
  explicit CertificateAuthority(std::unique_ptr<Signer> signer);

  std::unique_ptr<Signer> signer_;
  std::string pem_;
};

/// A leaf that signed itself.
TlsIdentity self_signed(const LeafRequest& request = {});

/// What may be wrong with a server's certificate.
enum class TlsFlaw {
  none,
  missing_intermediate,  ///< the leaf only
  expired,               ///< a day ago
  not_yet_valid,         ///< valid from tomorrow
  wrong_host,            ///< for elsewhere.test
  self_signed,           ///< the leaf itself
  untrusted_root,        ///< leaf and intermediate of a root that nobody trusts
  untrusted_root_sent,   ///< the same, the root sent along
  expired_intermediate,  ///< the leaf is valid, its issuer no longer
};

/// A root that the client trusts, an intermediate, and identities made from them, healthy or flawed.
class TestPki {
 public:
  TestPki();
  TlsIdentity identity(TlsFlaw flaw = TlsFlaw::none,
                       const std::vector<std::string>& names = LeafRequest{}.names) const;
  /// For a server that requires a client's certificate: its authority is `root`.
  TlsIdentity client_identity(const std::string& name = "probe") const;
  const CertificateAuthority& root() const { return root_; }
  const CertificateAuthority& intermediate() const { return intermediate_; }

 private:
  CertificateAuthority root_;
  CertificateAuthority intermediate_;
  CertificateAuthority stranger_;
  CertificateAuthority strange_intermediate_;
  CertificateAuthority expired_intermediate_;
};

}  // namespace portalprobe::support
