#include "app/text_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "app/console.hpp"
#include "app/exit_code.hpp"
#include "results/output_file.hpp"

namespace portalprobe {

int write_text_file(const std::string& path, std::string_view text) {
  auto file = OutputFile::create(path);
  if (!file) return refuse(file.error().message, kStoreFailed);
  if (std::fwrite(text.data(), 1, text.size(), file->stream()) != text.size()) {
    return refuse(fmt::format("{}: could not be written: {}", path, std::strerror(errno)), kStoreFailed);
  }
  const auto committed = file->commit();
  return committed ? static_cast<int>(kDone) : refuse(committed.error().message, kStoreFailed);
}

}  // namespace portalprobe
