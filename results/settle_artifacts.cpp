#include "results/settle_artifacts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <tuple>
#include <vector>

#include "core/sha256.hpp"
#include "results/artifact_choice.hpp"
#include "results/safe_name.hpp"
#include "results/store.hpp"
#include "results/visit_folder.hpp"

namespace portalprobe {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// What visits are compared with each other.
using SeriesKey = std::tuple<std::string, EngineKind, Profile, IpFamily>;  // target first

struct Visit {
  RankedVisit ranked;
  Outcome outcome = Outcome::ok;
  fs::path folder;  ///< in the portal's
};
using Visits = std::map<SeriesKey, std::vector<Visit>>;

struct Kept {
  const SeriesKey* series;
  const Visit* visit;
  std::optional<ChosenVisit> chosen;
};

/// One portal of one sweep.
class PortalSettlement {
 public:
  PortalSettlement(fs::path folder, std::string sweep_id, std::string portal_id)
      : folder_(std::move(folder)), sweep_id_(std::move(sweep_id)), portal_id_(std::move(portal_id)) {}

  void add(const Sample& sample) {
    const SeriesKey key{sample.target_id, sample.engine, sample.profile, sample.ip_family};
    Visit visit{ranked_visit(sample), sample.outcome,
                fs::path(safe_file_name(sample.target_id)) / visit_name(sample)};
    std::error_code error;
    visit.ranked.has_files = fs::is_directory(folder_ / visit.folder, error);
    visits_[key].push_back(std::move(visit));
  }

  Expected<SettledArtifacts> settle(KeptArtifacts kept) {
    const auto chosen = choose(kept);
    std::error_code error;
    fs::remove(folder_ / kArtifactIndex, error);
    remove_others(chosen);
    if (chosen.empty()) {
      fs::remove_all(folder_, error);
      return SettledArtifacts{};
    }
    return write_index(chosen);
  }

 private:
  std::vector<Kept> choose(KeptArtifacts kept) const {
    std::vector<Kept> all;
    for (const auto& [series, visits] : visits_) {
      if (kept == KeptArtifacts::all) {
        for (const auto& visit : visits) {
          if (visit.ranked.has_files) all.push_back({&series, &visit, std::nullopt});
        }
      } else if (kept == KeptArtifacts::worst_and_median) {
        std::vector<RankedVisit> ranked;
        for (const auto& visit : visits) ranked.push_back(visit.ranked);
        for (const auto& chosen : choose_visits(ranked))
          all.push_back({&series, &visits[chosen.index], chosen});
      }
    }
    return all;
  }

  void remove_others(const std::vector<Kept>& chosen) const {
    std::set<fs::path> stays;
    for (const auto& one : chosen) stays.insert(folder_ / one.visit->folder);
    std::error_code error;
    std::vector<fs::path> goes;
    for (const auto& target : fs::directory_iterator(folder_, error)) {
      bool any = false;
      for (const auto& visit : fs::directory_iterator(target.path(), error)) {
        if (stays.count(visit.path()) == 0) {
          goes.push_back(visit.path());
        } else {
          any = true;
        }
      }
      if (!any) goes.push_back(target.path());
    }
    for (const auto& path : goes) fs::remove_all(path, error);
  }

  Json describe(const Kept& kept, SettledArtifacts& sums) const {
    const auto& [target, engine, profile, family] = *kept.series;
    const Visit& visit = *kept.visit;
    Json json = {{"target_id", target},
                 {"round", visit.ranked.round},
                 {"engine", to_string(engine)},
                 {"profile", to_string(profile)},
                 {"ip_family", to_string(family)},
                 {"outcome", to_string(visit.outcome)}};
    if (visit.ranked.value)
      json[engine == EngineKind::film ? "speed_index_us" : "compared_by_us"] = visit.ranked.value->count();
    if (kept.chosen) {
      json["kept_as"] = Json::array();
      if (kept.chosen->is_worst) json["kept_as"].push_back("worst");
      if (kept.chosen->is_median) json["kept_as"].push_back("median");
      json["rank"] = kept.chosen->rank;
      json["of"] = kept.chosen->of;
    }
    json["files"] = files_in(visit.folder, sums);
    ++sums.visits;
    return json;
  }

  Json files_in(const fs::path& visit, SettledArtifacts& sums) const {
    std::vector<fs::path> paths;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / visit, error)) {
      if (entry.is_regular_file(error)) paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    Json files = Json::array();
    for (const auto& path : paths) {
      std::ifstream file(path, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      files.push_back({{"file", path.lexically_relative(folder_).generic_string()},
                       {"bytes", bytes.size()},
                       {"sha256", sha256_hex(bytes)}});
      sums.bytes += bytes.size();
    }
    return files;
  }

  Expected<SettledArtifacts> write_index(const std::vector<Kept>& chosen) const {
    SettledArtifacts sums;
    Json index = {
        {"version", 1}, {"sweep_id", sweep_id_}, {"portal_id", portal_id_}, {"visits", Json::array()}};
    for (const auto& kept : chosen) index["visits"].push_back(describe(kept, sums));
    const std::string text = index.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    const fs::path path = folder_ / kArtifactIndex;
    fs::path unfinished = path;
    unfinished += kUnfinished;
    std::ofstream file(unfinished, std::ios::binary);
    file << text;
    file.close();
    std::error_code error;
    if (file.good()) fs::rename(unfinished, path, error);
    if (!file.good() || error) {
      fs::remove(unfinished, error);
      return fail(fmt::format("cannot write {}", path.string()));
    }
    sums.bytes += text.size();
    return sums;
  }

  fs::path folder_;
  std::string sweep_id_;
  std::string portal_id_;
  Visits visits_;
};

/// Of portals that have no samples: a run was cut off before the first of them was stored.
void remove_unindexed(const fs::path& sweep) {
  std::vector<fs::path> goes;
  std::error_code error;
  for (const auto& portal : fs::directory_iterator(sweep, error)) {
    if (!fs::exists(portal.path() / kArtifactIndex, error)) goes.push_back(portal.path());
  }
  for (const auto& path : goes) fs::remove_all(path, error);
}

bool has_visits(const fs::path& portal) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(portal, error)) {
    if (entry.is_directory(error)) return true;
  }
  return false;
}

}  // namespace

Expected<SettledArtifacts> settle_artifacts(Store& store, const std::string& sweep_id,
                                            const fs::path& artifacts, KeptArtifacts kept,
                                            const PortalFilter& is_ours) {
  std::error_code error;
  const fs::path folder = sweep_folder(artifacts, sweep_id);
  if (!fs::is_directory(folder, error)) return SettledArtifacts{};
  std::map<std::string, PortalSettlement> portals;
  const auto visited = store.for_each_sample(sweep_id, [&](const Sample& sample) {
    if (!needs_browser(sample.engine) || (is_ours && !is_ours(sample.portal_id))) return true;
    auto [place, added] = portals.try_emplace(
        sample.portal_id, portal_folder(artifacts, sweep_id, sample.portal_id), sweep_id, sample.portal_id);
    place->second.add(sample);
    return true;
  });
  if (!visited) return tl::unexpected(visited.error());
  SettledArtifacts all;
  for (auto& [id, portal] : portals) {
    if (!fs::is_directory(portal_folder(artifacts, sweep_id, id), error)) continue;
    const auto settled = portal.settle(kept);
    if (!settled) return settled;
    all.visits += settled->visits;
    all.bytes += settled->bytes;
  }
  if (!is_ours) remove_unindexed(folder);
  fs::remove(folder, error);  // where nothing was kept
  return all;
}

bool is_unsettled(const fs::path& artifacts, const std::string& sweep_id) {
  std::error_code error;
  for (const auto& portal : fs::directory_iterator(sweep_folder(artifacts, sweep_id), error)) {
    if (!fs::exists(portal.path() / kArtifactIndex, error) && has_visits(portal.path())) return true;
  }
  return false;
}

}  // namespace portalprobe
