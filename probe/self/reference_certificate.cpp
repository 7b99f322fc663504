#include "probe/self/reference_certificate.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdexcept>
#include <string_view>

namespace portalprobe {
namespace {

constexpr long kBeforehand = 24L * 3600;           // a clock that was set back does not matter
constexpr long kLifetime = 10L * 365 * 24 * 3600;  // longer than any process

template <auto release>
struct Release {
  template <class T>
  void operator()(T* handle) const {
    release(handle);
  }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, Release<X509_free>>;

void require(bool done, std::string_view what) {
  if (done) return;
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  throw std::runtime_error("the reference server's certificate: " + std::string(what) +
                           " failed: " + (reason ? reason : "unknown reason"));
}

KeyPtr make_key() {
  KeyPtr key(EVP_EC_gen("P-256"));
  require(key != nullptr, "making a key");
  return key;
}

void add_extension(X509* certificate, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, "adding an extension");
}

X509Ptr draft(const char* name, long serial, EVP_PKEY* key) {
  X509Ptr certificate(X509_new());
  require(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "making a certificate");
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kBeforehand);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kLifetime);
  const auto* text = reinterpret_cast<const unsigned char*>(name);
  require(ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial) == 1 &&
              X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8, text,
                                         -1, -1, 0) == 1 &&
              X509_set_pubkey(certificate.get(), key) == 1,
          "filling in a certificate");
  return certificate;
}

void sign(X509* certificate, const X509* issuer, EVP_PKEY* key) {
  require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
              X509_sign(certificate, key, EVP_sha256()) > 0,
          "signing a certificate");
}

std::string pem_of(X509* certificate) {
  const std::unique_ptr<BIO, Release<BIO_free_all>> bio(BIO_new(BIO_s_mem()));
  require(bio && PEM_write_bio_X509(bio.get(), certificate) == 1, "writing PEM");
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

int choose_http1(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                 unsigned int offered_length, void*) noexcept {
  static const unsigned char ours[] = "\x08http/1.1";
  unsigned char* picked = nullptr;
  if (SSL_select_next_proto(&picked, length, ours, sizeof ours - 1, offered, offered_length) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *chosen = picked;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

ReferenceCertificate::ReferenceCertificate() {
  const KeyPtr authority_key = make_key();
  const X509Ptr authority = draft("portal-probe's own reference authority", 1, authority_key.get());
  add_extension(authority.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(authority.get(), NID_key_usage, "critical,keyCertSign");
  sign(authority.get(), authority.get(), authority_key.get());
  authority_pem_ = pem_of(authority.get());

  const KeyPtr key = make_key();
  const X509Ptr leaf = draft("portal-probe's own reference server", 2, key.get());
  add_extension(leaf.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(leaf.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(leaf.get(), NID_ext_key_usage, "serverAuth");
  add_extension(leaf.get(), NID_subject_alt_name, "IP:127.0.0.1");
  sign(leaf.get(), authority.get(), authority_key.get());

  context_.reset(SSL_CTX_new(TLS_server_method()));
  require(context_ != nullptr && SSL_CTX_set_min_proto_version(context_.get(), TLS1_3_VERSION) == 1 &&
              SSL_CTX_use_certificate(context_.get(), leaf.get()) == 1 &&
              SSL_CTX_use_PrivateKey(context_.get(), key.get()) == 1,
          "setting up TLS");
  SSL_CTX_set_alpn_select_cb(context_.get(), choose_http1, nullptr);
  SSL_CTX_set_mode(context_.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_OFF);
}

}  // namespace portalprobe
