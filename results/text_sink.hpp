#pragma once

#include <cstdio>
#include <string>

#include "core/expected.hpp"

namespace portalprobe {

/// Collects text for a stream and hands it over in large pieces.
class TextSink {
 public:
  /// `out` outlives this.
  explicit TextSink(std::FILE* out) : out_(out) {}

  /// To append to; afterwards `flush_if_full`.
  std::string& text() { return text_; }
  /// False: the stream did not take it, and nothing more needs to be tried.
  bool flush_if_full();
  bool flush();
  /// To the end of the stream, or why it was not taken.
  Expected<void> finish();

 private:
  std::FILE* out_;
  std::string text_;
  int error_ = 0;
};

}  // namespace portalprobe
