#include "tests/support/certificates.hpp"

#include <openssl/x509v3.h>

#include "core/url.hpp"
#include "tests/support/openssl_handles.hpp"

namespace portalprobe::support {
namespace {

using std::chrono::hours;

struct Validity {
  hours from{-240};
  hours to{24 * 3650};
};

KeyPtr make_key() {
  KeyPtr key(EVP_EC_gen("P-256"));
  require(key != nullptr, "making a key");
  return key;
}

template <class Write>
std::string to_pem(Write write) {
  BioPtr bio(BIO_new(BIO_s_mem()));
  require(bio && write(bio.get()) == 1, "writing PEM");
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string certificate_to_pem(X509* certificate) {
  return to_pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

std::string key_to_pem(EVP_PKEY* key) {
  return to_pem(
      [&](BIO* bio) { return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

void set_serial(X509* certificate) {
  std::unique_ptr<BIGNUM, Release<BN_free>> number(BN_new());
  require(number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1,
          "drawing a serial number");
  require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
          "setting a serial number");
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "adding an extension");
}

/// A certificate without extensions and signature.
X509Ptr draft(const std::string& name, EVP_PKEY* key, Validity validity) {
  X509Ptr certificate(X509_new());
  require(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "making a certificate");
  set_serial(certificate.get());
  const auto seconds = [](hours duration) {
    return static_cast<long>(std::chrono::seconds(duration).count());
  };
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), seconds(validity.from));
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), seconds(validity.to));
  const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8, text, -1, -1, 0);
  require(X509_set_pubkey(certificate.get(), key) == 1, "setting a public key");
  return certificate;
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  if (issuer != certificate) add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
  require(X509_sign(certificate, key, EVP_sha256()) > 0, "signing a certificate");
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) {
    if (!list.empty()) list += ',';
    list += (is_address(name) ? "IP:" : "DNS:") + name;
  }
  return list;
}

X509Ptr draft_leaf(const LeafRequest& request, EVP_PKEY* key) {
  X509Ptr leaf = draft(request.names.at(0), key, {request.valid_from, request.valid_to});
  add_extension(leaf.get(), leaf.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf.get(), leaf.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(leaf.get(), leaf.get(), NID_ext_key_usage, "serverAuth,clientAuth");
  add_extension(leaf.get(), leaf.get(), NID_subject_alt_name, alternative_names(request.names));
  return leaf;
}

X509Ptr draft_authority(const std::string& name, EVP_PKEY* key, Validity validity) {
  X509Ptr authority = draft(name, key, validity);
  add_extension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  return authority;
}

}  // namespace

struct CertificateAuthority::Signer {
  X509Ptr certificate;
  KeyPtr key;
};

CertificateAuthority::CertificateAuthority(std::unique_ptr<Signer> signer)
    : signer_(std::move(signer)), pem_(certificate_to_pem(signer_->certificate.get())) {}

CertificateAuthority::CertificateAuthority(const std::string& name) : signer_(std::make_unique<Signer>()) {
  signer_->key = make_key();
  signer_->certificate = draft_authority(name, signer_->key.get(), {});
  sign(signer_->certificate.get(), signer_->certificate.get(), signer_->key.get());
  pem_ = certificate_to_pem(signer_->certificate.get());
}

CertificateAuthority::~CertificateAuthority() = default;
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;
CertificateAuthority& CertificateAuthority::operator=(CertificateAuthority&&) noexcept = default;

CertificateAuthority CertificateAuthority::intermediate(const std::string& name, hours valid_to) const {
  auto signer = std::make_unique<Signer>();
  signer->key = make_key();
  signer->certificate = draft_authority(name, signer->key.get(), {Validity{}.from, valid_to});
  sign(signer->certificate.get(), signer_->certificate.get(), signer_->key.get());
  return CertificateAuthority(std::move(signer));
}

TlsIdentity CertificateAuthority::issue(const LeafRequest& request) const {
  const KeyPtr key = make_key();
  const X509Ptr leaf = draft_leaf(request, key.get());
  sign(leaf.get(), signer_->certificate.get(), signer_->key.get());
  return {certificate_to_pem(leaf.get()), key_to_pem(key.get())};
}

TlsIdentity self_signed(const LeafRequest& request) {
  const KeyPtr key = make_key();
  const X509Ptr leaf = draft_leaf(request, key.get());
  sign(leaf.get(), leaf.get(), key.get());
  return {certificate_to_pem(leaf.get()), key_to_pem(key.get())};
}

TestPki::TestPki()
    : root_("Test Root"),
      intermediate_(root_.intermediate("Test Intermediate")),
      stranger_("Stranger Root"),
      strange_intermediate_(stranger_.intermediate("Stranger Intermediate")),
      expired_intermediate_(root_.intermediate("Expired Intermediate", hours(-24))) {}

TlsIdentity TestPki::identity(TlsFlaw flaw, const std::vector<std::string>& names) const {
  const auto chain = [](const CertificateAuthority& issuer, const LeafRequest& request) {
    TlsIdentity identity = issuer.issue(request);
    identity.chain_pem += issuer.certificate_pem();
    return identity;
  };
  switch (flaw) {
    case TlsFlaw::none:
      return chain(intermediate_, {.names = names});
    case TlsFlaw::missing_intermediate:
      return intermediate_.issue({.names = names});
    case TlsFlaw::expired:
      return chain(intermediate_, {.names = names, .valid_from = hours(-48), .valid_to = hours(-24)});
    case TlsFlaw::not_yet_valid:
      return chain(intermediate_, {.names = names, .valid_from = hours(24), .valid_to = hours(48)});
    case TlsFlaw::wrong_host:
      return chain(intermediate_, {.names = {"elsewhere.test"}});
    case TlsFlaw::self_signed:
      return self_signed({.names = names});
    case TlsFlaw::expired_intermediate:
      return chain(expired_intermediate_, {.names = names});
    case TlsFlaw::untrusted_root:
      break;
    case TlsFlaw::untrusted_root_sent:
      break;
  }
  TlsIdentity identity = chain(strange_intermediate_, {.names = names});
  if (flaw == TlsFlaw::untrusted_root_sent) identity.chain_pem += stranger_.certificate_pem();
  return identity;
}

TlsIdentity TestPki::client_identity(const std::string& name) const { return root_.issue({.names = {name}}); }

}  // namespace portalprobe::support
