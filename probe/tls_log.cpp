#include "probe/tls_log.hpp"

#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <ctime>
#include <exception>
#include <memory>

#include "probe/tls_contexts.hpp"

namespace portalprobe {
namespace {

int log_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

TlsLog* log_of(const SSL* ssl) {
  return static_cast<TlsLog*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), log_index()));
}

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};

/// At most 200 bytes of a name, printable: the other side wrote it.
std::string text_of(const X509_NAME* name) {
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new(BIO_s_mem()));
  // Multi-byte characters are escaped, and so are control characters.
  if (!bio || X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_ONELINE) < 0) return {};
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  if (length <= 0) return {};
  return std::string(data, static_cast<std::size_t>(length)).substr(0, 200);
}

std::optional<WallTime> time_of(const ASN1_TIME* time) {
  tm parts{};
  if (!time || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  const time_t seconds = timegm(&parts);
  // Beyond the year 9999 (or before 1970) no text form would be read back.
  if (seconds < 0 || seconds > 253402300799) return std::nullopt;
  return WallTime(std::chrono::seconds(seconds));
}

std::string day_of(const ASN1_TIME* time) {
  const auto when = time_of(time);
  return when ? to_rfc3339(*when).substr(0, 10) : std::string();
}

}  // namespace

void TlsLog::attach(SSL_CTX* context, X509_STORE* trust, bool resumes) {
  tls_contexts::lend(context);
  SSL_CTX_set1_cert_store(context, trust);
  SSL_CTX_set_ex_data(context, log_index(), this);
  SSL_CTX_set_info_callback(context, &TlsLog::on_info);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, &TlsLog::on_verify);
  if (!resumes) SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

void TlsLog::on_info(const SSL* ssl, int where, int) {
  try {
    if (where & SSL_CB_HANDSHAKE_START) log_of(ssl)->started(ssl);
    if (where & SSL_CB_HANDSHAKE_DONE) log_of(ssl)->finished(ssl);
  } catch (const std::exception&) {
    // Out of memory for a fact: the measurement goes on without it.
  }
}

/// OpenSSL reads each record's header, then its body: seeing its reads tells when each record was complete.
/// The event that brought them may hold several records, which arrived milliseconds apart.
long TlsLog::on_bio(BIO* bio, int operation, const char*, std::size_t length, int, long, int result,
                    std::size_t* processed) {
  auto& log = *reinterpret_cast<TlsLog*>(BIO_get_callback_arg(bio));
  if (operation == BIO_CB_READ) log.sockets_.before_read(length);
  if (operation == BIO_CB_WRITE) log.sockets_.note_sending();
  if (operation == (BIO_CB_READ | BIO_CB_RETURN)) {
    if (result > 0 && processed) log.sockets_.after_read(*processed);
    return result;
  }
  return (operation & BIO_CB_RETURN) ? result : 1;
}

void TlsLog::started(const SSL* ssl) {
  sockets_.note_pending();
  if (BIO* const reads = SSL_get_rbio(ssl)) {
    BIO_set_callback_ex(reads, &TlsLog::on_bio);
    BIO_set_callback_arg(reads, reinterpret_cast<char*>(this));
  }
  const SocketLog::Socket* socket = sockets_.used();
  newest_ = socket ? socket->number : 0;
  Handshake& handshake = handshakes_[newest_];
  if (handshake.of == ssl) return;  // a renegotiation is not the handshake that we time
  handshake = {};                   // a proxy's may have been before it
  handshake.of = ssl;
}

void TlsLog::finished(const SSL* ssl) {
  Handshake& handshake = handshakes_[newest_];
  if (handshake.secured) return;
  const auto& read = sockets_.last_read();
  handshake.secured = read ? read->mark : sockets_.arrival();
  handshake.version = SSL_get_version(ssl);
  handshake.cipher = SSL_get_cipher_name(ssl);
  if (const X509* leaf = SSL_get0_peer_certificate(ssl)) {
    handshake.not_after = time_of(X509_get0_notAfter(leaf));
  }
}

const TlsLog::Handshake& TlsLog::handshake() const {
  static const Handshake kNone;
  const SocketLog::Socket* socket = sockets_.used();
  const auto it = handshakes_.find(socket ? socket->number : 0);
  return it == handshakes_.end() ? kNone : it->second;
}

int TlsLog::on_verify(int accepted, X509_STORE_CTX* context) {
  if (accepted) return 1;
  try {
    const auto* ssl =
        static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
    TlsLog& log = *log_of(ssl);
    CertificateFacts& facts = log.handshakes_[log.newest_].certificate;
    facts.error = X509_STORE_CTX_get_error(context);
    facts.depth = X509_STORE_CTX_get_error_depth(context);
    facts.sent = sk_X509_num(X509_STORE_CTX_get0_untrusted(context));
    if (X509* certificate = X509_STORE_CTX_get_current_cert(context)) {
      facts.subject = text_of(X509_get_subject_name(certificate));
      facts.issuer = text_of(X509_get_issuer_name(certificate));
      facts.not_before = day_of(X509_get0_notBefore(certificate));
      facts.not_after = day_of(X509_get0_notAfter(certificate));
    }
  } catch (const std::exception&) {
    // As above; the refusal itself stands.
  }
  return 0;
}

}  // namespace portalprobe
