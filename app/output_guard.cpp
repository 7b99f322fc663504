#include "app/output_guard.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "results/store.hpp"

namespace portalprobe {

Expected<void> check_output(const std::string& output, const std::vector<std::string>& inputs) {
  for (const auto& input : inputs) {
    std::error_code error;
    if (!output.empty() && !input.empty() && std::filesystem::equivalent(output, input, error) && !error)
      return fail(fmt::format("{} would be written over {}, which is read (right would be another name)",
                              output, input));
  }
  return {};
}

std::string file_of_store(const std::string& url) { return store_path(url).value_or(""); }

}  // namespace portalprobe
