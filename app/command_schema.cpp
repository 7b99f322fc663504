#include "app/commands.hpp"
#include "app/console.hpp"
#include "config/schema.hpp"

namespace portalprobe {

int run_schema() { return print_or_fail(json_schema() + "\n"); }

}  // namespace portalprobe
