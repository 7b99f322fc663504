#include "probe/film/film_text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>

namespace portalprobe {
namespace {

void append_time(std::string& out, const char* name, std::optional<microseconds> time) {
  if (time) out += fmt::format("\"{}\":{},", name, time->count());
}

}  // namespace

std::string frame_file(std::size_t place, const StripFrame& frame) {
  const auto moment = std::chrono::duration_cast<std::chrono::milliseconds>(frame.at);
  return fmt::format("{:02}-{:06}ms.jpg", place, moment.count());
}

std::string film_json(const FilmStrip& strip) {
  std::string out = "{";
  append_time(out, "speed_index_us", strip.speed_index);
  append_time(out, "first_visual_change_us", strip.first_visual_change);
  append_time(out, "visually_complete_us", strip.visually_complete);
  if (strip.spacing.count() > 0) append_time(out, "frames_at_least_apart_us", strip.spacing);
  out += fmt::format("\"frames_seen\":{},\"frames\":[", strip.seen);
  for (std::size_t i = 0; i < strip.frames.size(); ++i) {
    const StripFrame& frame = strip.frames[i];
    out += fmt::format("{}\n{{\"file\":\"{}\",\"at_us\":{},\"visual_progress\":{}}}", i == 0 ? "" : ",",
                       frame_file(i + 1, frame), frame.at.count(), frame.percent);
  }
  return out + "\n]}\n";
}

}  // namespace portalprobe
