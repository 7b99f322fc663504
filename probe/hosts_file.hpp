#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/kinds.hpp"

namespace portalprobe {

/// The names of a hosts file. Read again when the file has changed; one that is missing is empty, and of one
/// that is larger than 1 MiB only that much is read.
class HostsFile {
 public:
  explicit HostsFile(std::string path) : path_(std::move(path)) {}
  /// The addresses of `name` (lower case, without a final dot) in the file's order.
  std::vector<std::string> find(const std::string& name, IpFamily family);

 private:
  struct Stamp {
    std::uint64_t inode = 0;
    std::int64_t size = -1;
    std::int64_t changed_ns = 0;
    bool operator==(const Stamp&) const = default;
  };

  void refresh();
  void read_line(std::string_view line);

  std::string path_;
  Stamp stamp_;
  std::unordered_map<std::string, std::vector<std::string>> names_;
};

/// Whether an address in text form belongs to the family; `any` takes both.
bool is_of_family(const std::string& address, IpFamily family);

}  // namespace portalprobe
