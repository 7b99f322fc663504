#include "results/visit_folder.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

#include "results/safe_name.hpp"

namespace portalprobe {
namespace {

namespace fs = std::filesystem;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

tl::unexpected<Error> refuse(const fs::path& path, const std::string& why) {
  return fail(fmt::format("cannot write {}: {}", path.string(), why));
}

Expected<void> write_file(const fs::path& path, const std::string& bytes) {
  std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "wbx"));
  if (!file) return refuse(path, std::strerror(errno));
  if (std::fwrite(bytes.data(), 1, bytes.size(), file.get()) != bytes.size())
    return refuse(path, std::strerror(errno));
  if (std::fclose(file.release()) != 0) return refuse(path, std::strerror(errno));
  return {};
}

Expected<void> check_room(const fs::path& folder, std::uint64_t needed) {
  std::error_code error;
  const auto space = fs::space(folder, error);
  if (error || space.available >= needed) return {};  // who cannot be asked may still have room
  return fail(fmt::format("no room for files of visits in {}: {} MiB are left", folder.string(),
                          space.available >> 20U));
}

Expected<void> write_all(const fs::path& folder, std::span<const Artifact> files) {
  std::error_code error;
  for (const auto& file : files) {
    const fs::path path = folder / file.name;
    fs::create_directories(path.parent_path(), error);
    if (error) return refuse(path.parent_path(), error.message());
    if (auto written = write_file(path, file.bytes); !written) return written;
  }
  return {};
}

std::uint64_t size_of(std::span<const Artifact> files) {
  std::uint64_t bytes = 0;
  for (const auto& file : files) bytes += file.bytes.size();
  return bytes;
}

}  // namespace

fs::path artifact_folder(const std::string& store_path) { return store_path + ".artifacts"; }

fs::path sweep_folder(const fs::path& artifacts, std::string_view sweep_id) {
  return artifacts / safe_file_name(sweep_id);
}

fs::path portal_folder(const fs::path& artifacts, std::string_view sweep_id, std::string_view portal_id) {
  return sweep_folder(artifacts, sweep_id) / safe_file_name(portal_id);
}

std::string visit_name(const Sample& sample) {
  return fmt::format("r{:04}-{}-{}-{}", sample.round, to_string(sample.engine), to_string(sample.profile),
                     to_string(sample.ip_family));
}

Expected<void> write_visit(const fs::path& artifacts, const Sample& sample, std::span<const Artifact> files,
                           const WriteRules& rules) {
  if (files.empty()) return {};
  const fs::path parent =
      portal_folder(artifacts, sample.sweep_id, sample.portal_id) / safe_file_name(sample.target_id);
  const fs::path folder = parent / visit_name(sample);
  fs::path unfinished = folder;
  unfinished += kUnfinished;
  std::error_code error;
  fs::create_directories(parent, error);
  if (error) return refuse(parent, error.message());
  if (auto room = check_room(parent, size_of(files) + rules.free_bytes); !room) return room;
  // What it said of the portal is true no more: whoever is cut off now has left it unsettled.
  fs::remove(parent.parent_path() / kArtifactIndex, error);
  fs::remove_all(unfinished, error);
  auto written = write_all(unfinished, files);
  if (written) {
    fs::remove_all(folder, error);
    fs::rename(unfinished, folder, error);
    if (error) written = refuse(folder, error.message());
  }
  if (!written) fs::remove_all(unfinished, error);
  return written;
}

}  // namespace portalprobe
