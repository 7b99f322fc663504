#include "probe/visit/arrived.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace portalprobe {

void Arrived::settle(std::size_t row, SteadyTime at) {
  if (settled_.size() <= row) {
    settled_.resize(row + 1);
    came_.resize(row + 1);
  }
  settled_[row] = true;
  came_[row] = at;
  held_up_.reset();
}

void Arrived::add_sheet(std::size_t row, Sheet sheet, SteadyTime at) {
  for (const auto& import : sheet.imports) importers_[import.row].push_back(row);
  sheets_.insert_or_assign(row, std::move(sheet));
  settle(row, at);
}

SteadyTime Arrived::came_at(std::size_t row) const {
  SteadyTime latest{};
  std::vector<std::size_t> open = {row};
  std::set<std::size_t> seen = {row};
  while (!open.empty()) {
    const std::size_t next = open.back();
    open.pop_back();
    if (next < came_.size()) latest = std::max(latest, came_[next]);
    const auto known = sheets_.find(next);
    if (known == sheets_.end()) continue;
    for (const auto& import : known->second.imports) {
      if (seen.insert(import.row).second) open.push_back(import.row);
    }
  }
  return latest;
}

const Arrived::Sheet* Arrived::sheet(std::size_t row) const {
  const auto known = sheets_.find(row);
  return known == sheets_.end() ? nullptr : &known->second;
}

bool Arrived::is_complete(std::size_t row) const {
  if (!is_settled(row)) return false;
  if (!held_up_) held_up_ = find_held_up();
  return row >= held_up_->size() || !(*held_up_)[row];
}

/// From what has not settled to whoever imports it.
std::vector<bool> Arrived::find_held_up() const {
  std::vector<bool> held_up(settled_.size());
  std::vector<std::size_t> open;
  for (const auto& [row, importers] : importers_) {
    if (!is_settled(row)) open.push_back(row);
  }
  while (!open.empty()) {
    const auto importers = importers_.find(open.back());
    open.pop_back();
    if (importers == importers_.end()) continue;
    for (const std::size_t importer : importers->second) {
      if (held_up[importer]) continue;
      held_up[importer] = true;
      open.push_back(importer);
    }
  }
  return held_up;
}

}  // namespace portalprobe
