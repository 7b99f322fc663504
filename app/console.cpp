#include "app/console.hpp"

#include <fmt/format.h>
#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "app/exit_code.hpp"
#include "app/logging.hpp"

namespace portalprobe {

bool is_terminal(int fd) { return isatty(fd) == 1; }

std::size_t terminal_width(int fd) {
  winsize size{};
  if (!is_terminal(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

bool may_decorate(int fd) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal && std::strcmp(terminal, "dumb") == 0;
  return is_terminal(fd) && !dumb && (!no_colour || *no_colour == '\0');
}

bool knows_utf8() { return std::strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

Expected<void> print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return {};
  return fail(fmt::format("the output could not be written: {}", std::strerror(errno)));
}

int refuse(std::string_view message, int code) {
  log_error(message);
  return code;
}

int print_or_fail(std::string_view text) {
  const auto printed = print(text);
  return printed ? kDone : refuse(printed.error().message, kStoreFailed);
}

}  // namespace portalprobe
