#pragma once

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/artifact.hpp"
#include "core/clock.hpp"
#include "probe/browser/emulation_commands.hpp"
#include "probe/film/film_roll.hpp"
#include "probe/film/film_strip.hpp"

namespace portalprobe {

class Aside;
class VisitTab;

/// What is to be recorded of one visit.
struct Recording {
  bool film = false;        ///< for its Speed Index; costs the page processor time
  bool screenshot = false;  ///< how it looked in the end; taken once nothing is measured any more
};

/// What a visit looked like. Absent or empty: not wanted, or the browser gave none.
struct VisitRecord {
  std::optional<FilmStrip> film;
  std::string screenshot;  ///< JPEG

  /// As files: screenshot.jpg, and film/ with its pictures and film.json.
  std::vector<Artifact> artifacts() &&;
};

/// Films a tab and takes its picture. What the browser sends is not trusted: memory is bounded, nonsense is
/// left out. The tab's thread.
class VisitRecorder {
 public:
  /// All of these outlive this.
  VisitRecorder(VisitTab& tab, const Clock& clock, Aside& aside, Recording wanted);

  /// To be carried out when the tab is opened, after all others.
  std::vector<ProtocolCommand> commands() const;
  /// True: the event was for this and nobody else.
  bool take(const std::string& method, const nlohmann::json& params);
  /// Once, when observation is over; `zero` is the navigation's begin. Answers in bounded time, unless this
  /// or the tab is destroyed before. `is_alive`: false where there is no page to take a picture of.
  void finish(SteadyTime zero, bool is_alive, std::function<void(VisitRecord)> finished);

 private:
  SteadyTime moment_of(const nlohmann::json& params) const;
  void end(SteadyTime zero, std::string screenshot, const std::function<void(VisitRecord)>& finished);

  VisitTab& tab_;
  const Clock& clock_;
  Aside& aside_;
  const Recording wanted_;
  FilmRoll roll_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace portalprobe
