#include "config/source_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "config/duration.hpp"
#include "core/sha256.hpp"
#include "core/utf8.hpp"

namespace portalprobe {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string reason(int error) { return fmt::format("cannot be read: {}", std::strerror(error)); }

// O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
int open_to_read(const std::string& path) {
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

/// Says why the open file is no regular one; empty: it is, and `size` is set.
std::string why_not_regular(int fd, std::uint64_t& size) {
  struct stat facts {};
  if (::fstat(fd, &facts) != 0) return reason(errno);
  if (S_ISDIR(facts.st_mode)) return "is a folder, not a file";
  if (!S_ISREG(facts.st_mode)) return "is not a regular file";
  size = static_cast<std::uint64_t>(facts.st_size);
  return {};
}

/// Reads to the end. A file that grows meanwhile ends at the limit.
tl::expected<std::string, std::string> read_all(int fd, std::uint64_t size, std::uint64_t limit) {
  std::string text;
  text.reserve(static_cast<std::size_t>(size) + 1);
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::unexpected(reason(errno));
    if (got == 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > limit) return tl::unexpected(fmt::format("is larger than {}", format_size(limit)));
  }
}

Problem at_offset(const std::string& path, const std::string& text, std::size_t offset, std::string message) {
  Problem problem{path, 1, 1, std::move(message)};
  for (std::size_t i = 0; i < offset; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\n') {
      ++problem.line;
      problem.column = 1;
    } else if ((byte & 0xC0U) != 0x80U) {
      ++problem.column;
    }
  }
  return problem;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

bool is_utf16(const std::string& text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

/// `sha256` is of all bytes; null where nobody asks.
tl::expected<std::string, Problem> read_checked(const std::string& path, std::uint64_t limit,
                                                std::string* sha256) {
  const auto refuse = [&path](std::string why) {
    return tl::unexpected(Problem{path, 0, 0, std::move(why)});
  };
  const Descriptor file(open_to_read(path));
  if (file.get() < 0) return refuse(reason(errno));
  std::uint64_t size = 0;
  if (const auto why = why_not_regular(file.get(), size); !why.empty()) return refuse(why);
  if (size > limit) {
    return refuse(fmt::format("has {} bytes, and at most {} are read", size, format_size(limit)));
  }
  auto text = read_all(file.get(), size, limit);
  if (!text) return refuse(text.error());
  if (is_utf16(*text)) return refuse("is UTF-16 (save it as UTF-8)");
  if (text->find('\0') != std::string::npos) return refuse("is a binary file, not text (it has a NUL byte)");
  if (const auto bad = first_invalid_utf8(*text)) {
    return tl::unexpected(at_offset(path, *text, *bad, "is not UTF-8 here (save the file as UTF-8)"));
  }
  if (sha256 != nullptr) *sha256 = sha256_hex(*text);
  if (text->starts_with("\xEF\xBB\xBF")) text->erase(0, 3);
  const auto control = std::ranges::find_if(*text, is_control);
  if (control != text->end()) {
    const auto offset = static_cast<std::size_t>(control - text->begin());
    const unsigned code = static_cast<unsigned char>(*control);
    return tl::unexpected(
        at_offset(path, *text, offset, fmt::format("control character 0x{:02x} (leave it out)", code)));
  }
  return std::move(*text);
}

}  // namespace

std::string beside(const std::string& file, const std::string& path) {
  if (path.starts_with('/')) return path;
  const auto slash = file.rfind('/');
  return slash == std::string::npos ? path : file.substr(0, slash + 1) + path;
}

std::string why_unreadable(const std::string& path) {
  const Descriptor file(open_to_read(path));
  if (file.get() < 0) return reason(errno);
  std::uint64_t size = 0;
  return why_not_regular(file.get(), size);
}

tl::expected<std::string, Problem> read_text_file(const std::string& path, std::uint64_t limit) {
  return read_checked(path, limit, nullptr);
}

tl::expected<HashedText, Problem> read_hashed_text(const std::string& path, std::uint64_t limit) {
  HashedText result;
  auto text = read_checked(path, limit, &result.sha256);
  if (!text) return tl::unexpected(std::move(text.error()));
  result.text = std::move(*text);
  return result;
}

}  // namespace portalprobe
