#include "probe/tls_contexts.hpp"

#include <dlfcn.h>
#include <openssl/x509_vfy.h>

#include <cstdint>
#include <optional>
#include <unordered_set>
#include <vector>

namespace portalprobe::tls_contexts {
namespace {

/// More than that are freed: only so many connections end before others begin.
constexpr std::size_t kMostIdle = 64;

/// OpenSSL's own, which ours stand in front of.
template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

SSL_CTX* really_make(const SSL_METHOD* method) {
  static auto* const function = next<SSL_CTX*(const SSL_METHOD*)>("SSL_CTX_new");
  return function(method);
}

void really_free(SSL_CTX* context) {
  static auto* const function = next<void(SSL_CTX*)>("SSL_CTX_free");
  function(context);
}

/// What a new context is set to, by OpenSSL and by the machine's configuration of it.
struct Defaults {
  explicit Defaults(SSL_CTX* fresh)
      : options(SSL_CTX_get_options(fresh)),
        mode(SSL_CTX_get_mode(fresh)),
        cache_mode(SSL_CTX_get_session_cache_mode(fresh)),
        lowest(SSL_CTX_get_min_proto_version(fresh)),
        highest(SSL_CTX_get_max_proto_version(fresh)) {}

  std::uint64_t options;
  long mode;
  long cache_mode;
  long lowest;
  long highest;
};

/// Puts back whatever libcurl and our callbacks may have set on a context, but the client's certificate.
/// False: it cannot be put back, and the context must go.
bool clean(SSL_CTX* context, const Defaults& defaults) {
  if (SSL_CTX_get0_certificate(context) || SSL_CTX_get0_privatekey(context)) return false;
  X509_STORE* const empty = X509_STORE_new();
  if (!empty) return false;
  SSL_CTX_set_cert_store(context, empty);  // takes it over, and lets go of the trust store
  SSL_CTX_clear_options(context, SSL_CTX_get_options(context));
  SSL_CTX_set_options(context, defaults.options);
  SSL_CTX_clear_mode(context, SSL_CTX_get_mode(context));
  SSL_CTX_set_mode(context, defaults.mode);
  SSL_CTX_set_min_proto_version(context, static_cast<int>(defaults.lowest));
  SSL_CTX_set_max_proto_version(context, static_cast<int>(defaults.highest));
  SSL_CTX_set_session_cache_mode(context, defaults.cache_mode);
  SSL_CTX_sess_set_new_cb(context, nullptr);
  SSL_CTX_set_alpn_protos(context, nullptr, 0);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_post_handshake_auth(context, 0);
  SSL_CTX_set_info_callback(context, nullptr);
  SSL_CTX_set_msg_callback(context, nullptr);
  SSL_CTX_set_msg_callback_arg(context, nullptr);
  SSL_CTX_set_keylog_callback(context, nullptr);
  SSL_CTX_set_default_passwd_cb(context, nullptr);
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  return true;
}

/// Whether this thread's pool is no more: destructors that run later still free contexts.
thread_local bool ended = false;

class Pool {
 public:
  Pool() = default;
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() {
    ended = true;
    for (SSL_CTX* context : idle_) really_free(context);
  }

  SSL_CTX* make(const SSL_METHOD* method) {
    if (method == TLS_client_method() && !idle_.empty()) {
      SSL_CTX* const context = idle_.back();
      idle_.pop_back();
      ++reused_;
      return context;
    }
    ++made_;
    return really_make(method);
  }

  void lend(SSL_CTX* context) { lent_.insert(context); }

  void free(SSL_CTX* context) {
    const bool ours = lent_.erase(context) > 0;
    if (!ours || idle_.size() == kMostIdle || !defaults() || !clean(context, *defaults_)) {
      return really_free(context);
    }
    idle_.push_back(context);
  }

  Counts counts() const { return {made_, reused_, idle_.size()}; }

 private:
  const std::optional<Defaults>& defaults() {
    if (!defaults_) {
      if (SSL_CTX* const fresh = really_make(TLS_client_method())) {
        defaults_.emplace(fresh);
        really_free(fresh);
      }
    }
    return defaults_;
  }

  std::vector<SSL_CTX*> idle_;
  std::unordered_set<SSL_CTX*> lent_;
  std::optional<Defaults> defaults_;
  std::size_t made_ = 0;
  std::size_t reused_ = 0;
};

thread_local Pool pool;

}  // namespace

void lend(SSL_CTX* context) { pool.lend(context); }
Counts counts() { return pool.counts(); }

}  // namespace portalprobe::tls_contexts

// libcurl finds these instead of OpenSSL's, since a program's own definitions come first.
extern "C" {

__attribute__((visibility("default"))) SSL_CTX* SSL_CTX_new(const SSL_METHOD* method) {
  using namespace portalprobe::tls_contexts;
  return ended ? really_make(method) : pool.make(method);
}

__attribute__((visibility("default"))) void SSL_CTX_free(SSL_CTX* context) {
  using namespace portalprobe::tls_contexts;
  if (!context) return;
  ended ? really_free(context) : pool.free(context);
}
}
