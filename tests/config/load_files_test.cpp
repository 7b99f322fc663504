#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/config/loading.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kPortalB =
    "portals:\n  - { id: b, name: B, pages: [{ id: home, url: \"https://b.example/\" }] }\n";

class Files : public testing::Test {
 protected:
  std::string in(std::string_view name) const { return folder_ / name; }

  /// Problems of the configuration, one a line, the folder's name replaced by a dot.
  std::string problems(const std::string& file) {
    const auto config = load_config(file);
    std::string text = config ? "none\n" : all_of(config.error());
    const std::string folder = folder_.path().string();
    for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) {
      text.replace(at, folder.size(), ".");
    }
    return text;
  }

  std::string problems_with(std::string_view more) {
    return problems(folder_.write("c.yaml", minimal(more)));
  }

  support::TempDir folder_;
};

TEST_F(Files, OfPortalsAddToThoseOfTheMainFile) {
  folder_.write("portals/b.yaml", kPortalB);
  const auto config = load_config(folder_.write("c.yaml", minimal("portal_files: [portals/b.yaml]\n")));
  ASSERT_TRUE(config) << all_of(config.error());
  ASSERT_EQ(config->portals.size(), 2U);
  EXPECT_EQ(config->portals[0].id, "a");
  EXPECT_EQ(config->portals[1].id, "b");
  EXPECT_NE(config->resolved.find("https://b.example/"), std::string::npos);
}

TEST_F(Files, OfPortalsAloneAreEnough) {
  folder_.write("b.yaml", kPortalB);
  const auto config = load_config(folder_.write("c.yaml", "version: 1\nportal_files: [b.yaml]\n"));
  ASSERT_TRUE(config) << all_of(config.error());
  EXPECT_EQ(config->portals.size(), 1U);
}

TEST_F(Files, SeeTheirPathsFromWhereTheyStand) {
  folder_.write("portals/ca.pem", "x");
  folder_.write("portals/b.yaml",
                "portals:\n  - { id: b, name: B, ca_file: ca.pem, pages: [{ id: home, url: "
                "\"https://b.example/\" }] }\n");
  const auto config = load_config(folder_.write("c.yaml", "version: 1\nportal_files: [portals/b.yaml]\n"));
  ASSERT_TRUE(config) << all_of(config.error());
  EXPECT_EQ(config->portals[0].ca_file, in("portals/ca.pem"));
  EXPECT_NE(config->resolved.find("\"ca_file\":\"portals/ca.pem\""), std::string::npos);
}

TEST_F(Files, ThatAreMissingOrUnreadableAreNamed) {
  std::filesystem::create_directory(in("folder"));
  ASSERT_EQ(::mkfifo(in("pipe").c_str(), 0600), 0);
  std::filesystem::create_symlink("loop.yaml", in("loop.yaml"));
  const struct {
    std::string_view more;
    std::string_view want;
  } rows[] = {
      {"portal_files:\n  - nothing.yaml\n",
       "./c.yaml:3:5: portal file './nothing.yaml' cannot be read: No such file or directory\n"},
      {"portal_files: [folder]\n", "./c.yaml:2:16: portal file './folder' is a folder, not a file\n"},
      {"portal_files: [pipe]\n", "./c.yaml:2:16: portal file './pipe' is not a regular file\n"},
      {"portal_files: [/dev/zero]\n", "./c.yaml:2:16: portal file '/dev/zero' is not a regular file\n"},
      {"portal_files: [loop.yaml]\n",
       "./c.yaml:2:16: portal file './loop.yaml' cannot be read: Too many levels of symbolic links\n"},
      {"portal_files: [\"a\\0b\"]\n", "./c.yaml:2:16: an entry of 'portal_files' is no path\n"},
      {"criterion: nothing.yaml\n",
       "./c.yaml:2:12: 'criterion': './nothing.yaml' cannot be read: No such file or directory\n"},
      {"criterion: folder\n", "./c.yaml:2:12: 'criterion': './folder' is a folder, not a file\n"},
  };
  for (const auto& row : rows) EXPECT_EQ(problems_with(row.more), row.want) << row.more;
}

TEST_F(Files, ThatIncludeInALoopAreRefused) {
  std::filesystem::create_symlink("c.yaml", in("link.yaml"));
  folder_.write("b.yaml", kPortalB);
  folder_.write("names-files.yaml", "portal_files: [b.yaml]\n" + std::string(kPortalB));
  const struct {
    std::string_view more;
    std::string_view want;
  } rows[] = {
      {"portal_files: [c.yaml]\n",
       "./c.yaml:2:16: portal file './c.yaml' is this very file: an include loop\n"},
      {"portal_files: [link.yaml]\n",
       "./c.yaml:2:16: portal file './link.yaml' is this very file: an include loop\n"},
      {"portal_files: [b.yaml, ./b.yaml]\n", "./c.yaml:2:24: portal file '././b.yaml' is named twice\n"},
      {"portal_files: [names-files.yaml]\n",
       "./names-files.yaml:1:1: a portal file cannot name others: it has the one key 'portals' (list the "
       "files in the main "
       "configuration)\n"},
  };
  for (const auto& row : rows) EXPECT_EQ(problems_with(row.more), row.want) << row.more;
}

TEST_F(Files, HaveProblemsOfTheirOwn) {
  folder_.write("b.yaml", "portals:\n  - { id: a, name: B, pages: [{ id: home, url: x }], color: y }\n");
  folder_.write("broken.yaml", "portals: [\n");
  folder_.write("list.yaml", "- a\n");
  folder_.write("empty.yaml", "");
  folder_.write("other.yaml", "portals: []\nlimits: {}\n");
  EXPECT_EQ(problems_with("portal_files: [b.yaml]\n"),
            "./b.yaml:2:11: duplicate id 'a': another portal has it (./c.yaml:4:9)\n"
            "./b.yaml:2:48: 'url' is wrong: URL 'x' has no scheme (right would be https://HOST/PATH)\n"
            "./b.yaml:2:54: unknown key 'color' (known here: id, name, name_en, block, region, deployment, "
            "vendor, hosts, "
            "verified, valid_from, valid_to, successor, successor_name, later_url, confidence, evidence, "
            "note, ca_file, "
            "client_cert, client_key, proxy, systems, pages, actions)\n");
  EXPECT_EQ(problems_with("portal_files: [broken.yaml]\n"),
            "./broken.yaml:2:1: not YAML: end of sequence flow not found\n");
  EXPECT_EQ(problems_with("portal_files: [list.yaml]\n"),
            "./list.yaml:1:1: a portal file is a map with the one key 'portals', not a list\n");
  EXPECT_EQ(problems_with("portal_files: [empty.yaml]\n"),
            "./c.yaml:2:16: portal file './empty.yaml' is empty: there is nothing in it to read\n");
  EXPECT_EQ(problems_with("portal_files: [other.yaml]\n"),
            "./other.yaml:1:10: 'portals' is empty (right would be a list of at least one portal)\n"
            "./other.yaml:2:1: unknown key 'limits' (known here: portals)\n");
}

TEST_F(Files, OfPortalsThatAreMissingDoNotMakeMaintenanceWrong) {
  EXPECT_EQ(problems_with("portal_files: [b.yaml]\nmaintenance:\n"
                          "  - { portals: [b], from: 2026-12-01T22:00+07:00, to: 2026-12-02T02:00+07:00 }\n"),
            "./c.yaml:2:16: portal file './b.yaml' cannot be read: No such file or directory\n");
}

TEST_F(Files, OfACriterionAreCheckedToTheEnd) {
  folder_.write(
      "good.yaml",
      "version: 1\nid: c\ntitle: { vi: a, en: b }\nsource: { vi: a, en: b }\n"
      "thresholds: [{ id: t, title: { vi: a, en: b }, kind: page, readings: [{ metric: ttfb }], limit: 1s "
      "}]\n");
  folder_.write("bad.yaml", "a: [\n");
  folder_.write(
      "wrong.yaml",
      "version: 1\nid: c\ntitle: { vi: a, en: b }\nsource: { vi: a, en: b }\n"
      "thresholds: [{ id: t, title: { vi: a, en: b }, kind: page, readings: [{ metric: ttfb }], limit: 1 "
      "}]\n");
  EXPECT_EQ(problems_with("criterion: good.yaml\n"), "none\n");
  EXPECT_EQ(problems_with("criterion: bad.yaml\n"),
            "./bad.yaml:2:1: not YAML: end of sequence flow not found\n");
  EXPECT_EQ(problems_with("criterion: wrong.yaml\n"),
            "./wrong.yaml:5:97: a limit of ttfb must be a duration such as 2.5s or 200ms, not '1'\n");
}

TEST_F(Files, ThatAreNoConfigurationAreRefusedWithASentence) {
  ASSERT_EQ(::mkfifo(in("pipe").c_str(), 0600), 0);
  std::filesystem::create_directory(in("folder"));
  std::filesystem::create_symlink("self.yaml", in("self.yaml"));
  const struct {
    std::string file;
    std::string_view want;
  } rows[] = {
      {in("nothing.yaml"), "./nothing.yaml: cannot be read: No such file or directory\n"},
      {in("folder"), "./folder: is a folder, not a file\n"},
      {in("pipe"), "./pipe: is not a regular file\n"},
      {in("self.yaml"), "./self.yaml: cannot be read: Too many levels of symbolic links\n"},
      {"", ": cannot be read: No such file or directory\n"},
      {folder_.write("empty.yaml", ""), "./empty.yaml: is empty: there is nothing in it to read\n"},
      {folder_.write("binary", std::string("\x7f"
                                           "ELF\0\0",
                                           6)),
       "./binary: is a binary file, not text (it has a NUL byte)\n"},
      {folder_.write("utf16", std::string("\xFF\xFE"
                                          "a\0",
                                          4)),
       "./utf16: is UTF-16 (save it as UTF-8)\n"},
      {folder_.write("latin", "version: 1\nname: \"Hà N\xf4i\"\n"),
       "./latin:2:12: is not UTF-8 here (save the file as UTF-8)\n"},
      {folder_.write("escape", "version: 1\nname: \x1b[31m\n"),
       "./escape:2:7: control character 0x1b (leave it out)\n"},
      {folder_.write("eot", "version: 1\n\x04\n"), "./eot:2:1: control character 0x04 (leave it out)\n"},
      {folder_.write("broken", "version: [\n"), "./broken:2:1: not YAML: end of sequence flow not found\n"},
      {folder_.write("two", minimal() + "---\n" + minimal()),
       "./two:6:1: a second document begins here, or text that belongs to nothing\n"},
  };
  for (const auto& row : rows) EXPECT_EQ(problems(row.file), row.want);
}

TEST_F(Files, OfMoreThanSixtyFourMebibytesAreNotRead) {
  const std::string huge = folder_.write("huge.yaml", "version: 1\n");
  std::filesystem::resize_file(huge, 100U << 20U);
  EXPECT_EQ(problems(huge), "./huge.yaml: has 104857600 bytes, and at most 64MiB are read\n");
}

}  // namespace
}  // namespace portalprobe
