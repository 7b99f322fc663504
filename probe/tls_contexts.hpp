#pragma once

#include <openssl/ssl.h>

#include <cstddef>

namespace portalprobe {

/// libcurl 7.88 makes an OpenSSL context for each connection and throws it away with it: 150 us of processor,
/// a third of what a whole cold connection costs without. This program defines `SSL_CTX_new` and
/// `SSL_CTX_free` in front of OpenSSL's, so that a context which was lent out is cleaned and lent again. See
/// docs/adr/0011-what-libcurl-makes-anew-is-lent-again.md.
///
/// OpenSSL's own frees (an SSL object holds two references) come by here as well: the first of a context's
/// frees takes it back, those that follow at once give up the other references.
///
/// A context serves one connection at a time and comes back as `SSL_CTX_new` had made it; one that held a
/// client's certificate is never used again. All is per thread: no lock, and nothing is handed across
/// threads.
namespace tls_contexts {

/// Says that a context is made by libcurl for a connection of ours, and may be used again once it is freed.
void lend(SSL_CTX* context);

/// What this thread's contexts have been through.
struct Counts {
  std::size_t made = 0;    ///< by OpenSSL
  std::size_t reused = 0;  ///< instead of being made
  std::size_t idle = 0;    ///< ready to be used again
};
Counts counts();

}  // namespace tls_contexts
}  // namespace portalprobe
