#include "probe/browser/nss_trust.hpp"

#include <gtest/gtest.h>

#include "probe/browser/find_browser.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/temp_dir.hpp"

namespace portalprobe {
namespace {

TEST(NssTrust, TakesCertificatesOutOfPem) {
  const std::string begin = "-----BEGIN CERTIFICATE-----\n";
  const std::string end = "-----END CERTIFICATE-----";
  struct {
    std::string pem;
    std::size_t want;
  } rows[] = {
      {"", 0},
      {"nonsense", 0},
      {begin + "AA\n" + end, 1},
      {"# a name\n" + begin + "AA\n" + end + "\n\n# another\n" + begin + "BB\n" + end + "\n", 2},
      {begin + "AA\n", 0},
      {end + begin, 0},
      {"-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----\n" + begin + "AA\n" + end, 1},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.pem);
    const auto found = certificates_in(row.pem);
    EXPECT_EQ(found.size(), row.want);
    for (const auto& one : found) EXPECT_TRUE(one.starts_with(begin) && one.ends_with(end + "\n")) << one;
  }
}

TEST(NssTrust, SaysWhatIsWrongWithAFile) {
  if (!find_program("certutil")) GTEST_SKIP() << "certutil is missing: scripts/install-deps --browser";
  const support::TempDir files;
  auto dir = ScratchDir::make();
  ASSERT_TRUE(dir) << dir.error().message;
  const auto database = NssDatabase::make(*dir, "home");
  ASSERT_TRUE(database) << database.error().message;
  const auto problem = [&](const std::string& file) {
    const auto trusted = database->trust({file});
    return trusted ? std::string() : trusted.error().message;
  };
  EXPECT_EQ(problem(files / "none.pem"), "cannot read " + files / "none.pem" + ": No such file or directory");
  EXPECT_EQ(problem(files.write("empty.pem", "")), files / "empty.pem" + " holds no certificate");
}

}  // namespace
}  // namespace portalprobe
