#pragma once

#include "probe/self/file_descriptor.hpp"

namespace portalprobe {

/// Has the kernel hold back each connection that this process, and all that it starts from now on, wants to
/// make, until ConnectWatch has decided (seccomp's user notification, Linux 5.5); and sends what ConnectWatch
/// listens on through the socket `to_parent`. This process can gain no privileges any more.
///
/// For between fork and exec: async-signal-safe calls only. False, with errno, if the kernel does not do it.
bool hold_back_connects(int to_parent);

/// What hold_back_connects sent through the other end of that socket; none if it sent nothing.
FileDescriptor receive_connect_listener(int from_child);

}  // namespace portalprobe
