#include "probe/browser/interaction_run.hpp"

#include <fmt/format.h>
#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

#include "probe/browser/interaction_script.hpp"
#include "probe/browser/json_values.hpp"
#include "probe/browser/visit_tab.hpp"
#include "probe/browser/vitals_script.hpp"
#include "probe/printable.hpp"

namespace portalprobe {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr microseconds kBetweenLooks = milliseconds(50);
/// For what a page that is about to go still has to say: it may be busy.
constexpr microseconds kLastWords = seconds(3);
constexpr std::size_t kMostShown = 100;

std::string seconds_text(microseconds time) {
  return fmt::format("{:g} s", std::chrono::duration<double>(time).count());
}

}  // namespace

InteractionRun::InteractionRun(boost::asio::io_context& io, const Clock& clock, VisitTab& tab,
                               const std::vector<Interaction>& steps, InteractionRules rules)
    : clock_(clock), tab_(tab), steps_(steps), rules_(rules), limit_(io), next_look_(io), hold_(io) {}

InteractionRun::~InteractionRun() = default;

void InteractionRun::start(Done done) {
  done_ = std::move(done);
  end_ = clock_.steady() + rules_.together;
  // A tab beside others must take its input as the one in front does.
  tab_.tell("Emulation.setFocusEmulationEnabled", {{"enabled", true}});
  boost::asio::post(limit_.get_executor(), [this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) next_step();
  });
}

// ---- A step
// ----------------------------------------------------------------------------------------------------------------

void InteractionRun::next_step() {
  if (index_ == steps_.size()) return was_touched_ ? read_last() : finish();
  ++turn_;
  input_.clear();
  press_ = command_ = 0;
  last_.reset();
  step_end_ = std::min(end_, clock_.steady() + rules_.step);
  limit_.expires_at(step_end_);
  limit_.async_wait([this, turn = turn_, alive = std::weak_ptr(alive_)](auto error) {
    if (!error && !alive.expired() && turn == turn_) on_step_limit();
  });
  look();
}

void InteractionRun::look() {
  const Interaction& present = step();
  const char* const what = !present.wait_for.empty() ? "see"
                           : !present.click.empty()  ? "reach"
                           : !present.type.empty()   ? "focus"
                                                     : "ready";  // a key may be pressed wherever the focus is
  unanswered_since_ = clock_.steady();
  ask(what, present.wait_for + present.click, left(),
      [this, turn = turn_](const Expected<Sighting>& sighting) {
        if (turn != turn_) return;
        unanswered_since_.reset();
        on_sighting(sighting);
      });
}

void InteractionRun::on_sighting(const Expected<Sighting>& sighting) {
  const auto before = std::exchange(last_, sighting ? std::optional(*sighting) : std::nullopt);
  if (last_ && last_->seen == Seen::no_selector)
    return fail_step(hindrance(*last_), Outcome::content_unexpected);
  if (last_ && last_->seen == Seen::there) {
    // What still moves would be missed.
    const bool rests =
        step().click.empty() || (before && before->seen == Seen::there && before->middle == last_->middle);
    if (rests) return act(*last_);
  }
  // An element that is not there yet, or a document that is just being replaced.
  next_look_.expires_after(kBetweenLooks);
  next_look_.async_wait([this, turn = turn_, alive = std::weak_ptr(alive_)](auto error) {
    if (!error && !alive.expired() && turn == turn_) look();
  });
}

void InteractionRun::act(const Sighting& sighting) {
  const Interaction& present = step();
  if (!present.click.empty()) input_.push_back(click_commands(sighting.middle, rules_.by_finger));
  for (const auto& press : presses_for(present.type)) input_.push_back(press_commands(press));
  if (!present.press.empty()) {
    const auto press = key_press_from(present.press);
    if (!press) return fail_step(press.error().message, Outcome::content_unexpected);
    input_.push_back(press_commands(*press));
  }
  if (input_.empty()) {  // it was only waited for
    ++index_;
    return next_step();
  }
  was_touched_ = true;
  begin_press();
}

/// One press of the step's input. What the page tells of it is asked for first: see before_leaving.
void InteractionRun::begin_press() {
  command_ = 0;
  is_sent_ = false;
  is_awaited_ = true;
  leaves_ = false;
  unanswered_since_ = clock_.steady();
  const bool is_last = press_ + 1 == input_.size();
  ask_there("touched", is_last ? "last" : "", left(), [this, turn = turn_](const Expected<Sighting>& told) {
    if (turn == turn_) on_touched(told);
  });
  // Input goes another way, and could be there before the question; the next answer shows that that one is.
  ask_there("ready", "", left(), [this, turn = turn_](const auto&) {
    if (turn == turn_) send();
  });
}

void InteractionRun::send() {
  const auto& [method, params] = input_[press_][command_];
  tab_.call(method, params, left(),
            [this, turn = turn_, alive = std::weak_ptr(alive_)](const Expected<Json>&) {
              if (alive.expired() || turn != turn_) return;
              // One that is refused is told by what does not happen then: a tab that is just going elsewhere
              // refuses.
              if (++command_ < input_[press_].size()) return send();
              is_sent_ = true;
              if (is_awaited_) return ask_there("release", "", left(), [](const auto&) {});
              end_press();
            });
}

void InteractionRun::on_touched(const Expected<Sighting>& told) {
  // A document that goes without being asked for, as an empty one, takes what it knew with it.
  if (!told || !told->vitals) lost_ = step_name();
  is_awaited_ = false;
  unanswered_since_.reset();
  let_go();
  if (is_sent_) end_press();
}

void InteractionRun::end_press() {
  // Nobody presses the next key before seeing what the last one did.
  if (++press_ < input_.size()) return begin_press();
  ++index_;
  next_step();
}

// ---- What the page tells
// ---------------------------------------------------------------------------------------------------

void InteractionRun::before_leaving(std::function<void()> go) {
  leaves_ = true;
  if (!is_awaited_) return go();
  held_.push_back(std::move(go));
  hold_.expires_after(kLastWords);
  hold_.async_wait([this, alive = std::weak_ptr(alive_)](auto error) {
    if (error || alive.expired()) return;
    // The busy page goes without a word, and has shown nothing so far.
    if (unanswered_since_) times_.add_untold(to_microseconds(clock_.steady() - *unanswered_since_));
    let_go();
  });
}

void InteractionRun::let_go() {
  hold_.cancel();
  for (const auto& go : std::exchange(held_, {})) go();
}

/// Entries of the last input may have come late.
void InteractionRun::read_last() {
  ++turn_;
  limit_.cancel();
  if (leaves_) return finish();
  ask("settled", "", kLastWords, [this](const Expected<Sighting>&) { finish(); });
}

void InteractionRun::ask(const char* what, const std::string& about, microseconds timeout, Told told) {
  // The world is another one with each document; asked for by its name, the present one's comes.
  tab_.call("Page.createIsolatedWorld", {{"frameId", tab_.target()}, {"worldName", kVitalsWorld}}, timeout,
            [this, what, about, timeout, told = std::move(told),
             alive = std::weak_ptr(alive_)](const Expected<Json>& result) {
              if (alive.expired()) return;
              if (!result) return told(tl::unexpected(result.error()));
              const auto& world = json::at(*result, "executionContextId");
              if (!world.is_number_integer()) return told(fail("the page has no world for us"));
              world_ = world.get<std::int64_t>();
              ask_there(what, about, timeout, told);
            });
}

void InteractionRun::ask_there(const char* what, const std::string& about, microseconds timeout, Told told) {
  tab_.call("Runtime.callFunctionOn",
            {{"functionDeclaration", interaction_function()},
             {"executionContextId", world_},
             {"arguments", {{{"value", what}}, {{"value", about}}}},
             {"returnByValue", true},
             {"awaitPromise", true}},
            timeout,
            [this, told = std::move(told), alive = std::weak_ptr(alive_)](const Expected<Json>& result) {
              if (alive.expired()) return;
              if (!result) return told(tl::unexpected(result.error()));
              const Sighting sighting = sighting_from(json::text_at(json::at(*result, "result"), "value"));
              if (sighting.vitals) times_.take(*sighting.vitals);
              told(sighting);
            });
}

// ---- How it ends
// -----------------------------------------------------------------------------------------------------------

void InteractionRun::on_step_limit() {
  const std::string waited = seconds_text(rules_.step);
  // One that was asked just now only had no time to say again what it said before.
  const bool hangs = unanswered_since_ && clock_.steady() - *unanswered_since_ > rules_.step / 2;
  if (hangs) return fail_step("the page did not react within " + waited, Outcome::timed_out);
  std::string why = last_ ? hindrance(*last_) : "the page could not be asked";
  if (why.empty())
    why = input_.empty() ? "the element does not come to rest" : "there was not enough time for all of it";
  fail_step(fmt::format("{} (after {})", why, waited), Outcome::content_unexpected);
}

void InteractionRun::fail_step(const std::string& why, Outcome outcome) {
  ++turn_;
  limit_.cancel();
  next_look_.cancel();
  InteractionResult result{outcome, fmt::format("{}: {}", step_name(), why), times_.next_paint()};
  // What is waited for may be answered inside the done of somebody who destroys this.
  boost::asio::post(limit_.get_executor(),
                    [done = std::move(done_), result = std::move(result), alive = std::weak_ptr(alive_)] {
                      if (!alive.expired() && done) done(result);
                    });
}

void InteractionRun::finish() {
  InteractionResult result{Outcome::ok, {}, times_.next_paint()};
  if (!lost_.empty()) result.detail = lost_ + ": the page had gone before it told how long that took";
  const Done done = std::move(done_);
  done(std::move(result));
}

std::string InteractionRun::step_name() const {
  const Interaction& one = step();
  const auto named = [&](const char* what, const std::string& text) {
    return fmt::format("step {} of {} ({}: {})", index_ + 1, steps_.size(), what,
                       printable(text, kMostShown));
  };
  if (!one.click.empty()) return named("click", one.click);
  if (!one.type.empty()) return named("type", one.type);
  if (!one.press.empty()) return named("press", one.press);
  return named("wait_for", one.wait_for);
}

/// Longer than the step may take: its own limit speaks first, and knows why.
microseconds InteractionRun::left() const {
  return std::max(to_microseconds(step_end_ - clock_.steady()), microseconds(0)) + kLastWords;
}

}  // namespace portalprobe
