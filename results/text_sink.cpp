#include "results/text_sink.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace portalprobe {

bool TextSink::flush_if_full() {
  constexpr std::size_t kFull = 64U << 10U;
  return text_.size() < kFull ? error_ == 0 : flush();
}

bool TextSink::flush() {
  if (error_ == 0 && std::fwrite(text_.data(), 1, text_.size(), out_) != text_.size()) error_ = errno;
  text_.clear();
  return error_ == 0;
}

Expected<void> TextSink::finish() {
  if (flush() && std::fflush(out_) != 0) error_ = errno;
  if (error_ == 0) return {};
  return fail(fmt::format("cannot write the export: {}", std::strerror(error_)));
}

}  // namespace portalprobe
