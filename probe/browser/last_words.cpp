#include "probe/browser/last_words.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <string_view>
#include <utility>

#include "probe/printable.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kMostLine = 300;
constexpr int kMostReads = 64;  // of a program that writes faster than we read

}  // namespace

/// Our interest in the pipe, which LastWords owns.
class LastWords::Watch : public std::enable_shared_from_this<Watch> {
 public:
  Watch(boost::asio::io_context& io, int fd, LastWords& words) : descriptor_(io, fd), words_(&words) {}
  ~Watch() { forget(); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  void forget() {
    words_ = nullptr;
    if (descriptor_.is_open()) descriptor_.release();
  }
  void wait() {
    descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                           [self = shared_from_this()](auto error) {
                             if (error || !self->words_) return;
                             self->words_->read();
                             if (self->words_) self->wait();  // unless that was the end
                           });
  }

 private:
  boost::asio::posix::stream_descriptor descriptor_;
  LastWords* words_;
};

LastWords::LastWords(FileDescriptor pipe) : pipe_(std::move(pipe)) {}

LastWords::~LastWords() {
  if (watch_) watch_->forget();
}

void LastWords::read_on(boost::asio::io_context& io) {
  if (watch_ || !pipe_) return;
  watch_ = std::make_shared<Watch>(io, pipe_.get(), *this);
  watch_->wait();
}

void LastWords::stop() {
  if (watch_) watch_->forget();
  watch_.reset();
}

void LastWords::read() {
  std::array<char, kMostBytes> piece;
  for (int i = 0; i < kMostReads && pipe_; ++i) {
    const auto got = ::read(pipe_.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
      if (watch_) watch_->forget();
      pipe_ = FileDescriptor();
      return;
    }
    text_.append(piece.data(), static_cast<std::size_t>(got));
    if (text_.size() > kMostBytes) text_.erase(0, text_.size() - kMostBytes);
  }
}

std::string LastWords::line() const {
  std::string_view rest = text_;
  while (!rest.empty()) {
    const auto begin = rest.rfind('\n');
    const bool whole = begin == std::string_view::npos;
    std::string said = printable(whole ? rest : rest.substr(begin + 1), kMostLine);
    if (!said.empty()) return said;
    rest = whole ? std::string_view() : rest.substr(0, begin);
  }
  return "";
}

WordsPipe make_words_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return {FileDescriptor(), FileDescriptor()};
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

}  // namespace portalprobe
