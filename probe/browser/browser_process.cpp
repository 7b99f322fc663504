#include "probe/browser/browser_process.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "probe/browser/browser_environment.hpp"
#include "probe/browser/browser_flags.hpp"
#include "probe/browser/child_process.hpp"
#include "probe/browser/last_words.hpp"
#include "probe/browser/nss_trust.hpp"
#include "probe/browser/scratch_dir.hpp"
#include "probe/self/file_descriptor.hpp"

namespace portalprobe {
namespace {

/// One direction each. Sockets and not pipes: a write to a pipe whose reader has gone raises a signal.
struct Ends {
  FileDescriptor ours;
  FileDescriptor theirs;
};

Ends make_ends() {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return {FileDescriptor(), FileDescriptor()};
  return {FileDescriptor(pair[0]), FileDescriptor(pair[1])};
}

Expected<void> furnish_trust(const ScratchDir& dir, const BrowserOptions& options) {
  if (options.ca_files.empty() && options.client.empty()) return {};
  const auto database = NssDatabase::make(dir, kBrowserHome);
  if (!database) return tl::unexpected(database.error());
  if (!options.ca_files.empty()) {
    if (auto trusted = database->trust(options.ca_files); !trusted) return trusted;
  }
  if (options.client.empty()) return {};
  const auto pkcs12 = pkcs12_of(options.client);
  if (!pkcs12) return tl::unexpected(pkcs12.error());
  if (auto added = database->add_client(*pkcs12); !added) return added;
  const std::string profile = std::string(kBrowserProfile) + "/Default";
  if (auto made = dir.make_directory(profile); !made) return made;
  return dir.write(profile + "/Preferences", preferences_for(options.client.origin));
}

Expected<void> furnish(const ScratchDir& dir, const BrowserOptions& options) {
  for (const char* name : {kBrowserHome, kBrowserProfile, kBrowserTemporary}) {
    if (auto made = dir.make_directory(name); !made) return made;
  }
  return furnish_trust(dir, options);
}

Expected<std::string> program_for(const BrowserOptions& options) {
  if (!options.program.empty()) return behind_debians_script(options.program);
  return options.client.empty() ? find_browser() : find_whole_browser();
}

/// None if nothing is to be watched.
Expected<std::unique_ptr<ConnectWatch>> watch_of(ChildProcess& child, const BrowserOptions& options) {
  if (!options.may_connect) return nullptr;
  FileDescriptor listener = child.take_connect_listener();
  if (!listener) return fail("the browser's connections cannot be watched");
  return std::make_unique<ConnectWatch>(std::move(listener), options.may_connect);
}

}  // namespace

struct BrowserProcess::Parts {
  // Destroyed from below: the processes first, their directory last.
  ScratchDir dir;
  LastWords words;
  FileDescriptor to;
  FileDescriptor from;
  ChildProcess child;
  std::unique_ptr<ConnectWatch> watch;

  ~Parts() { child.end(kPatience); }
};

BrowserProcess::BrowserProcess(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
BrowserProcess::~BrowserProcess() = default;

Expected<std::unique_ptr<BrowserProcess>> BrowserProcess::start(const BrowserOptions& options) {
  const auto program = program_for(options);
  if (!program) return tl::unexpected(program.error());
  auto dir = ScratchDir::make();
  if (!dir) return tl::unexpected(dir.error());
  if (auto furnished = furnish(*dir, options); !furnished) return tl::unexpected(furnished.error());

  Ends to = make_ends();
  Ends from = make_ends();
  WordsPipe words = make_words_pipe();
  if (!to.ours || !from.ours || !words.read_end)
    return fail(fmt::format("no pipes for the browser: {}", std::strerror(errno)));
  ChildRequest request;
  request.program = *program;
  request.arguments = browser_flags(options, browser_surroundings(dir->path() + "/" + kBrowserProfile));
  request.environment = browser_environment(environ, dir->path());
  request.directory = dir->path();
  request.error_output = words.write_end.get();
  request.descriptors = {to.theirs.get(), from.theirs.get()};
  request.hold_back_connects = static_cast<bool>(options.may_connect);
  auto child = ChildProcess::start(request);
  if (!child) return tl::unexpected(child.error());
  auto watch = watch_of(*child, options);
  if (!watch) return tl::unexpected(watch.error());
  return std::unique_ptr<BrowserProcess>(new BrowserProcess(std::unique_ptr<Parts>(
      new Parts{std::move(*dir), LastWords(std::move(words.read_end)), std::move(to.ours),
                std::move(from.ours), std::move(*child), std::move(*watch)})));
}

int BrowserProcess::to_browser() const { return parts_->to.get(); }
int BrowserProcess::from_browser() const { return parts_->from.get(); }
int BrowserProcess::release_to_browser() { return parts_->to.release(); }
int BrowserProcess::release_from_browser() { return parts_->from.release(); }

pid_t BrowserProcess::pid() const { return parts_->child.pid(); }
bool BrowserProcess::is_running() const { return parts_->child.is_running(); }
std::string BrowserProcess::how_it_ended() const { return parts_->child.how_it_ended(); }

void BrowserProcess::listen_to_complaints(boost::asio::io_context& io) { parts_->words.read_on(io); }

void BrowserProcess::stop_listening() { parts_->words.stop(); }

std::string BrowserProcess::last_words() const {
  parts_->words.read();
  return parts_->words.line();
}

const std::string& BrowserProcess::directory() const { return parts_->dir.path(); }

}  // namespace portalprobe
