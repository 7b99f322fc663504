#include "probe/browser/connect_watch.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "probe/browser/child_process.hpp"
#include "probe/browser/find_browser.hpp"
#include "probe/browser/last_words.hpp"

namespace portalprobe {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
constexpr microseconds kGenerous = 120s;

/// Somebody listens on an address of this machine.
class Listening {
 public:
  explicit Listening(const char* address, int type = SOCK_STREAM) : socket_(::socket(AF_INET, type, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    ::inet_pton(AF_INET, address, &at.sin_addr);
    socklen_t length = sizeof at;
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&at), length), 0);
    if (type == SOCK_STREAM) {
      EXPECT_EQ(::listen(socket_.get(), 8), 0);
    }
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&at), &length);
    port_ = ntohs(at.sin_port);
  }
  std::uint16_t port() const { return port_; }
  /// Whether anything has come.
  bool was_reached() const {
    pollfd something{socket_.get(), POLLIN, 0};
    return ::poll(&something, 1, 0) == 1;
  }

 private:
  FileDescriptor socket_;
  std::uint16_t port_ = 0;
};

/// A script of Python's whose connections are decided by `judge`; what it wrote to its standard error.
class ConnectWatchTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!find_program("python3")) GTEST_SKIP() << "python3 is missing";
  }

  void start(const std::string& script, const ConnectWatch::Judge& judge) {
    WordsPipe pipe = make_words_pipe();
    ChildRequest request;
    request.program = *find_program("python3");
    request.arguments = {
        "-c",
        "import errno, socket, sys, subprocess\n"
        "def say(text): sys.stderr.write(text + '\\n')\n"
        "def connect(address, port, family=socket.AF_INET, kind=socket.SOCK_STREAM):\n"
        "  try:\n"
        "    with socket.socket(family, kind) as s: s.connect((address, port)); say('connected')\n"
        "  except OSError as e: say(errno.errorcode[e.errno])\n" +
            script};
    request.environment = {"PATH=/usr/bin:/bin"};
    request.directory = "/tmp";
    request.error_output = pipe.write_end.get();
    request.hold_back_connects = true;
    words_.emplace(std::move(pipe.read_end));
    auto child = ChildProcess::start(request);
    ASSERT_TRUE(child) << child.error().message;
    child_.emplace(std::move(*child));
    watch_.emplace(child_->take_connect_listener(), judge);
  }
  /// Afterwards nobody is asked any more: the thread that asked has ended.
  std::string said() {
    EXPECT_TRUE(child_->wait(kGenerous));
    watch_.reset();
    words_->read();
    return words_->text();
  }
  /// Keeps what is asked, and answers all alike.
  ConnectWatch::Judge all(int error) {
    return [this, error](const Destination& destination, const ConnectWatch::Verdict& verdict) {
      asked_.push_back(destination);
      verdict(error);
    };
  }

  std::vector<Destination> asked_;  ///< filled on the watch's thread; to be read once that has ended
  std::optional<LastWords> words_;
  std::optional<ChildProcess> child_;
  std::optional<ConnectWatch> watch_;
};

Destination at(const char* address, std::uint16_t port, bool is_ipv6 = false) {
  return {is_ipv6, *parse_address(address), port};
}

std::string connect(const std::string& arguments) { return "connect(" + arguments + ")\n"; }

TEST_F(ConnectWatchTest, LetsThoseConnectThatMay) {
  const Listening there("127.0.0.2");
  start(connect("'127.0.0.2', " + std::to_string(there.port())), all(0));
  EXPECT_EQ(said(), "connected\n");
  EXPECT_THAT(asked_, ElementsAre(at("127.0.0.2", there.port())));
  EXPECT_TRUE(there.was_reached());
}

TEST_F(ConnectWatchTest, RefusesTheOthersWithTheErrorGiven) {
  for (const auto& [error, name] : {std::pair{EACCES, "EACCES\n"}, {EHOSTUNREACH, "EHOSTUNREACH\n"}}) {
    const Listening there("127.0.0.2");
    start(connect("'127.0.0.2', " + std::to_string(there.port())), all(error));
    EXPECT_EQ(said(), name);
    EXPECT_FALSE(there.was_reached());
  }
}

TEST_F(ConnectWatchTest, IsAskedAboutEveryWayOut) {
  const Listening tcp("127.0.0.2");
  const Listening udp("127.0.0.2", SOCK_DGRAM);
  const std::string port = std::to_string(tcp.port());
  const std::string udp_port = std::to_string(udp.port());
  start(
      "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
      "try: s.sendto(b'x', ('127.0.0.2', " +
          udp_port +
          "))\n"
          "except OSError as e: say(errno.errorcode[e.errno])\n" +
          connect("'127.0.0.2', " + udp_port + ", kind=socket.SOCK_DGRAM") +
          connect("'::ffff:127.0.0.2', " + port + ", family=socket.AF_INET6") +
          connect("'::1', " + port + ", family=socket.AF_INET6") +
          "subprocess.run([sys.executable, '-c', 'import socket; socket.socket().connect((\"127.0.0.2\", " +
          port + "))'], stderr=subprocess.DEVNULL)\n",
      all(EACCES));
  EXPECT_EQ(said(), "EACCES\nEACCES\nEACCES\nEACCES\n");
  EXPECT_THAT(asked_, ElementsAre(at("127.0.0.2", udp.port()), at("127.0.0.2", udp.port()),
                                  at("127.0.0.2", tcp.port()), at("::1", tcp.port(), true),
                                  at("127.0.0.2", tcp.port())));
  EXPECT_FALSE(tcp.was_reached());
  EXPECT_FALSE(udp.was_reached());
}

TEST_F(ConnectWatchTest, LeavesConnectedSocketsAndThoseOfThisMachineAlone) {
  start(
      "a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
      "a.send(b'x'); b.recv(1)\n"
      "s = socket.socket(socket.AF_UNIX)\n"
      "try: s.connect('/nonexistent')\n"
      "except OSError as e: say(errno.errorcode[e.errno])\n",
      all(EACCES));
  EXPECT_EQ(said(), "ENOENT\n");
  EXPECT_THAT(asked_, ElementsAre());
}

TEST_F(ConnectWatchTest, HoldsBackUntilAnybodyHasDecided) {
  const Listening there("127.0.0.2");
  std::optional<std::thread> deciding;
  start(connect("'127.0.0.2', " + std::to_string(there.port())),
        [&](const Destination&, ConnectWatch::Verdict verdict) {
          deciding.emplace([&there, verdict = std::move(verdict)] {
            EXPECT_FALSE(there.was_reached());
            verdict(0);
            verdict(EACCES);  // too late
          });
        });
  EXPECT_EQ(said(), "connected\n");
  ASSERT_TRUE(deciding);
  deciding->join();
}

TEST_F(ConnectWatchTest, RefusesWhatNobodyDecidesAbout) {
  start(connect("'127.0.0.2', 9"), [](const Destination&, const ConnectWatch::Verdict&) {});
  EXPECT_EQ(said(), "EACCES\n");
}

TEST_F(ConnectWatchTest, RefusesAllOnceItHasGone) {
  // Datagram sockets, whose connecting is nobody's business but the kernel's: it never waits for a peer.
  start(
      "while True:\n"
      "  try: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.2', 9))\n"
      "  except OSError: break\n",
      all(0));
  watch_.reset();
  EXPECT_TRUE(child_->wait(kGenerous));
  EXPECT_EQ(child_->exit_status(), 0);
}

}  // namespace
}  // namespace portalprobe
