#include "probe/browser/devtools.hpp"

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "probe/browser/pipe_frames.hpp"
#include "probe/browser/protocol_message.hpp"
#include "probe/self/file_descriptor.hpp"

namespace portalprobe {
namespace {

/// Read at once, and so the most work in one turn of the loop, but for a long answer.
constexpr std::size_t kPiece = std::size_t{64} << 10U;
/// A buffer that has grown larger is given back.
constexpr std::size_t kKeptBuffer = std::size_t{1} << 20U;

/// Of commands whose answers nobody waits for. Calls are counted from 1.
constexpr std::uint64_t kNobodys = 0;

using Error_ = boost::system::error_code;

/// As `Json::dump`, for whatever the strings hold.
std::string to_text(std::uint64_t id, const std::string& session, const std::string& method,
                    const nlohmann::json& params) {
  nlohmann::json message = {{"id", id}, {"method", method}};
  if (!session.empty()) message["sessionId"] = session;
  if (params.is_object()) message["params"] = params;
  return message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

/// Kept alive by the handlers that are under way, whose buffers it holds; `closed` once its DevTools is gone.
struct DevTools::State : std::enable_shared_from_this<State> {
  struct Call {
    std::string method;
    Answer answer;
    SteadyTime deadline;
  };

  State(boost::asio::io_context& loop, Ended told)
      : io(loop), to(loop), from(loop), timer(loop), ended(std::move(told)) {}

  void take_over(FileDescriptor to_browser, FileDescriptor from_browser);
  void call(const std::string& session, const std::string& method, const Json& params, microseconds timeout,
            Answer answer);
  bool send(const std::string& text);
  void close();

  void read_more();
  void on_read(Error_ error, std::size_t bytes);
  void take(ProtocolMessage message);
  void write_more();
  void on_written(Error_ error);
  void watch_deadlines();
  void on_deadline();
  void settle(std::uint64_t id, Expected<Json> answer);
  std::optional<Call> forget(std::uint64_t id);
  void hang_up();
  void end(const std::string& why);
  bool is_over() const { return over || closed; }

  boost::asio::io_context& io;
  boost::asio::local::stream_protocol::socket to;
  boost::asio::posix::stream_descriptor from;
  boost::asio::steady_timer timer;
  std::optional<SteadyTime> timer_at;  ///< while it runs
  Ended ended;
  std::array<char, kPiece> piece;
  PipeFrames frames;
  std::string unwritten;
  std::string being_written;
  bool writing = false;
  std::uint64_t next_id = 1;
  std::map<std::uint64_t, Call> calls;
  std::set<std::pair<SteadyTime, std::uint64_t>> deadlines;
  std::map<std::string, std::shared_ptr<const Event>> listeners;
  std::uint64_t useless = 0;
  bool over = false;
  bool closed = false;
};

DevTools::DevTools(boost::asio::io_context& io, int to_browser, int from_browser, Ended ended)
    : state_(std::make_shared<State>(io, std::move(ended))) {
  state_->take_over(FileDescriptor(to_browser), FileDescriptor(from_browser));
}

DevTools::~DevTools() { state_->close(); }

void DevTools::call(const std::string& session, const std::string& method, const Json& params,
                    microseconds timeout, Answer answer) {
  state_->call(session, method, params, timeout, std::move(answer));
}

bool DevTools::tell(const std::string& session, const std::string& method, const Json& params) {
  return state_->is_over() || state_->send(to_text(kNobodys, session, method, params));
}

void DevTools::listen(const std::string& session, Event event) {
  if (event) {
    state_->listeners[session] = std::make_shared<const Event>(std::move(event));
  } else {
    state_->listeners.erase(session);
  }
}

bool DevTools::has_ended() const { return state_->over; }

std::uint64_t DevTools::left_out() const { return state_->useless + state_->frames.passed_over(); }

// ---- Begin and end
// ------------------------------------------------------------------------------------

void DevTools::State::take_over(FileDescriptor to_browser, FileDescriptor from_browser) {
  to.assign({}, to_browser.get());
  to_browser.release();
  from.assign(from_browser.get());
  from_browser.release();
  read_more();
}

void DevTools::State::close() {
  closed = true;
  hang_up();
  ended = nullptr;
  // What the functions hold may go with them, and ask us something on its way.
  const auto answers = std::exchange(calls, {});
  const auto events = std::exchange(listeners, {});
}

void DevTools::State::hang_up() {
  Error_ ignored;
  to.close(ignored);
  from.close(ignored);
  timer.cancel();
  deadlines.clear();
}

void DevTools::State::end(const std::string& why) {
  if (is_over()) return;
  over = true;
  hang_up();
  listeners.clear();
  while (!calls.empty() && !closed) {
    const Call call = std::move(calls.extract(calls.begin()).mapped());
    call.answer(fail(fmt::format("{}: {}", call.method, why)));
  }
  if (closed) return;
  const Ended told = std::exchange(ended, nullptr);
  if (told) told(why);
}

// ---- Calls
// --------------------------------------------------------------------------------------------

void DevTools::State::call(const std::string& session, const std::string& method, const Json& params,
                           microseconds timeout, Answer answer) {
  if (is_over()) return;
  const std::uint64_t id = next_id++;
  const std::string text = to_text(id, session, method, params);
  const bool too_many = calls.size() >= kMostCalls;
  const auto most = std::clamp(timeout, microseconds(0), kLongestTimeout);
  const SteadyTime deadline = std::chrono::steady_clock::now() + most;
  calls.emplace(id, Call{method, std::move(answer), deadline});
  if (too_many || !send(text)) {
    boost::asio::post(io, [self = shared_from_this(), id, too_many] {
      self->settle(id, fail(too_many ? "too many calls wait for their answers"
                                     : "too much waits to be read by the browser"));
    });
    return;
  }
  deadlines.emplace(deadline, id);
  watch_deadlines();
}

/// False: the browser does not read what waits already.
bool DevTools::State::send(const std::string& text) {
  const std::size_t waiting = std::min(kMostUnwritten, unwritten.size() + being_written.size());
  if (text.size() + 1 > kMostUnwritten - waiting) return false;
  unwritten += text;
  unwritten += '\0';
  write_more();
  return true;
}

std::optional<DevTools::State::Call> DevTools::State::forget(std::uint64_t id) {
  auto node = calls.extract(id);
  if (node.empty()) return std::nullopt;
  deadlines.erase({node.mapped().deadline, id});
  return std::move(node.mapped());
}

void DevTools::State::settle(std::uint64_t id, Expected<Json> answer) {
  if (is_over()) return;
  const auto call = forget(id);
  if (!call) {
    ++useless;  // never asked for, or too late
    return;
  }
  if (!answer) answer = fail(fmt::format("{}: {}", call->method, answer.error().message));
  call->answer(std::move(answer));
}

void DevTools::State::watch_deadlines() {
  if (is_over() || deadlines.empty()) return;
  const SteadyTime next = deadlines.begin()->first;
  if (timer_at && *timer_at <= next) return;  // comes first, and looks again
  timer_at = next;
  timer.expires_at(next);
  timer.async_wait([self = shared_from_this()](Error_ error) {
    if (error == boost::asio::error::operation_aborted || self->is_over()) return;
    self->on_deadline();
  });
}

void DevTools::State::on_deadline() {
  timer_at.reset();
  const SteadyTime now = std::chrono::steady_clock::now();
  while (!is_over() && !deadlines.empty() && deadlines.begin()->first <= now) {
    settle(deadlines.begin()->second, fail("no answer in time"));
  }
  watch_deadlines();
}

// ---- Writing and reading
// ------------------------------------------------------------------------------

void DevTools::State::write_more() {
  if (writing || unwritten.empty() || is_over()) return;
  writing = true;
  std::swap(being_written, unwritten);
  boost::asio::async_write(
      to, boost::asio::buffer(being_written),
      [self = shared_from_this()](Error_ error, std::size_t) { self->on_written(error); });
}

void DevTools::State::on_written(Error_ error) {
  writing = false;
  being_written.clear();
  if (being_written.capacity() > kKeptBuffer) being_written.shrink_to_fit();
  if (is_over()) return;
  if (error) return end("the browser does not listen any more: " + error.message());
  write_more();
}

void DevTools::State::read_more() {
  from.async_read_some(
      boost::asio::buffer(piece),
      [self = shared_from_this()](Error_ error, std::size_t bytes) { self->on_read(error, bytes); });
}

void DevTools::State::on_read(Error_ error, std::size_t bytes) {
  if (is_over()) return;
  if (error == boost::asio::error::eof) return end("the browser has gone");
  if (error) return end("the browser has gone: " + error.message());
  frames.feed({piece.data(), bytes});
  while (auto text = frames.next()) {
    auto message = read_protocol_message(std::move(*text));
    if (!message) return end(message.error().message);
    take(std::move(*message));
    if (is_over()) return;
  }
  read_more();
}

void DevTools::State::take(ProtocolMessage message) {
  if (message.id == kNobodys) return;
  if (message.id) {
    settle(*message.id, message.error ? Expected<Json>(tl::unexpected(std::move(*message.error)))
                                      : Expected<Json>(std::move(message.body)));
    return;
  }
  const auto it = listeners.find(message.session);
  if (message.method.empty() || it == listeners.end()) {
    ++useless;
    return;
  }
  const auto listener = it->second;  // may be replaced by what it does
  (*listener)(message.method, message.body);
}

}  // namespace portalprobe
