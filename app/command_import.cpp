#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "app/commands.hpp"
#include "app/documents.hpp"
#include "app/exit_code.hpp"
#include "app/logging.hpp"
#include "app/text_file.hpp"
#include "config/csv.hpp"
#include "config/register_csv.hpp"
#include "config/register_yaml.hpp"

namespace portalprobe {

int run_portals_import(const CommonOptions&, const RegisterImportOptions& options) {
  const auto table = read_csv(options.input);
  if (!table) return explained(table.error()).value();
  const auto imported = import_register(*table);
  if (!imported) return explained(imported.error()).value();
  for (const auto& warning : imported->warnings) log_warning(warning.text());

  const std::string origin = std::filesystem::path(options.input).filename().string();
  const int code = write_text_file(options.output, register_yaml(imported->portals, origin));
  if (code == kDone) {
    const auto unverified =
        std::ranges::count_if(imported->portals, [](const Portal& portal) { return !portal.verified; });
    log_info(fmt::format(
        "{} portals written to {}; {} are not verified (`portals verify` prints the sheet for that)",
        imported->portals.size(), options.output, unverified));
  }
  return code;
}

}  // namespace portalprobe
