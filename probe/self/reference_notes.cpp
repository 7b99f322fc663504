#include "probe/self/reference_notes.hpp"

namespace portalprobe {
namespace {

std::uint32_t key_of(const ReferencePeer& peer) { return (peer.tls ? 1U << 16U : 0U) | peer.port; }

}  // namespace

void ReferenceNotebook::put(const ReferencePeer& peer, const ReferenceNotes& notes) {
  const std::lock_guard lock(mutex_);
  notes_[key_of(peer)] = notes;
}

std::optional<ReferenceNotes> ReferenceNotebook::take(const ReferencePeer& peer) {
  // Whoever measures does not wait for a thread that may have lost its processor: later is early enough.
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return std::nullopt;
  const auto node = notes_.extract(key_of(peer));
  if (!node) return std::nullopt;
  return node.mapped();
}

}  // namespace portalprobe
