#include "probe/browser/browser_trial.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <optional>
#include <utility>

#include "probe/browser/browser_process.hpp"
#include "probe/browser/devtools.hpp"

namespace portalprobe {

Expected<BrowserVersion> try_browser(microseconds patience) {
  BrowserOptions options;
  // Where connections cannot be held back no visit has a browser: it must fail here already.
  options.may_connect = [](const Destination&, const ConnectWatch::Verdict& refuse) { refuse(EACCES); };
  auto process = BrowserProcess::start(options);
  if (!process) return tl::unexpected(process.error());
  boost::asio::io_context io(1);
  std::optional<Expected<BrowserVersion>> found;
  const auto give = [&](Expected<BrowserVersion> result) {
    if (!found) found = std::move(result);
    io.stop();
  };
  {
    const int to = (*process)->release_to_browser();
    const int from = (*process)->release_from_browser();
    DevTools devtools(io, to, from, [&](const std::string& why) { give(fail(why)); });
    devtools.call("", "Browser.getVersion", nlohmann::json::object(), patience,
                  [&](const Expected<nlohmann::json>& answer) {
                    give(answer ? browser_version_from(*answer) : tl::unexpected(answer.error()));
                  });
    io.run_for(patience + std::chrono::seconds(1));
  }
  if (found && *found) return std::move(**found);
  const std::string why = found ? found->error().message : "it does not answer";
  const std::string words = (*process)->last_words();
  return fail(fmt::format("the browser does not run: {}{}", why, words.empty() ? "" : " (" + words + ")"));
}

}  // namespace portalprobe
