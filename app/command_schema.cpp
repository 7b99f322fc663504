#include "app/commands.hpp"
#include "app/console.hpp"
#include "config/schema.hpp"

namespace portalprobe {

int run_schema(const std::string& kind) { return print_or_fail(json_schema_of(kind) + "\n"); }

}  // namespace portalprobe
