#pragma once

#include <pthread.h>

#include <csignal>

namespace portalprobe {

/// While it lives, the calling thread takes no signals; threads that it starts meanwhile never will. Signals
/// are for the threads that wait for them.
class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~NoSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace portalprobe
