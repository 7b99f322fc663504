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
Expected<void> run_certutil(const std::string& program, const ScratchDir& dir,
                            std::vector<std::string> arguments) {
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
  if (!ended) return fail("certutil takes too long");
  if (child->exit_status() == 0) return {};
  return fail(fmt::format("certutil failed ({}): {}", child->how_it_ended(), words.line()));
}

Expected<std::vector<std::string>> certificates_of(const std::string& ca_file) {
  const auto pem = read_file(ca_file);
  if (!pem) return tl::unexpected(pem.error());
  auto certificates = certificates_in(*pem);
  if (certificates.empty()) return fail(fmt::format("{} holds no certificate", ca_file));
  if (certificates.size() > kMostCertificates)
    return fail(fmt::format("{} holds too many certificates", ca_file));
  return certificates;
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

Expected<void> trust_authorities(const ScratchDir& dir, const std::string& home,
                                 const std::vector<std::string>& ca_files) {
  std::vector<std::string> certificates;
  for (const auto& file : ca_files) {
    auto found = certificates_of(file);
    if (!found) return tl::unexpected(found.error());
    certificates.insert(certificates.end(), found->begin(), found->end());
  }
  std::ranges::sort(certificates);
  certificates.erase(std::ranges::unique(certificates).begin(), certificates.end());
  const auto certutil = find_program("certutil");
  if (!certutil) {
    return fail(
        "certutil is missing, without which a browser cannot be told whom to trust: "
        "scripts/install-deps --browser");
  }

  const std::string database = home + "/.pki/nssdb";
  if (auto made = dir.make_directory(database); !made) return made;
  if (auto made = dir.make_directory("certificates"); !made) return made;
  std::string batch;
  for (std::size_t i = 0; i < certificates.size(); ++i) {
    const std::string name = fmt::format("certificates/{}.pem", i);
    if (auto written = dir.write(name, certificates[i]); !written) return written;
    batch += fmt::format("-A -n authority-{} -t C,, -a -i {}\n", i, name);
  }
  if (auto written = dir.write("certificates/batch", batch); !written) return written;
  if (auto made = run_certutil(*certutil, dir, {"-N", "--empty-password", "-d", "sql:" + database}); !made)
    return made;
  auto added = run_certutil(*certutil, dir, {"-B", "-i", "certificates/batch", "-d", "sql:" + database});
  if (!added) return fail(fmt::format("{}: {}", fmt::join(ca_files, ", "), added.error().message));
  return {};
}

}  // namespace portalprobe
