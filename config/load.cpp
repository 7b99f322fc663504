#include "config/load.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <unordered_set>

#include "config/cross_checks.hpp"
#include "config/document.hpp"
#include "config/load_criterion.hpp"
#include "config/object_type.hpp"
#include "config/reader.hpp"
#include "config/source_file.hpp"
#include "config/wording.hpp"
#include "config/yaml_tree.hpp"
#include "core/sha256.hpp"

namespace portalprobe {
namespace {

constexpr std::uint64_t kMaxBytesInAll = 2 * kMaxConfigBytes;
constexpr std::size_t kMaxPortals = 100'000;

/// The file's one name, without links and detours; its name as given where it cannot be found.
std::string real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? real.get() : path;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

std::string what_it_is(const YamlNode& node) { return node.is_list() ? "a list" : "a single value"; }

class Loader {
 public:
  Loader(const std::string& path, const LoadOptions& options) : path_(path), reader_(options) {}

  tl::expected<Config, std::vector<Problem>> load() {
    reader_.enter(path_);
    seen_.insert(real_path(path_));
    std::string sha256;
    const auto tree = read(path_, sha256);
    if (!tree) {
      reader_.report(tree.error());
    } else if (!tree->root().is_map()) {
      reader_.report(tree->root(),
                     fmt::format("a configuration is a map of keys such as 'version' and 'portals', not {}",
                                 what_it_is(tree->root())));
    } else {
      read_document(tree->root(), sha256);
    }
    if (!reader_.ok()) return tl::unexpected(reader_.take_problems());
    return finished();
  }

 private:
  struct Include {
    std::string file;
    Place place;  ///< where the main file names it
  };

  tl::expected<YamlTree, Problem> read(const std::string& path, std::string& sha256) {
    auto text = read_hashed_text(path, std::min(kMaxConfigBytes, kMaxBytesInAll - bytes_));
    if (!text) return tl::unexpected(text.error());
    bytes_ += text->text.size();
    sha256 = std::move(text->sha256);
    return YamlTree::parse(path, std::move(text->text));
  }

  void read_document(const YamlNode& root, const std::string& sha256) {
    document_type().read(reader_, root, document_);
    if (!document_.portals.empty()) document_.portal_sources.push_back({path_, sha256});
    portal_places_ = id_places(reader_, root, "portals");
    portal_places_.resize(document_.portals.size());
    const Place root_place = reader_.place(root);
    for (const auto& include : includes(root)) read_portal_file(include);
    if (document_.portals.empty() && reader_.ok()) {
      reader_.report(
          root_place,
          "'portals' is missing (list portals there, or name files with portals in 'portal_files')");
    }
    if (document_.portals.size() > kMaxPortals) {
      reader_.report(root_place, fmt::format("{} portals, and at most {} are taken", document_.portals.size(),
                                             kMaxPortals));
    }
    reader_.return_to_first();
    check_across(reader_, root, document_, portal_places_, complete_);
    check_criterion();
  }

  std::vector<Include> includes(const YamlNode& root) {
    std::vector<Include> result;
    const auto list = find_key(root, "portal_files");
    if (!list || !list->is_list()) return result;
    std::size_t i = 0;
    for (const YamlNode& node : list->children()) {
      if (i >= document_.portal_files.size()) break;
      const std::string& written = document_.portal_files[i++];
      if (!written.empty()) result.push_back({beside(path_, written), reader_.place(node)});
    }
    return result;
  }

  void read_portal_file(const Include& include) {
    if (!seen_.insert(real_path(include.file)).second) {
      const bool self = real_path(include.file) == real_path(path_);
      return reader_.report(include.place,
                            fmt::format("portal file {} {}", shown_path(include.file),
                                        self ? "is this very file: an include loop" : "is named twice"));
    }
    std::string sha256;
    const auto tree = read(include.file, sha256);
    complete_ = complete_ && tree && tree->root().is_map();
    if (!tree && tree.error().line == 0) {
      return reader_.report(include.place,
                            fmt::format("portal file {} {}", shown_path(include.file), tree.error().message));
    }
    reader_.enter(include.file);
    if (!tree) return reader_.report(tree.error());
    if (!tree->root().is_map()) {
      return reader_.report(
          tree->root(),
          fmt::format("a portal file is a map with the one key 'portals', not {}", what_it_is(tree->root())));
    }
    add_portals(tree->root());
    document_.portal_sources.push_back({include.file, std::move(sha256)});
  }

  void add_portals(const YamlNode& root) {
    PortalFile file;
    portal_file_type().read(reader_, root, file);
    auto places = id_places(reader_, root, "portals");
    places.resize(file.portals.size());
    std::ranges::move(file.portals, std::back_inserter(document_.portals));
    std::ranges::move(places, std::back_inserter(portal_places_));
  }

  /// What it says is for those who judge by it; that it is right is checked before a night is spent.
  void check_criterion() {
    if (document_.criterion.empty()) return;
    const auto criterion = read_criterion(reader_, document_.criterion);
    if (criterion) document_.criterion_sha256 = criterion->sha256;
  }

  Config finished() {
    CanonicalJson json(folder_of(path_));
    document_type().show(json, document_);
    Config config = std::move(static_cast<Config&>(document_));
    config.file = path_;
    config.resolved = json.take();
    config.sha256 = sha256_hex(config.resolved);
    return config;
  }

  std::string path_;
  Reader reader_;
  ConfigDocument document_;
  std::vector<Place> portal_places_;  ///< one for each portal
  std::unordered_set<std::string> seen_;
  std::uint64_t bytes_ = 0;
  bool complete_ = true;  ///< every portal file could be read
};

}  // namespace

tl::expected<Config, std::vector<Problem>> load_config(const std::string& path, const LoadOptions& options) {
  return Loader(path, options).load();
}

}  // namespace portalprobe
