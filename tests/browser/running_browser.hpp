#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "probe/browser/browser_process.hpp"
#include "probe/browser/devtools.hpp"
#include "tests/browser/processes.hpp"
#include "tests/support/temp_dir.hpp"

namespace portalprobe::support {

/// Sets a variable of the environment for a while.
class EnvironmentVariable {
 public:
  EnvironmentVariable(const char* name, const char* value) : name_(name) {
    if (const char* const before = std::getenv(name)) before_ = before;
    ::setenv(name, value, 1);
  }
  ~EnvironmentVariable() {
    if (before_) {
      ::setenv(name_, before_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

/// A browser, or what stands in for one, with all its files below a directory of the test.
class BrowserTest : public testing::Test {
 protected:
  using Json = nlohmann::json;
  static constexpr auto kGenerous = std::chrono::seconds(120);

  void start(const BrowserOptions& options) {
    auto started = BrowserProcess::start(options);
    ASSERT_TRUE(started) << started.error().message;
    process_ = std::move(*started);
    const int to = process_->release_to_browser();
    devtools_.emplace(io_, to, process_->release_from_browser(),
                      [this](const std::string& why) { ended_ = why; });
  }

  bool run_until(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + kGenerous;
    while (!condition() && std::chrono::steady_clock::now() < deadline) {
      io_.restart();
      io_.run_one_for(std::chrono::milliseconds(20));  // what is waited for need not come by the loop
    }
    return condition();
  }
  std::string wait_for_end() {
    run_until([&] { return ended_.has_value(); });
    return ended_.value_or("has not ended");
  }
  bool is_over() const { return devtools_->has_ended(); }

  void call(const std::string& method) {
    devtools_->call("", method, Json::object(), kGenerous, [](auto) {});
  }
  /// Absent: none came, since the conversation is over.
  std::optional<Expected<Json>> answer_to(const std::string& method, const Json& params = Json::object(),
                                          const std::string& session = "") {
    std::optional<Expected<Json>> answer;
    devtools_->call(session, method, params, kGenerous, [&](Expected<Json> got) { answer = std::move(got); });
    run_until([&] { return answer.has_value() || is_over(); });
    return answer;
  }
  Json result_of(const std::string& method, const Json& params = Json::object(),
                 const std::string& session = "") {
    const auto answer = answer_to(method, params, session);
    if (!answer || !*answer) {
      ADD_FAILURE() << (answer ? answer->error().message : "no answer: " + ended_.value_or("")) << "; "
                    << process_->last_words();
      return Json::object();
    }
    return **answer;
  }

  /// No process and no file is left below this test's directory.
  bool is_clean() const {
    const auto processes = processes_with(temporary_.path().string() + "/portal-probe-browser-");
    for (const auto& one : processes) ADD_FAILURE() << "left: " << one;
    for (const auto& one : std::filesystem::directory_iterator(temporary_.path()))
      ADD_FAILURE() << "left: " << one.path();
    return processes.empty() && std::filesystem::is_empty(temporary_.path());
  }
  bool stop_leaves_nothing() {
    const pid_t group = process_->pid();
    devtools_.reset();
    process_.reset();
    return is_clean() && processes_of(group).empty();
  }

  TempDir files_;
  TempDir temporary_;
  EnvironmentVariable tmpdir_{"TMPDIR", temporary_.path().c_str()};
  boost::asio::io_context io_{1};
  std::unique_ptr<BrowserProcess> process_;
  std::optional<DevTools> devtools_;
  std::optional<std::string> ended_;
};

}  // namespace portalprobe::support
