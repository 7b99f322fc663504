#include "tests/support/tls_server.hpp"

#include <string_view>

#include "tests/support/openssl_handles.hpp"

namespace portalprobe::support {
namespace {

int native_version(TlsVersion version) {
  switch (version) {
    case TlsVersion::tls1_0:
      return TLS1_VERSION;
    case TlsVersion::tls1_1:
      return TLS1_1_VERSION;
    case TlsVersion::tls1_2:
      return TLS1_2_VERSION;
    case TlsVersion::tls1_3:
      return TLS1_3_VERSION;
    case TlsVersion::any:
      break;
  }
  return 0;
}

bool obsolete(TlsVersion version) { return version == TlsVersion::tls1_0 || version == TlsVersion::tls1_1; }

void set_versions(SSL_CTX* context, const TlsOptions& options) {
  require(SSL_CTX_set_min_proto_version(context, native_version(options.lowest)) == 1,
          "the lowest TLS version");
  require(SSL_CTX_set_max_proto_version(context, native_version(options.highest)) == 1,
          "the highest TLS version");
  // OpenSSL 3 offers the old versions at security level 0 only.
  if (obsolete(options.lowest) || obsolete(options.highest)) SSL_CTX_set_security_level(context, 0);
}

void set_identity(SSL_CTX* context, const TlsIdentity& identity) {
  const BioPtr chain = reading(identity.chain_pem);
  const X509Ptr leaf(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
  require(leaf && SSL_CTX_use_certificate(context, leaf.get()) == 1, "the server's certificate");
  while (X509* next = PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr))
    SSL_CTX_add0_chain_cert(context, next);
  ERR_clear_error();  // the end of the text
  const KeyPtr key(PEM_read_bio_PrivateKey(reading(identity.key_pem).get(), nullptr, nullptr, nullptr));
  require(key && SSL_CTX_use_PrivateKey(context, key.get()) == 1, "the server's key");
}

void require_client_certificate(SSL_CTX* context, const std::string& authority_pem) {
  const X509Ptr authority(PEM_read_bio_X509(reading(authority_pem).get(), nullptr, nullptr, nullptr));
  require(authority != nullptr, "the clients' authority");
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get());
  SSL_CTX_add_client_CA(context, authority.get());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

/// Like most servers: http/1.1 if it is offered, no word otherwise.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int size, void*) noexcept {
  static constexpr unsigned char kHttp11[] = "\x08http/1.1";
  unsigned char* match = nullptr;
  const int result = SSL_select_next_proto(&match, chosen_size, kHttp11, sizeof kHttp11 - 1, offered, size);
  *chosen = match;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

TlsContext::TlsContext(const TlsOptions& options)
    : options_(options), context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
  SSL_CTX* context = context_.get();
  require(context != nullptr, "SSL_CTX_new");
  set_versions(context, options);
  if (options.handshake == Handshake::complete) set_identity(context, options.identity);
  if (!options.client_authority_pem.empty())
    require_client_certificate(context, options.client_authority_pem);
  static constexpr std::string_view kSessions = "loopback";
  SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(kSessions.data()),
                                 kSessions.size());
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

}  // namespace portalprobe::support
