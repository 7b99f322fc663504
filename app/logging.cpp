#include "app/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "core/clock.hpp"
#include "results/json_text.hpp"

namespace portalprobe {
namespace {

bool as_json = false;

void log(spdlog::level::level_enum level, std::string_view sentence) {
  if (!as_json) return spdlog::log(level, sentence);
  if (!spdlog::default_logger_raw()->should_log(level)) return;
  const auto name = spdlog::level::to_string_view(level);
  std::string line = R"({"time":")" + to_rfc3339(SystemClock().wall()) + R"(","level":")";
  line.append(name.data(), name.size());
  line += R"(","message":)";
  append_json_string(line, sentence);
  spdlog::log(level, std::string_view(line += '}'));
}

}  // namespace

void set_up_logging(const std::string& level, const std::string& format, bool quiet) {
  as_json = format == "json";
  auto logger = spdlog::stderr_logger_mt("portal-probe");
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::from_str(level));
  if (quiet && logger->level() < spdlog::level::warn) logger->set_level(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
}

void log_debug(std::string_view sentence) { log(spdlog::level::debug, sentence); }
void log_info(std::string_view sentence) { log(spdlog::level::info, sentence); }
void log_warning(std::string_view sentence) { log(spdlog::level::warn, sentence); }
void log_error(std::string_view sentence) { log(spdlog::level::err, sentence); }

}  // namespace portalprobe
