#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "config/load.hpp"
#include "config/register_csv.hpp"
#include "config/register_yaml.hpp"
#include "tests/support/source_folder.hpp"

namespace portalprobe {
namespace {

const std::string kFolder = support::source_folder();

/// What the loader adds to what the file says.
std::vector<Portal> without_defaults(std::vector<Portal> portals) {
  for (auto& portal : portals) {
    portal.hosts.clear();
    std::erase_if(portal.targets, [](const Target& target) { return !target.configured; });
  }
  return portals;
}

std::string all_problems(const std::vector<Problem>& problems) {
  std::string text;
  for (const auto& problem : problems) text += problem.text() + '\n';
  return text;
}

/// A configuration of one portal file, in a folder of its own.
class RegisterFile {
 public:
  explicit RegisterFile(const std::string& portals) {
    std::filesystem::create_directory(folder_);
    std::ofstream(folder_ / "portals.yaml") << portals;
    std::ofstream(folder_ / "config.yaml") << "version: 1\nportal_files: [portals.yaml]\n";
  }
  ~RegisterFile() { std::filesystem::remove_all(folder_); }
  RegisterFile(const RegisterFile&) = delete;
  RegisterFile& operator=(const RegisterFile&) = delete;

  std::string config() const { return (folder_ / "config.yaml").string(); }

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("portal-probe-register-" + std::to_string(::getpid()));
};

TEST(RegisterFile, IsReadBackAsItWasImported) {
  const auto table = parse_csv(
      "id;tên;url;vendor;note;deployment;verified;page_id;kind;confidence;successor_id;later_url\n"
      "null;yes;https://a.test/?x=1#;=cmd|'/c calc'!A1;\"- a: b # "
      "c\";thuê;20/11/2026;;;seen;b.c;https://b.test/\n",
      "r.csv");
  ASSERT_TRUE(table);
  EXPECT_FALSE(import_register(*table)) << "a fragment is no part of a URL";

  const auto good = parse_csv(
      "id;tên;url;vendor;note;deployment;verified;page_id;kind;confidence;successor_id;later_url\n"
      "null;yes;https://a.test/?x=1;=cmd|'/c calc'!A1;\"- a: b # "
      "c\";thuê;20/11/2026;;;seen;b.c;https://b.test/\n"
      "null;;https://a.test/search;;;;;007;thao tác;;;\n"
      "1e5;\"{a: [b, *c]} & 'd' \\ \"\"e\"\" %\";http://127.0.0.1:8080/;12;~;;;;;pattern;;\n",
      "r.csv");
  ASSERT_TRUE(good) << all_problems(good.error());
  const auto imported = import_register(*good);
  ASSERT_TRUE(imported) << all_problems(imported.error());
  const RegisterFile file(register_yaml(imported->portals, "r.csv"));
  const auto config = load_config(file.config());
  ASSERT_TRUE(config) << all_problems(config.error());
  EXPECT_EQ(without_defaults(config->portals), imported->portals);
}

TEST(NationalList, LoadsWithTheNightlySweep) {
  const auto config = load_config(kFolder + "/config/vietnam.yaml");
  ASSERT_TRUE(config) << all_problems(config.error());
  const auto table = read_csv(kFolder + "/tests/data/vietnam-portals.csv");
  ASSERT_TRUE(table);
  EXPECT_EQ(without_defaults(config->portals), import_register(*table)->portals);
  EXPECT_EQ(config->schedules.at(0).window, std::chrono::hours(6));
  EXPECT_EQ(config->schedules.at(0).rounds, 24);
  EXPECT_EQ(config->limits.host_in_flight, 1);
  EXPECT_EQ(config->limits.address_in_flight, 4);
}

}  // namespace
}  // namespace portalprobe
