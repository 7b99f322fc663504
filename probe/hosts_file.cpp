#include "probe/hosts_file.hpp"

#include <arpa/inet.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

namespace portalprobe {
namespace {

constexpr std::streamsize kMaxFile = 1 << 20;
constexpr std::string_view kBlank = " \t\r\f\v";

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

/// The next word of `rest`; empty at its end.
std::string_view take_word(std::string_view& rest) {
  const auto from = std::min(rest.find_first_not_of(kBlank), rest.size());
  rest.remove_prefix(from);
  const auto word = rest.substr(0, rest.find_first_of(kBlank));
  rest.remove_prefix(word.size());
  return word;
}

}  // namespace

bool is_of_family(const std::string& address, IpFamily family) {
  unsigned char buffer[sizeof(in6_addr)];
  const bool v4 = family != IpFamily::ipv6 && inet_pton(AF_INET, address.c_str(), buffer) == 1;
  return v4 || (family != IpFamily::ipv4 && inet_pton(AF_INET6, address.c_str(), buffer) == 1);
}

void HostsFile::read_line(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const std::string address(take_word(line));
  if (!is_of_family(address, IpFamily::any)) return;
  for (auto word = take_word(line); !word.empty(); word = take_word(line))
    names_[lower(word)].push_back(address);
}

void HostsFile::refresh() {
  Stamp now;
  struct stat status {};
  if (::stat(path_.c_str(), &status) == 0) {
    now = {status.st_ino, status.st_size, status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
  }
  if (now == stamp_) return;
  stamp_ = now;
  names_.clear();
  if (now.size < 0) return;
  std::string text(static_cast<std::size_t>(std::min<std::int64_t>(now.size, kMaxFile)), '\0');
  std::ifstream file(path_, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  for (std::string_view rest = text; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    read_line(line);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
}

std::vector<std::string> HostsFile::find(const std::string& name, IpFamily family) {
  refresh();
  std::vector<std::string> found;
  const auto entry = names_.find(name);
  if (entry == names_.end()) return found;
  for (const auto& address : entry->second) {
    if (is_of_family(address, family)) found.push_back(address);
  }
  return found;
}

}  // namespace portalprobe
