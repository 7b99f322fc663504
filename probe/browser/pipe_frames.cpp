#include "probe/browser/pipe_frames.hpp"

#include <utility>

namespace portalprobe {

void PipeFrames::feed(std::string_view bytes) {
  for (;;) {
    const auto end = bytes.find('\0');
    take_part(bytes.substr(0, end));
    if (end == std::string_view::npos) return;
    end_message();
    bytes.remove_prefix(end + 1);
  }
}

void PipeFrames::take_part(std::string_view bytes) {
  if (too_long_) return;
  if (bytes.size() > most_bytes_ - part_.size()) {
    too_long_ = true;
    part_ = {};  // its memory as well
    return;
  }
  part_.append(bytes);
}

void PipeFrames::end_message() {
  if (too_long_) {
    ++passed_over_;
    too_long_ = false;
    return;
  }
  whole_.push_back(std::exchange(part_, {}));
}

std::optional<std::string> PipeFrames::next() {
  if (whole_.empty()) return std::nullopt;
  std::string message = std::move(whole_.front());
  whole_.pop_front();
  return message;
}

}  // namespace portalprobe
