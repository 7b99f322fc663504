#include "probe/visit/arrived.hpp"

#include <algorithm>
#include <utility>

namespace portalprobe {

void Arrived::settle(std::size_t row) {
  if (settled_.size() <= row) settled_.resize(row + 1);
  settled_[row] = true;
  held_up_.reset();
}

void Arrived::add_sheet(std::size_t row, Sheet sheet) {
  for (const auto& import : sheet.imports) importers_[import.row].push_back(row);
  sheets_.insert_or_assign(row, std::move(sheet));
  settle(row);
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
