#include "probe/browser/visit_recorder.hpp"

#include <nlohmann/json.hpp>

#include <utility>

#include "probe/browser/aside.hpp"
#include "probe/browser/json_values.hpp"
#include "probe/browser/visit_tab.hpp"
#include "probe/film/base64.hpp"
#include "probe/film/film_text.hpp"

namespace portalprobe {
namespace {

// As the frames of a trace, which Lighthouse looks at: their size, and the quality of their JPEG.
constexpr int kFrameEdge = 500;
constexpr int kFrameQuality = 80;
/// Text can be read, and an ordinary page is about 60 kB.
constexpr int kScreenshotQuality = 50;
constexpr std::size_t kMostScreenshot = std::size_t{2} << 20U;
/// A page that hangs gives none; it must not cost the next visit much.
constexpr microseconds kScreenshot = std::chrono::seconds(2);
/// An older frame than that is none; its time is nonsense, or the clock was set.
constexpr microseconds kOldest = std::chrono::seconds(10);

}  // namespace

VisitRecorder::VisitRecorder(VisitTab& tab, const Clock& clock, Aside& aside, Recording wanted)
    : tab_(tab), clock_(clock), aside_(aside), wanted_(wanted) {}

std::vector<ProtocolCommand> VisitRecorder::commands() const {
  if (!wanted_.film) return {};
  return {{"Page.startScreencast",
           {{"format", "jpeg"},
            {"quality", kFrameQuality},
            {"maxWidth", kFrameEdge},
            {"maxHeight", kFrameEdge}}}};
}

bool VisitRecorder::take(const std::string& method, const nlohmann::json& params) {
  if (method != "Page.screencastFrame") return false;
  // Without that the browser sends but two.
  if (const auto& id = json::at(params, "sessionId"); id.is_number_integer())
    tab_.tell("Page.screencastFrameAck", {{"sessionId", id}});
  if (auto jpeg = from_base64(json::text_at(params, "data"))) roll_.take(moment_of(params), std::move(*jpeg));
  return true;
}

/// The browser gives the moment of the frame by the time of day.
SteadyTime VisitRecorder::moment_of(const nlohmann::json& params) const {
  const SteadyTime now = clock_.steady();
  constexpr double kYear9999 = 253'402'300'799;
  const auto seconds = json::number_within(json::at(json::at(params, "metadata"), "timestamp"), 0, kYear9999);
  if (!seconds) return now;
  const WallTime shown(microseconds(static_cast<std::int64_t>(*seconds * 1e6)));
  const microseconds ago = clock_.wall() - shown;
  return ago < microseconds(0) || ago > kOldest ? now : now - ago;
}

void VisitRecorder::finish(SteadyTime zero, bool is_alive, std::function<void(VisitRecord)> finished) {
  if (wanted_.film) tab_.tell("Page.stopScreencast", nlohmann::json::object());
  if (!wanted_.screenshot || !is_alive) return end(zero, {}, finished);
  tab_.call("Page.captureScreenshot",
            {{"format", "jpeg"}, {"quality", kScreenshotQuality}, {"optimizeForSpeed", true}}, kScreenshot,
            [this, zero, finished = std::move(finished),
             alive = std::weak_ptr(alive_)](const Expected<nlohmann::json>& answer) {
              if (alive.expired()) return;
              auto jpeg = answer ? from_base64(json::text_at(*answer, "data")) : std::nullopt;
              if (jpeg && jpeg->size() > kMostScreenshot) jpeg.reset();
              end(zero, std::move(jpeg).value_or(std::string()), finished);
            });
}

void VisitRecorder::end(SteadyTime zero, std::string screenshot,
                        const std::function<void(VisitRecord)>& finished) {
  VisitRecord record;
  record.screenshot = std::move(screenshot);
  if (!wanted_.film) return finished(std::move(record));
  const auto frames = std::make_shared<std::vector<Frame>>(roll_.release());
  aside_.run(
      [frames, zero, spacing = roll_.spacing()] { return film_strip(std::move(*frames), zero, spacing); },
      alive_,
      [record = std::move(record), finished](FilmStrip strip) {
        VisitRecord whole = record;
        whole.film = std::move(strip);
        finished(std::move(whole));
      });
}

std::vector<Artifact> VisitRecord::artifacts() && {
  std::vector<Artifact> files;
  if (!screenshot.empty()) files.push_back({"screenshot.jpg", std::move(screenshot)});
  if (!film || film->frames.empty()) return files;
  files.push_back({"film/film.json", film_json(*film)});
  for (std::size_t i = 0; i < film->frames.size(); ++i) {
    StripFrame& frame = film->frames[i];
    files.push_back({"film/" + frame_file(i + 1, frame), std::move(frame.jpeg)});
  }
  return files;
}

}  // namespace portalprobe
