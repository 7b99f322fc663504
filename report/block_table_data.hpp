#pragma once

#include "core/block_table.hpp"
#include "core/language.hpp"
#include "report/data_table.hpp"

namespace portalprobe {

/// Blocks as a table for spreadsheets: what `block_table_text` shows, and the mean of each criteria group.
DataTable block_table_data(const BlockTable& table, Language language);

}  // namespace portalprobe
