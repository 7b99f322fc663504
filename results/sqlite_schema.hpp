#pragma once

#include <span>
#include <string>
#include <string_view>

#include "results/sqlite_db.hpp"
#include "results/store.hpp"

namespace portalprobe {

/// Marks a SQLite file as a store of ours: "pprb" in the file's header.
inline constexpr int kApplicationId = 0x70707262;

/// The statements that lead from each schema to the next; the first makes schema 1 of an empty file. Never
/// changed once released, only added to.
std::span<const std::string_view> migrations();

/// Opens a store's file, makes or migrates it where the mode allows, and sets it up for many small writes. A
/// database of another program and one of a newer schema are refused and left as they are.
Expected<Database> open_database(const std::string& path, StoreMode mode, const StoreOptions& options,
                                 std::span<const std::string_view> steps = migrations());

}  // namespace portalprobe
