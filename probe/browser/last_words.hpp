#pragma once

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <string>

#include "probe/self/file_descriptor.hpp"

namespace portalprobe {

/// Keeps the end of what a program writes to a pipe, and never makes the program wait: what does not fit into
/// the pipe while nobody reads is lost. One thread.
class LastWords {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{4} << 10U;

  /// `pipe`: the end to read.
  explicit LastWords(FileDescriptor pipe);
  ~LastWords();
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;

  /// Reads what has come; never blocks.
  void read();
  /// Reads by itself from now on, as it comes. `io` outlives this.
  void read_on(boost::asio::io_context& io);
  /// No longer by itself: from now on this may be another thread's.
  void stop();
  /// The last that was read, at most kMostBytes.
  const std::string& text() const { return text_; }
  /// The last line that is not blank, printable; empty: there is none.
  std::string line() const;

 private:
  class Watch;

  FileDescriptor pipe_;
  std::string text_;
  std::shared_ptr<Watch> watch_;
};

/// A pipe for LastWords: neither end blocks.
struct WordsPipe {
  FileDescriptor read_end;  ///< none: there could be no pipe
  FileDescriptor write_end;
};
WordsPipe make_words_pipe();

}  // namespace portalprobe
