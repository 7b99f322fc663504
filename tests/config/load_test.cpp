#include "config/load.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/sha256.hpp"
#include "tests/config/folder.hpp"
#include "tests/support/source_folder.hpp"

namespace portalprobe {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using ::testing::ElementsAre;
using testing::Folder;
using testing::kOnePortal;

Config loaded(const std::string& path) {
  auto config = load_config(path);
  if (config) return *config;
  ADD_FAILURE() << config.error().front().text();
  return {};
}

Config loaded(const Folder& folder, const std::string& text) {
  return loaded(folder.write("config.yaml", text));
}

std::string source(const std::string& name) { return support::source_folder() + "/" + name; }

TEST(LoadConfig, FillsInTheDefaults) {
  const Folder folder;
  const auto config = loaded(folder, kOnePortal);
  EXPECT_EQ(config.defaults, ProbeSettings{});
  EXPECT_EQ(config.limits, Limits{});
  EXPECT_EQ(config.fitness, Fitness{});
  EXPECT_EQ(config.retention, Retention{});
  EXPECT_EQ(config.vantage, Vantage{});
  EXPECT_EQ(config.store.reveal(), "sqlite:portal-probe.db");
  EXPECT_THAT(config.schedules, ElementsAre(Schedule{}));
  EXPECT_EQ(config.file, folder.path("config.yaml"));
  EXPECT_EQ(config.criterion, "");
}

TEST(LoadConfig, TakesHowLongResourcesAreKept) {
  const struct {
    const char* text;
    microseconds want;
  } rows[] = {
      {"retention: {}\n", hours(720)},
      {"retention: { resources: 90d }\n", hours(2160)},
      {"retention: { resources: 0 }\n", hours(0)},
      {"retention: { resources: 36h }\n", hours(36)},
  };
  for (const auto& row : rows) {
    const Folder folder;
    EXPECT_EQ(loaded(folder, row.text + kOnePortal).retention.resources, row.want) << row.text;
  }
  for (const auto* wrong : {"retention: { resources: 3651d }\n", "retention: { resources: 30 }\n",
                            "retention: { resources: forever }\n", "retention: 30d\n"}) {
    const Folder folder;
    EXPECT_FALSE(load_config(folder.write("config.yaml", wrong + kOnePortal))) << wrong;
  }
}

TEST(LoadConfig, GivesAPortalWithoutActionsItsFirstPageAsOne) {
  const Folder folder;
  const auto config = loaded(folder, kOnePortal +
                                         "        role: entry\n"
                                         "        headers: { X: a }\n"
                                         "        interactions: [{ click: \"#a\" }]\n");
  const auto& portal = config.portals.at(0);
  ASSERT_EQ(portal.targets.size(), 2U);
  const auto& action = portal.targets[1];
  EXPECT_EQ(action.id, "default-action");
  EXPECT_EQ(action.kind, TargetKind::action);
  EXPECT_FALSE(action.configured);
  EXPECT_EQ(action.role, "entry");
  EXPECT_EQ(action.url, "https://a.example/");
  EXPECT_EQ(action.headers, portal.targets[0].headers);
  EXPECT_TRUE(action.interactions.empty());
  EXPECT_EQ(portal.deployment, "unknown");
  EXPECT_EQ(config.resolved.find("default-action"), std::string::npos) << "nobody wrote it";
}

TEST(LoadConfig, TakesHostsFromUrlsAndRolesFromIdsWhereNoneIsGiven) {
  const Folder folder;
  const auto config = loaded(folder, kOnePortal +
                                         "      - { id: two, url: \"https://B.Example:8443/x\" }\n"
                                         "    actions: [{ id: search, url: \"https://a.example/s\" }]\n"
                                         "  - id: b\n"
                                         "    name: B\n"
                                         "    hosts: [Named.Example]\n"
                                         "    pages: [{ id: h, url: \"https://c.example/\" }]\n");
  EXPECT_THAT(config.portals.at(0).hosts, ElementsAre("a.example", "b.example"));
  EXPECT_THAT(config.portals.at(1).hosts, ElementsAre("named.example"));
  EXPECT_EQ(config.portals.at(0).targets.at(2).role, "search");
  EXPECT_TRUE(config.portals.at(0).targets.at(2).configured);
  EXPECT_EQ(config.portals.at(0).targets.size(), 3U) << "an action of its own: no default one";
}

TEST(LoadConfig, ReadsEveryKey) {
  const auto config = loaded(source("config/examples/full.yaml"));
  EXPECT_EQ(config.name, "Every key once");
  EXPECT_EQ(config.vantage, (Vantage{"ha-noi-1", "IDC in Hà Nội", "AS64500"}));
  ASSERT_EQ(config.schedules.size(), 2U);
  EXPECT_EQ(config.schedules[0],
            (Schedule{"night", "night", "0 22 * * *", "Asia/Ho_Chi_Minh", hours(6), 24}));
  EXPECT_EQ(config.schedules[1], (Schedule{"office", "office", "", "Asia/Ho_Chi_Minh", minutes(90), 6}));
  EXPECT_THAT(config.defaults.ip_families, ElementsAre(IpFamily::ipv4, IpFamily::ipv6));
  EXPECT_THAT(config.defaults.resolvers, ElementsAre("192.0.2.53", "[2001:db8::53]:53"));
  EXPECT_THAT(config.defaults.allow_addresses, ElementsAre("10.0.0.0/8", "fd00::/8"));
  EXPECT_TRUE(config.defaults.proxy.empty());
  EXPECT_EQ(config.defaults.max_body, 16ULL << 20U);
  EXPECT_THAT(config.controls, ElementsAre(Control{"own-server", "https://control.example/"}));
  ASSERT_EQ(config.maintenance.size(), 1U);
  EXPECT_THAT(config.maintenance[0].portals, ElementsAre("example"));
  EXPECT_EQ(to_rfc3339(config.maintenance[0].from), to_rfc3339(*parse_rfc3339("2026-12-01T15:00:00Z")));
  EXPECT_EQ(config.maintenance[0].to - config.maintenance[0].from, hours(4));
  const auto& portal = config.portals.at(0);
  using namespace std::chrono;
  EXPECT_EQ(portal.verified, year(2026) / 11 / 20);
  EXPECT_EQ(portal.valid_from, year(2024) / 1 / 1);
  EXPECT_EQ(portal.valid_to, year(2027) / 12 / 31);
  EXPECT_EQ(portal.successor, "example-2");
  EXPECT_EQ(portal.later_url, "https://new.example/");
  EXPECT_EQ(portal.confidence, "confirmed");
  EXPECT_THAT(portal.systems, ElementsAre("https://information.example/"));
  ASSERT_EQ(portal.targets.size(), 3U);
  EXPECT_EQ(portal.targets[2].kind, TargetKind::system);
  const auto& page = portal.targets[0];
  EXPECT_EQ(page.kind, TargetKind::page);
  ASSERT_EQ(page.interactions.size(), 4U);
  EXPECT_EQ(page.interactions[0].click, "#q");
  EXPECT_EQ(page.interactions[1].type, "khai sinh");
  EXPECT_EQ(page.interactions[2].press, "Enter");
  EXPECT_EQ(page.interactions[3].wait_for, ".result");
  const auto& action = portal.targets[1];
  EXPECT_EQ(action.kind, TargetKind::action);
  EXPECT_THAT(action.expect.status, ElementsAre(200, 204));
  EXPECT_EQ(action.expect.contains, "khai sinh");
  EXPECT_EQ(action.expect.max_bytes, 1ULL << 20U);
  EXPECT_EQ(action.headers.at(0).name, "Accept");
}

TEST(LoadConfig, LoadsEveryFileThatIsShipped) {
  for (const auto& entry : std::filesystem::directory_iterator(source("config/examples"))) {
    if (entry.path().extension() != ".yaml") continue;
    const auto config = load_config(entry.path().string());
    EXPECT_TRUE(config) << config.error().front().text();
  }
  for (const auto* name : {"config/vietnam.yaml", "config/demo.yaml"}) {
    EXPECT_EQ(loaded(source(name)).portals.size(), 85U) << name;
  }
  EXPECT_EQ(loaded(source("config/examples/minimal.yaml")).portals.size(), 1U);
}

TEST(LoadConfig, PutsPortalFilesAfterItsOwnPortalsInTheirOrder) {
  const Folder folder;
  std::filesystem::create_directory(folder.path("lists"));
  folder.write("lists/ca.pem", "x");
  folder.write("lists/one.yaml",
               "portals: [{ id: one, name: 1st, ca_file: ca.pem, pages: [{ id: h, url: "
               "\"https://b.example/\" }] }]\n");
  folder.write("two.yaml",
               "portals: [{ id: two, name: 2nd, pages: [{ id: h, url: \"https://b.example/\" }] }]\n");
  const auto config = loaded(folder, "portal_files: [lists/one.yaml, two.yaml]\n" + kOnePortal);
  ASSERT_EQ(config.portals.size(), 3U);
  EXPECT_EQ(config.portals[0].id, "a");
  EXPECT_EQ(config.portals[1].id, "one");
  EXPECT_EQ(config.portals[2].id, "two");
  EXPECT_EQ(config.portals[1].ca_file, folder.path("lists/ca.pem")) << "seen from the file that names it";
}

TEST(LoadConfig, ReadsPortalFilesAlone) {
  const Folder folder;
  folder.write("p.yaml",
               "portals: [{ id: one, name: 1st, pages: [{ id: h, url: \"https://b.example/\" }] }]\n");
  EXPECT_EQ(loaded(folder, "version: 1\nportal_files: [p.yaml]\n").portals.size(), 1U);
}

TEST(LoadConfig, ReadsAliasesForWholeValues) {
  const Folder folder;
  const auto config =
      loaded(folder, kOnePortal +
                         "        expect: &ok { status: [200], contains: &word chào }\n"
                         "    actions: [{ id: s, url: \"https://a.example/s\", expect: *ok }]\n"
                         "    vendor: *word\n");
  EXPECT_EQ(config.portals.at(0).targets.at(0).expect, config.portals.at(0).targets.at(1).expect);
  EXPECT_EQ(config.portals.at(0).vendor, "chào");
}

TEST(LoadConfig, AllowsTheSameUrlTwiceAndAWindowOfNothing) {
  const Folder folder;
  const auto config = loaded(folder, kOnePortal +
                                         "      - { id: again, url: \"https://a.example/\" }\n"
                                         "schedules: [{ id: n, window: 0, rounds: 1000 }]\n");
  EXPECT_EQ(config.portals.at(0).targets.size(), 3U);
  EXPECT_EQ(config.schedules.at(0).window, microseconds(0));
}

TEST(LoadConfig, ShortensTheTimeForConnectingToTheWhole) {
  const Folder folder;
  const auto config = loaded(folder, kOnePortal + "defaults: { timeout: 250ms }\n");
  EXPECT_EQ(config.defaults.connect_timeout, milliseconds(250));
}

TEST(LoadConfig, MakesTargetsOfABodysOtherSystems) {
  const Folder folder;
  const auto config = loaded(
      folder,
      kOnePortal + "    systems: [info.example, \"http://forms.example:8080/x?y\", \"c.example/start\"]\n");
  const auto& portal = config.portals.at(0);
  EXPECT_THAT(portal.systems, ElementsAre("https://info.example/", "http://forms.example:8080/x?y",
                                          "https://c.example/start"));
  std::vector<Target> systems;
  std::ranges::copy_if(portal.targets, std::back_inserter(systems),
                       [](const Target& target) { return target.kind == TargetKind::system; });
  ASSERT_EQ(systems.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(systems[i].id, "system-" + std::to_string(i + 1));
    EXPECT_EQ(systems[i].role, "system");
    EXPECT_EQ(systems[i].url, portal.systems[i]);
  }
  EXPECT_THAT(portal.hosts, ElementsAre("a.example")) << "their hosts are not the portal's";
  EXPECT_EQ(portal.targets.at(1).id, "default-action") << "no system stands for an action";
}

TEST(LoadConfig, ReadsTheFilesOfOtherSystems) {
  const Folder folder;
  EXPECT_EQ(loaded(folder, "\xEF\xBB\xBF" + kOnePortal).portals.size(), 1U);
  std::string windows;
  for (const char c : kOnePortal) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(loaded(folder, windows).portals, loaded(folder, kOnePortal).portals);
}

TEST(ResolvedConfiguration, IsTheSameForTheSameMeaning) {
  const Folder one;
  const Folder other;
  const auto a = loaded(one, kOnePortal + "limits: { in_flight: 200 } # as by default\n");
  const auto b =
      loaded(other,
             "portals: [{ name: \"A\", id: a, pages: [{ url: \"https://a.example/\", id: home }] }]\n"
             "defaults: { timeout: 30000ms }\n"
             "version: 1\n");
  EXPECT_EQ(a.resolved, b.resolved);
  EXPECT_EQ(a.sha256, b.sha256);
  EXPECT_EQ(a.sha256, sha256_hex(a.resolved));
}

TEST(ResolvedConfiguration, ChangesWithEveryValue) {
  const Folder folder;
  const auto before = loaded(folder, kOnePortal).sha256;
  for (const auto* change : {"name: other\n", "limits: { in_flight: 201 }\n", "defaults: { profile: none }\n",
                             "    note: x\n", "        role: x\n", "        headers: { A: b }\n",
                             "        tags: [x]\n", "schedules: [{ id: default, rounds: 23 }]\n"}) {
    EXPECT_NE(loaded(folder, kOnePortal + change).sha256, before) << change;
  }
}

/// Dumping a parsed document again sorts its keys: what is sorted stays as it was.
TEST(ResolvedConfiguration, IsJsonWithSortedKeysThatIsAConfigurationItself) {
  const auto config = loaded(source("config/examples/full.yaml"));
  EXPECT_EQ(nlohmann::json::parse(config.resolved).dump(), config.resolved);
  const Folder folder;
  EXPECT_EQ(loaded(folder, config.resolved).resolved, config.resolved);
}

}  // namespace
}  // namespace portalprobe
