#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/load.hpp"

namespace portalprobe::testing {

/// A folder of a test's own, gone with it.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "portal-probe-config-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for a test");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(const std::string& name) const { return (path_ / name).string(); }

  std::string write(const std::string& name, std::string_view text) const {
    std::ofstream file(path(name), std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    return path(name);
  }

  /// What is wrong with a file, with this folder's own name left out.
  std::vector<std::string> problems(const std::string& name, const LoadOptions& options = {}) const {
    std::vector<std::string> texts;
    const auto config = load_config(path(name), options);
    if (config) return texts;
    for (const auto& problem : config.error()) texts.push_back(without_folder(problem.text()));
    return texts;
  }

 private:
  std::string without_folder(std::string text) const {
    const std::string folder = path_.string() + "/";
    for (auto at = text.find(folder); at != text.npos; at = text.find(folder)) text.erase(at, folder.size());
    return text;
  }

  std::filesystem::path path_;
};

/// A configuration with one portal. Text that is added to it goes on in line 8: of the page where it is
/// indented by eight, of the portal by four, of the whole by none.
inline const std::string kOnePortal =
    "version: 1\n"
    "portals:\n"
    "  - id: a\n"
    "    name: A\n"
    "    pages:\n"
    "      - id: home\n"
    "        url: \"https://a.example/\"\n";

}  // namespace portalprobe::testing
