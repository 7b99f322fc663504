#include "probe/browser/nss_trust.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "probe/browser/child_process.hpp"
#include "probe/browser/find_browser.hpp"
#include "probe/browser/last_words.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
constexpr std::size_t kMostBytes = std::size_t{16} << 20U;
constexpr std::size_t kMostCertificates = 1'000;
constexpr const char* kFolder = "certificates";  // of what the database is made from
constexpr microseconds kLongest = std::chrono::seconds(30);

Expected<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  std::string text(kMostBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad()) return fail(fmt::format("cannot read {}", path));
  if (text.size() > kMostBytes) return fail(fmt::format("{} is too long for certificates", path));
  return text;
}

/// Runs it in `dir`, so that no path needs quoting.
Expected<void> run_tool(const std::string& program, const ScratchDir& dir,
                        std::vector<std::string> arguments) {
  const std::string name = program.substr(program.rfind('/') + 1);
  WordsPipe pipe = make_words_pipe();
  LastWords words(std::move(pipe.read_end));
  ChildRequest request;
  request.program = program;
  request.arguments = std::move(arguments);
  request.environment = {"HOME=" + dir.path(), "LC_ALL=C"};
  request.directory = dir.path();
  request.error_output = pipe.write_end.get();
  auto child = ChildProcess::start(request);
  pipe.write_end = FileDescriptor();
  if (!child) return tl::unexpected(child.error());
  const bool ended = child->wait(kLongest);
  words.read();
  if (!ended) return fail(name + " takes too long");
  if (child->exit_status() == 0) return {};
  return fail(fmt::format("{} failed ({}): {}", name, child->how_it_ended(), words.line()));
}

Expected<std::vector<std::string>> certificates_of(const std::vector<std::string>& ca_files) {
  std::vector<std::string> all;
  for (const auto& file : ca_files) {
    const auto pem = read_file(file);
    if (!pem) return tl::unexpected(pem.error());
    const auto found = certificates_in(*pem);
    if (found.empty()) return fail(fmt::format("{} holds no certificate", file));
    if (found.size() > kMostCertificates) return fail(fmt::format("{} holds too many certificates", file));
    all.insert(all.end(), found.begin(), found.end());
  }
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  return all;
}

}  // namespace

std::vector<std::string> certificates_in(std::string_view pem) {
  std::vector<std::string> found;
  for (std::size_t at = pem.find(kBegin); at != std::string_view::npos; at = pem.find(kBegin, at)) {
    const auto end = pem.find(kEnd, at);
    if (end == std::string_view::npos) break;
    found.emplace_back(pem.substr(at, end + kEnd.size() - at));
    found.back() += '\n';
    at = end + kEnd.size();
  }
  return found;
}

Expected<NssDatabase> NssDatabase::make(const ScratchDir& dir, const std::string& home) {
  const auto certutil = find_program("certutil");
  const auto pk12util = find_program("pk12util");
  if (!certutil || !pk12util) {
    return fail(
        "certutil is missing, without which a browser cannot be told whom to trust: "
        "scripts/install-deps --browser");
  }
  const std::string database = home + "/.pki/nssdb";
  for (const auto& name : {database, std::string(kFolder)}) {
    if (auto made = dir.make_directory(name); !made) return tl::unexpected(made.error());
  }
  const std::string name = "sql:" + database;
  if (auto made = run_tool(*certutil, dir, {"-N", "--empty-password", "-d", name}); !made)
    return tl::unexpected(made.error());
  return NssDatabase(dir, *certutil, *pk12util, name);
}

Expected<void> NssDatabase::trust(const std::vector<std::string>& ca_files) const {
  const auto certificates = certificates_of(ca_files);
  if (!certificates) return tl::unexpected(certificates.error());
  std::string batch;
  for (std::size_t i = 0; i < certificates->size(); ++i) {
    const std::string name = fmt::format("{}/{}.pem", kFolder, i);
    if (auto written = dir_->write(name, (*certificates)[i]); !written) return written;
    batch += fmt::format("-A -n authority-{} -t C,, -a -i {}\n", i, name);
  }
  const std::string file = std::string(kFolder) + "/batch";
  if (auto written = dir_->write(file, batch); !written) return written;
  auto added = run_tool(certutil_, *dir_, {"-B", "-i", file, "-d", name_});
  if (!added) return fail(fmt::format("{}: {}", fmt::join(ca_files, ", "), added.error().message));
  return {};
}

Expected<void> NssDatabase::add_client(const std::string& pkcs12) const {
  const std::string file = std::string(kFolder) + "/client.p12";
  if (auto written = dir_->write(file, pkcs12); !written) return written;
  return run_tool(pk12util_, *dir_, {"-i", file, "-d", name_, "-W", ""});
}

}  // namespace portalprobe
