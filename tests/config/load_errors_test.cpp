#include "tests/config/folder.hpp"

namespace portalprobe {
namespace {

using testing::Folder;
using testing::kOnePortal;

struct Row {
  std::string what;
  std::string text;  ///< added to kOnePortal, or the whole file where `alone`
  std::vector<std::string> want;
  bool alone = false;
};

LoadOptions environment() {
  LoadOptions options;
  options.environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "TOKEN") return "s3cr3t-value";
    if (name == "EMPTY") return "";
    if (name == "LINES") return "s3cr3t\nvalue";
    return std::nullopt;
  };
  return options;
}

void check(const Folder& folder, const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    const std::string text = row.alone ? row.text : kOnePortal + row.text;
    folder.write("config.yaml", text);
    const auto got = folder.problems("config.yaml", environment());
    EXPECT_EQ(got, row.want) << row.what << ":\n" << text;
    for (const auto& problem : got) EXPECT_EQ(problem.find("s3cr3t"), problem.npos) << problem;
  }
}

TEST(LoadProblems, AreNoneInWhatTheRowsAreMadeOf) {
  const Folder folder;
  folder.write("config.yaml", kOnePortal);
  EXPECT_EQ(folder.problems("config.yaml"), std::vector<std::string>());
}

TEST(LoadProblems, NameUnknownAndDoubledKeys) {
  const Folder folder;
  check(
      folder,
      {
          {"unknown at the top",
           "limit: {}\n",
           {"config.yaml:8:1: unknown key 'limit' (did you mean 'limits'?)"}},
          {"unknown, nothing like it",
           "zzzzzzzz: 1\n",
           {"config.yaml:8:1: unknown key 'zzzzzzzz' (known here: version, name, vantage, store, schedules, "
            "limits, defaults, fitness, retention, controls, criterion, maintenance, portal_files, "
            "portals)"}},
          {"in a schedule",
           "schedules:\n  - { id: n, round: 3 }\n",
           {"config.yaml:9:14: unknown key 'round' (did you mean 'rounds'?)"}},
          {"in limits",
           "limits: { inflight: 3 }\n",
           {"config.yaml:8:11: unknown key 'inflight' (did you mean 'in_flight'?)"}},
          {"in limits for hosts",
           "limits: { per_host: { gaps: 1s } }\n",
           {"config.yaml:8:23: unknown key 'gaps' (did you mean 'gap'?)"}},
          {"in defaults",
           "defaults:\n  time_out: 3s\n",
           {"config.yaml:9:3: unknown key 'time_out' (did you mean 'timeout'?)"}},
          {"in retention",
           "retention: { resource: 1d }\n",
           {"config.yaml:8:14: unknown key 'resource' (did you mean 'resources'?)"}},
          {"in fitness",
           "fitness: { max_late: 1s }\n",
           {"config.yaml:8:12: unknown key 'max_late' (known here: max_lateness, max_error, "
            "max_page_error, max_unfit_share)"}},
          {"in a vantage",
           "vantage: { idd: x }\n",
           {"config.yaml:8:12: unknown key 'idd' (did you mean 'id'?)"}},
          {"in a control",
           "controls: [{ id: c, url: \"https://c.example/\", urls: x }]\n",
           {"config.yaml:8:48: unknown key 'urls' (did you mean 'url'?)"}},
          {"in a portal",
           "    regions: North\n",
           {"config.yaml:8:5: unknown key 'regions' (did you mean 'region'?)"}},
          {"in a page", "        rol: home\n", {"config.yaml:8:9: unknown key 'rol' (did you mean 'role'?)"}},
          {"in expectations",
           "        expect: { state: [200] }\n",
           {"config.yaml:8:19: unknown key 'state' (known here: status, contains, max_bytes)"}},
          {"in maintenance",
           "maintenance:\n  - { portals: [a], from: 2026-12-01T22:00+07:00, to: 2026-12-02T02:00+07:00, "
           "reasons: x }\n",
           {"config.yaml:9:79: unknown key 'reasons' (did you mean 'reason'?)"}},
          {"of an action in a page",
           "        method: GET\n",
           {"config.yaml:8:9: unknown key 'method' (known here: id, role, url, headers, expect, tags, "
            "interactions)"}},
          {"an unknown step",
           "        interactions: [{ clicks: x }]\n",
           {"config.yaml:8:26: unknown key 'clicks' (did you mean 'click'?)"}},
          {"a merge key",
           "defaults: &d { timeout: 5s }\nlimits: { <<: *d }\n",
           {"config.yaml:9:11: merge keys ('<<') are not read (write the keys out, or use an alias for a "
            "whole value)"}},
          {"a key that is no text", "? [a, b]\n: 1\n", {"config.yaml:8:3: a key must be text"}},
          {"doubled at the top",
           "name: A\nname: B\n",
           {"config.yaml:9:1: key 'name' stands twice in one map (first in line 8)"}},
          {"doubled in a portal",
           "    name: B\n",
           {"config.yaml:8:5: key 'name' stands twice in one map (first in line 4)"}},
          {"doubled in limits",
           "limits: { in_flight: 1, in_flight: 2 }\n",
           {"config.yaml:8:25: key 'in_flight' stands twice in one map (first in line 8)"}},
          {"doubled header",
           "        headers: { X-Key: \"a\", x-key: \"b\" }\n",
           {"config.yaml:8:32: header 'x-key' stands twice (upper and lower case are the same)"}},
      });
}

TEST(LoadProblems, NameValuesOfAWrongKind) {
  const Folder folder;
  check(
      folder,
      {
          {"name [a]", "name: [a]\n", {"config.yaml:8:7: 'name' must be text, not a list"}},
          {"name 5",
           "name: 5\n",
           {"config.yaml:8:7: 'name' must be text, not a number or truth value (text that looks like one "
            "stands in quotes: \"5\")"}},
          {"name true",
           "name: true\n",
           {"config.yaml:8:7: 'name' must be text, not a number or truth value (text that looks like one "
            "stands in quotes: \"true\")"}},
          {"name \"\"", "name: \"\"\n", {"config.yaml:8:7: 'name' is empty (right would be text)"}},
          {"name", "name: \n", {"config.yaml:8:1: 'name' has no value (right would be text)"}},
          {"schedules x",
           "schedules: x\n",
           {"config.yaml:8:12: 'schedules' must be a list of at least one schedule, not 'x'"}},
          {"schedules []",
           "schedules: []\n",
           {"config.yaml:8:12: 'schedules' is empty (right would be a list of at least one schedule)"}},
          {"schedules [x]",
           "schedules: [x]\n",
           {"config.yaml:8:13: an entry of 'schedules' must be a map: a schedule, not 'x'"}},
          {"limits []", "limits: []\n", {"config.yaml:8:9: 'limits' must be a map: limits, not a list"}},
          {"limits 5", "limits: 5\n", {"config.yaml:8:9: 'limits' must be a map: limits, not '5'"}},
          {"defaults x",
           "defaults: x\n",
           {"config.yaml:8:11: 'defaults' must be a map: how measurements are taken, not 'x'"}},
          {"controls {}",
           "controls: {}\n",
           {"config.yaml:8:11: 'controls' must be a list of controls, not a map"}},
          {"maintenance x",
           "maintenance: x\n",
           {"config.yaml:8:14: 'maintenance' must be a list of periods, not 'x'"}},
          {"portal_files x",
           "portal_files: x\n",
           {"config.yaml:8:15: 'portal_files' must be a list of files, not 'x'"}},
          {"vantage x",
           "vantage: x\n",
           {"config.yaml:8:10: 'vantage' must be a map: where the probe stands, not 'x'"}},
          {"fitness []",
           "fitness: []\n",
           {"config.yaml:8:10: 'fitness' must be a map: when a sample counts, not a list"}},
          {"store [a]",
           "store: [a]\n",
           {"config.yaml:8:8: 'store' must be sqlite:PATH or postgresql://HOST/DATABASE"}},
          {"criterion [a]",
           "criterion: [a]\n",
           {"config.yaml:8:12: 'criterion' must be a file's path, not a list"}},
          {"in_flight many",
           "limits: { in_flight: many }\n",
           {"config.yaml:8:22: 'in_flight' must be a whole number from 1 to 100000, not 'many'"}},
          {"in_flight 0",
           "limits: { in_flight: 0 }\n",
           {"config.yaml:8:22: 'in_flight' must be a whole number from 1 to 100000, not '0'"}},
          {"in_flight 1.5",
           "limits: { in_flight: 1.5 }\n",
           {"config.yaml:8:22: 'in_flight' must be a whole number from 1 to 100000, not '1.5'"}},
          {"in_flight \"5\"",
           "limits: { in_flight: \"5\" }\n",
           {"config.yaml:8:22: 'in_flight' must be a whole number from 1 to 100000, not the text '5'"}},
          {"in_flight 100001",
           "limits: { in_flight: 100001 }\n",
           {"config.yaml:8:22: 'in_flight' must be a whole number from 1 to 100000, not '100001'"}},
          {"in_flight -1",
           "limits: { in_flight: -1 }\n",
           {"config.yaml:8:22: 'in_flight' must be a whole number from 1 to 100000, not '-1'"}},
          {"in_flight 99999999999999999999",
           "limits: { in_flight: 99999999999999999999 }\n",
           {"config.yaml:8:22: 'in_flight' must be a whole number from 1 to 100000, not "
            "'99999999999999999999'"}},
          {"starts_per_second 0",
           "limits: { starts_per_second: 0 }\n",
           {"config.yaml:8:30: 'starts_per_second' must be a number from 0.001 to 10000, not '0'"}},
          {"starts_per_second .nan",
           "limits: { starts_per_second: .nan }\n",
           {"config.yaml:8:30: 'starts_per_second' must be a number from 0.001 to 10000, not '.nan'"}},
          {"starts_per_second 1e9",
           "limits: { starts_per_second: 1e9 }\n",
           {"config.yaml:8:30: 'starts_per_second' must be a number from 0.001 to 10000, not '1e9'"}},
          {"per_host 3",
           "limits: { per_host: 3 }\n",
           {"config.yaml:8:21: 'per_host' must be a map: limits for each host, not '3'"}},
          {"rounds",
           "schedules: [{ id: n, rounds: 0 }]\n",
           {"config.yaml:8:30: 'rounds' must be a whole number from 1 to 100000, not '0'"}},
          {"entry of hosts",
           "    hosts: [a, [b]]\n",
           {"config.yaml:8:16: an entry of 'hosts' must be a host name such as dichvucong.gov.vn, not a "
            "list"}},
          {"null entry",
           "    hosts:\n      -\n",
           {"config.yaml:9:7: an entry of 'hosts' must be a host name such as dichvucong.gov.vn, not "
            "nothing"}},
          {"pages", "    actions: x\n", {"config.yaml:8:14: 'actions' must be a list of actions, not 'x'"}},
          {"page",
           "    actions: [x]\n",
           {"config.yaml:8:15: an entry of 'actions' must be a map: an action, not 'x'"}},
          {"headers",
           "        headers: [a]\n",
           {"config.yaml:8:18: 'headers' must be a map of header names to values, not a list"}},
          {"header value",
           "        headers: { X-Key: 5 }\n",
           {"config.yaml:8:27: header 'X-Key' must be text: put a number in quotes to make it text"}},
          {"header list",
           "        headers: { X-Key: [a] }\n",
           {"config.yaml:8:27: header 'X-Key' must be text"}},
          {"status",
           "        expect: { status: 200 }\n",
           {"config.yaml:8:27: 'status' must be a list of status numbers, not '200'"}},
          {"whole is a list",
           "- a\n",
           {"config.yaml:1:1: a configuration is a map of keys such as 'version' and 'portals', not a list"},
           true},
          {"whole is a word",
           "hello\n",
           {"config.yaml:1:1: a configuration is a map of keys such as 'version' and 'portals', not a single "
            "value"},
           true},
          {"portals is a map",
           "version: 1\nportals: { id: a }\n",
           {"config.yaml:2:10: 'portals' must be a list of portals, not a map"},
           true},
      });
}

TEST(LoadProblems, NameWhatIsMissing) {
  const Folder folder;
  check(
      folder,
      {
          {"version",
           "portals: [{ id: a, name: A, pages: [{ id: h, url: \"https://a.example/\" }] }]\n",
           {"config.yaml:1:1: 'version' is missing (right would be 1)"},
           true},
          {"portals",
           "version: 1\n",
           {"config.yaml:1:1: 'portals' is missing (list portals there, or name files with portals in "
            "'portal_files')"},
           true},
          {"portals empty",
           "version: 1\nportals: []\n",
           {"config.yaml:1:1: 'portals' is missing (list portals there, or name files with portals in "
            "'portal_files')"},
           true},
          {"portal id",
           "version: 1\nportals:\n  - name: A\n    pages: [{ id: h, url: \"https://a.example/\" }]\n",
           {"config.yaml:3:5: 'id' is missing (right would be an id: lower case letters, digits, '.', '_' "
            "and '-', as in ha-noi)"},
           true},
          {"portal name",
           "version: 1\nportals:\n  - id: a\n    pages: [{ id: h, url: \"https://a.example/\" }]\n",
           {"config.yaml:3:5: 'name' is missing (right would be text)"},
           true},
          {"pages",
           "version: 1\nportals:\n  - id: a\n    name: A\n",
           {"config.yaml:3:5: 'pages' is missing (right would be a list of at least one page)"},
           true},
          {"no page",
           "version: 1\nportals:\n  - id: a\n    name: A\n    pages: []\n",
           {"config.yaml:5:12: 'pages' is empty (right would be a list of at least one page)"},
           true},
          {"page id",
           "    actions: [{ url: \"https://a.example/\" }]\n",
           {"config.yaml:8:15: 'id' is missing (right would be an id: lower case letters, digits, '.', '_' "
            "and '-', as in ha-noi)"}},
          {"page url",
           "    actions: [{ id: x }]\n",
           {"config.yaml:8:15: 'url' is missing (right would be a URL such as https://dichvucong.gov.vn/)"}},
          {"schedule id",
           "schedules: [{ rounds: 1 }]\n",
           {"config.yaml:8:13: 'id' is missing (right would be an id: lower case letters, digits, '.', '_' "
            "and '-', as in ha-noi)"}},
          {"control",
           "controls: [{}]\n",
           {"config.yaml:8:12: 'id' is missing (right would be an id: lower case letters, digits, '.', '_' "
            "and '-', as in ha-noi)",
            "config.yaml:8:12: 'url' is missing (right would be a URL such as https://dichvucong.gov.vn/)"}},
          {"maintenance",
           "maintenance: [{ reason: x }]\n",
           {"config.yaml:8:15: 'portals' is missing (right would be a list of portals' ids)",
            "config.yaml:8:15: 'from' is missing (right would be a time with its zone such as "
            "2026-12-01T22:00+07:00)",
            "config.yaml:8:15: 'to' is missing (right would be a time with its zone such as "
            "2026-12-01T22:00+07:00)"}},
          {"all of them at once",
           "name: 5\nportals:\n  - name: A\n    pages: [{ id: h }]\n",
           {"config.yaml:1:1: 'version' is missing (right would be 1)",
            "config.yaml:1:7: 'name' must be text, not a number or truth value (text that looks like one "
            "stands in quotes: \"5\")",
            "config.yaml:3:5: 'id' is missing (right would be an id: lower case letters, digits, '.', '_' "
            "and '-', as in ha-noi)",
            "config.yaml:4:13: 'url' is missing (right would be a URL such as https://dichvucong.gov.vn/)"},
           true},
      });
}

TEST(LoadProblems, NameDuplicateIdsAndWhereTheFirstStands) {
  const Folder folder;
  check(
      folder,
      {
          {"portals",
           "  - id: a\n    name: B\n    pages: [{ id: h, url: \"https://b.example/\" }]\n",
           {"config.yaml:8:9: duplicate id 'a': another portal has it (config.yaml:3:9)"}},
          {"pages",
           "      - { id: home, url: \"https://a.example/2\" }\n",
           {"config.yaml:8:15: duplicate id 'home': this portal has a page or action of that id in line 6"}},
          {"page and action",
           "    actions:\n      - { id: home, url: \"https://a.example/2\" }\n",
           {"config.yaml:9:15: duplicate id 'home': this portal has a page or action of that id in line 6"}},
          {"page and system",
           "      - { id: system-1, url: \"https://a.example/2\" }\n    systems: [b.example]\n",
           {"config.yaml:8:15: the id 'system-1' is that of the portal's system 1 (choose another one)"}},
          {"page and a system that is not there",
           "      - { id: system-2, url: \"https://a.example/2\" }\n    systems: [b.example]\n",
           {}},
          {"schedules",
           "schedules:\n  - { id: n }\n  - { id: m }\n  - { id: n }\n",
           {"config.yaml:11:11: duplicate id 'n': another schedule has it (config.yaml:9:11)"}},
          {"controls",
           "controls:\n  - { id: c, url: \"https://c.example/\" }\n  - { id: c, url: \"https://d.example/\" "
           "}\n",
           {"config.yaml:10:11: duplicate id 'c': another control has it (config.yaml:9:11)"}},
      });
}

TEST(LoadProblems, NameBadValuesAndWhatWouldBeRight) {
  const Folder folder;
  check(
      folder,
      {
          {"version 2",
           "version: 2\nportals: [{ id: a, name: A, pages: [{ id: h, url: \"https://a.example/\" }] }]\n",
           {"config.yaml:1:10: 'version' must be 1, not '2'"},
           true},
          {"version \"1\"",
           "version: \"1\"\nportals: [{ id: a, name: A, pages: [{ id: h, url: \"https://a.example/\" }] }]\n",
           {"config.yaml:1:10: 'version' must be 1, not the text '1'"},
           true},
          {"version one",
           "version: one\nportals: [{ id: a, name: A, pages: [{ id: h, url: \"https://a.example/\" }] }]\n",
           {"config.yaml:1:10: 'version' must be 1, not 'one'"},
           true},
          {"version 0",
           "version: 0\nportals: [{ id: a, name: A, pages: [{ id: h, url: \"https://a.example/\" }] }]\n",
           {"config.yaml:1:10: 'version' must be 1, not '0'"},
           true},
          {"id https://a.example/",
           "vantage: { id: \"https://a.example/\" }\n",
           {"config.yaml:8:16: 'id' must be an id: lower case letters, digits, '.', '_' and '-', as in "
            "ha-noi (at most 63, a letter or digit first), not 'https://a.example/'"}},
          {"id A",
           "vantage: { id: A }\n",
           {"config.yaml:8:16: 'id' must be an id: lower case letters, digits, '.', '_' and '-', as in "
            "ha-noi (at most 63, a letter or digit first), not 'A'"}},
          {"id a/b",
           "vantage: { id: a/b }\n",
           {"config.yaml:8:16: 'id' must be an id: lower case letters, digits, '.', '_' and '-', as in "
            "ha-noi (at most 63, a letter or digit first), not 'a/b'"}},
          {"id -a",
           "vantage: { id: -a }\n",
           {"config.yaml:8:16: 'id' must be an id: lower case letters, digits, '.', '_' and '-', as in "
            "ha-noi (at most 63, a letter or digit first), not '-a'"}},
          {"id \"1 2\"",
           "vantage: { id: \"1 2\" }\n",
           {"config.yaml:8:16: 'id' must be an id: lower case letters, digits, '.', '_' and '-', as in "
            "ha-noi (at most 63, a letter or digit first), not '1 2'"}},
          {"id 7",
           "vantage: { id: 7 }\n",
           {"config.yaml:8:16: 'id' must be an id: lower case letters, digits, '.', '_' and '-', as in "
            "ha-noi, not a number or truth value (text that looks like one stands in quotes: \"7\")"}},
          {"id of 64",
           "vantage: { id: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\" }\n",
           {"config.yaml:8:16: 'id' must be an id: lower case letters, digits, '.', '_' and '-', as in "
            "ha-noi (at most 63, a letter or digit first), not "
            "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'"}},
          {"URL a.example",
           "controls:\n  - id: c\n    url: \"a.example\"\n",
           {"config.yaml:10:10: 'url' is wrong: URL 'a.example' has no scheme (right would be "
            "https://HOST/PATH)"}},
          {"URL ftp://a.example/",
           "controls:\n  - id: c\n    url: \"ftp://a.example/\"\n",
           {"config.yaml:10:10: 'url' is wrong: URL 'ftp://a.example/' is neither http nor https"}},
          {"URL https://",
           "controls:\n  - id: c\n    url: \"https://\"\n",
           {"config.yaml:10:10: 'url' is wrong: URL 'https://' has no host"}},
          {"URL https://a.example:0/",
           "controls:\n  - id: c\n    url: \"https://a.example:0/\"\n",
           {"config.yaml:10:10: 'url' is wrong: URL 'https://a.example:0/' has a port that is not a number "
            "from 1 to 65535"}},
          {"URL https://a.example:99999/",
           "controls:\n  - id: c\n    url: \"https://a.example:99999/\"\n",
           {"config.yaml:10:10: 'url' is wrong: URL 'https://a.example:99999/' has a port that is not a "
            "number from 1 to 65535"}},
          {"URL https://me:pass@a.example/",
           "controls:\n  - id: c\n    url: \"https://me:pass@a.example/\"\n",
           {"config.yaml:10:10: 'url' has credentials in it (use a header with ${env:NAME} instead)"}},
          {"system with a fragment",
           "    systems: [\"b.example/#x\"]\n",
           {"config.yaml:8:15: an entry of 'systems' is wrong: URL 'https://b.example/#x' has a fragment "
            "(leave out "
            "'#' and what follows)"}},
          {"system of another scheme",
           "    systems: [\"ftp://b.example/\"]\n",
           {"config.yaml:8:15: an entry of 'systems' is wrong: URL 'ftp://b.example/' is neither http nor "
            "https"}},
          {"system with credentials",
           "    systems: [\"me:s3cr3t@b.example\"]\n",
           {"config.yaml:8:15: an entry of 'systems' has credentials in it (use a header with ${env:NAME} "
            "instead)"}},
          {"URL https://a.example/#x",
           "controls:\n  - id: c\n    url: \"https://a.example/#x\"\n",
           {"config.yaml:10:10: 'url' is wrong: URL 'https://a.example/#x' has a fragment (leave out '#' and "
            "what follows)"}},
          {"URL https://a.example/a b",
           "controls:\n  - id: c\n    url: \"https://a.example/a b\"\n",
           {"config.yaml:10:10: 'url' 'https://a.example/a b' has spaces, control characters or letters "
            "outside ASCII (percent-encode them; a host name in punycode, as in xn--...)"}},
          {"URL https://hà.example/",
           "controls:\n  - id: c\n    url: \"https://hà.example/\"\n",
           {"config.yaml:10:10: 'url' 'https://hà.example/' has spaces, control characters or letters "
            "outside ASCII (percent-encode them; a host name in punycode, as in xn--...)"}},
          {"URL https://[::1/",
           "controls:\n  - id: c\n    url: \"https://[::1/\"\n",
           {"config.yaml:10:10: 'url' is wrong: URL 'https://[::1/' opens '[' and does not close it"}},
          {"URL https://a_/ü",
           "controls:\n  - id: c\n    url: \"https://a_/ü\"\n",
           {"config.yaml:10:10: 'url' 'https://a_/ü' has spaces, control characters or letters outside ASCII "
            "(percent-encode them; a host name in punycode, as in xn--...)"}},
          {"URL https://a,b/",
           "controls:\n  - id: c\n    url: \"https://a,b/\"\n",
           {"config.yaml:10:10: 'url' is wrong: URL 'https://a,b/' has a host name with characters that no "
            "host name has"}},
          {"URL",
           "controls:\n  - id: c\n    url: \"\"\n",
           {"config.yaml:10:10: 'url' is wrong: URL '' has no scheme (right would be https://HOST/PATH)"}},
          {"duration 5",
           "defaults: { timeout: 5 }\n",
           {"config.yaml:8:22: 'timeout': '5' is not a duration (right would be 250ms, 5s or 1h30m)"}},
          {"duration -1s",
           "defaults: { timeout: -1s }\n",
           {"config.yaml:8:22: 'timeout': '-1s' is not a duration (right would be 250ms, 5s or 1h30m)"}},
          {"duration 5 s",
           "defaults: { timeout: 5 s }\n",
           {"config.yaml:8:22: 'timeout': '5 s' is not a duration (right would be 250ms, 5s or 1h30m)"}},
          {"duration 1m1h",
           "defaults: { timeout: 1m1h }\n",
           {"config.yaml:8:22: 'timeout': '1m1h' is not a duration (right would be 250ms, 5s or 1h30m)"}},
          {"duration 5S",
           "defaults: { timeout: 5S }\n",
           {"config.yaml:8:22: 'timeout': '5S' is not a duration (right would be 250ms, 5s or 1h30m)"}},
          {"duration 1.5h30m",
           "defaults: { timeout: 1.5h30m }\n",
           {"config.yaml:8:22: 'timeout': '1.5h30m' is not a duration (right would be 250ms, 5s or 1h30m)"}},
          {"duration 20000d",
           "defaults: { timeout: 20000d }\n",
           {"config.yaml:8:22: 'timeout': duration '20000d' is longer than 10,000 days"}},
          {"duration \"\"",
           "defaults: { timeout: \"\" }\n",
           {"config.yaml:8:22: 'timeout': '' is not a duration (right would be 250ms, 5s or 1h30m)"}},
          {"duration soon",
           "defaults: { timeout: soon }\n",
           {"config.yaml:8:22: 'timeout': 'soon' is not a duration (right would be 250ms, 5s or 1h30m)"}},
          {"duration \"0s\"",
           "defaults: { timeout: \"0s\" }\n",
           {"config.yaml:8:22: 'timeout': '0s' is out of range (right would be 1ms to 30m)"}},
          {"duration 31m",
           "defaults: { timeout: 31m }\n",
           {"config.yaml:8:22: 'timeout': '31m' is out of range (right would be 1ms to 30m)"}},
          {"connect_timeout beyond",
           "defaults: { timeout: 5s, connect_timeout: 6s }\n",
           {"config.yaml:8:43: 'connect_timeout' is longer than 'timeout', which holds for the whole (right "
            "would be at most that)"}},
          {"gap",
           "limits: { per_host: { gap: 2h } }\n",
           {"config.yaml:8:28: 'gap': '2h' is out of range (right would be 0s to 1h)"}},
          {"size 0",
           "defaults: { max_body: 0 }\n",
           {"config.yaml:8:23: 'max_body': '0' is out of range (right would be 1B to 1GiB)"}},
          {"size 16MB",
           "defaults: { max_body: 16MB }\n",
           {"config.yaml:8:23: 'max_body': '16MB' is not a size (right would be 4096, 64KiB or 16MiB)"}},
          {"size -1",
           "defaults: { max_body: -1 }\n",
           {"config.yaml:8:23: 'max_body': '-1' is not a size (right would be 4096, 64KiB or 16MiB)"}},
          {"size 2GiB",
           "defaults: { max_body: 2GiB }\n",
           {"config.yaml:8:23: 'max_body': '2GiB' is out of range (right would be 1B to 1GiB)"}},
          {"size 1.5B",
           "defaults: { max_body: 1.5B }\n",
           {"config.yaml:8:23: 'max_body': '1.5B' is not a size (right would be 4096, 64KiB or 16MiB)"}},
          {"size big",
           "defaults: { max_body: big }\n",
           {"config.yaml:8:23: 'max_body': 'big' is not a size (right would be 4096, 64KiB or 16MiB)"}},
          {"size 999999999999GiB",
           "defaults: { max_body: 999999999999GiB }\n",
           {"config.yaml:8:23: 'max_body': size '999999999999GiB' is larger than 1024 TiB"}},
          {"share 5",
           "fitness: { max_unfit_share: 5 }\n",
           {"config.yaml:8:29: 'max_unfit_share': '5' is not a share from 0% to 100% (right would be 5%)"}},
          {"share 101%",
           "fitness: { max_unfit_share: 101% }\n",
           {"config.yaml:8:29: 'max_unfit_share': '101%' is not a share from 0% to 100% (right would be "
            "5%)"}},
          {"share -1%",
           "fitness: { max_unfit_share: -1% }\n",
           {"config.yaml:8:29: 'max_unfit_share': '-1%' is not a share from 0% to 100% (right would be 5%)"}},
          {"share few",
           "fitness: { max_unfit_share: few }\n",
           {"config.yaml:8:29: 'max_unfit_share': 'few' is not a share from 0% to 100% (right would be 5%)"}},
          {"share \"%\"",
           "fitness: { max_unfit_share: \"%\" }\n",
           {"config.yaml:8:29: 'max_unfit_share': '%' is not a share from 0% to 100% (right would be 5%)"}},
          {"share 0.05",
           "fitness: { max_unfit_share: 0.05 }\n",
           {"config.yaml:8:29: 'max_unfit_share': '0.05' is not a share from 0% to 100% (right would be "
            "5%)"}},
          {"method get",
           "    actions: [{ id: s, url: \"https://a.example/\", method: get }]\n",
           {"config.yaml:8:59: 'method' must be a method in capitals, such as GET or POST, not 'get'"}},
          {"method CONNECT",
           "    actions: [{ id: s, url: \"https://a.example/\", method: CONNECT }]\n",
           {"config.yaml:8:59: 'method' cannot be CONNECT: it asks no resource"}},
          {"method TRACE",
           "    actions: [{ id: s, url: \"https://a.example/\", method: TRACE }]\n",
           {"config.yaml:8:59: 'method' cannot be TRACE: it asks no resource"}},
          {"method \"G ET\"",
           "    actions: [{ id: s, url: \"https://a.example/\", method: \"G ET\" }]\n",
           {"config.yaml:8:59: 'method' must be a method in capitals, such as GET or POST, not 'G ET'"}},
          {"method \"\"",
           "    actions: [{ id: s, url: \"https://a.example/\", method: \"\" }]\n",
           {"config.yaml:8:59: 'method' must be a method in capitals, such as GET or POST, not ''"}},
          {"method 5",
           "    actions: [{ id: s, url: \"https://a.example/\", method: 5 }]\n",
           {"config.yaml:8:59: 'method' must be a method such as GET or POST, not a number or truth value "
            "(text that looks like one stands in quotes: \"5\")"}},
          {"header \"X Key\"",
           "        headers: { \"X Key\": \"v\" }\n",
           {"config.yaml:8:20: 'X Key' is no header's name (letters, digits and '-', as in X-Api-Key)"}},
          {"header \"X:\"",
           "        headers: { \"X:\": \"v\" }\n",
           {"config.yaml:8:20: 'X:' is no header's name (letters, digits and '-', as in X-Api-Key)"}},
          {"header \"\"",
           "        headers: { \"\": \"v\" }\n",
           {"config.yaml:8:20: '' is no header's name (letters, digits and '-', as in X-Api-Key)"}},
          {"header \"X\\r\\nY\"",
           "        headers: { \"X\\r\\nY\": \"v\" }\n",
           {"config.yaml:8:20: 'X\\x0d\\x0aY' is no header's name (letters, digits and '-', as in "
            "X-Api-Key)"}},
          {"header value \"a\\r\\nX-Evil: 1\"",
           "        headers: { X-Key: \"a\\r\\nX-Evil: 1\" }\n",
           {"config.yaml:8:27: header 'X-Key' has a line's end or control character in its value, or is too "
            "long"}},
          {"header value \"a\\x01\"",
           "        headers: { X-Key: \"a\\x01\" }\n",
           {"config.yaml:8:27: header 'X-Key' has a line's end or control character in its value, or is too "
            "long"}},
          {"header value",
           "        headers: { X-Key:  }\n",
           {"config.yaml:8:20: header 'X-Key' has no value"}},
          {"resolver resolver.example",
           "defaults: { resolvers: [resolver.example] }\n",
           {"config.yaml:8:25: an entry of 'resolvers' must be an address such as 10.0.0.53, 10.0.0.53:5353 "
            "or [2001:db8::53]:53, not 'resolver.example'"}},
          {"resolver 10.0.0.256",
           "defaults: { resolvers: [10.0.0.256] }\n",
           {"config.yaml:8:25: an entry of 'resolvers' must be an address such as 10.0.0.53, 10.0.0.53:5353 "
            "or [2001:db8::53]:53, not '10.0.0.256'"}},
          {"resolver 10.0.0.1:0",
           "defaults: { resolvers: [10.0.0.1:0] }\n",
           {"config.yaml:8:25: an entry of 'resolvers' must be an address such as 10.0.0.53, 10.0.0.53:5353 "
            "or [2001:db8::53]:53, not '10.0.0.1:0'"}},
          {"resolver 10.0.0.1:99999",
           "defaults: { resolvers: [10.0.0.1:99999] }\n",
           {"config.yaml:8:25: an entry of 'resolvers' must be an address such as 10.0.0.53, 10.0.0.53:5353 "
            "or [2001:db8::53]:53, not '10.0.0.1:99999'"}},
          {"resolver \"[::1\"",
           "defaults: { resolvers: [\"[::1\"] }\n",
           {"config.yaml:8:25: an entry of 'resolvers' must be an address such as 10.0.0.53, 10.0.0.53:5353 "
            "or [2001:db8::53]:53, not '[::1'"}},
          {"resolver \"2001:db8::1:x\"",
           "defaults: { resolvers: [\"2001:db8::1:x\"] }\n",
           {"config.yaml:8:25: an entry of 'resolvers' must be an address such as 10.0.0.53, 10.0.0.53:5353 "
            "or [2001:db8::53]:53, not '2001:db8::1:x'"}},
          {"network 10.0.0.0/33",
           "defaults: { allow_addresses: [10.0.0.0/33] }\n",
           {"config.yaml:8:31: an entry of 'allow_addresses' must be a network such as 10.0.0.0/8 or "
            "fd00::/8, not '10.0.0.0/33'"}},
          {"network 10.0.0.1/8",
           "defaults: { allow_addresses: [10.0.0.1/8] }\n",
           {"config.yaml:8:31: an entry of 'allow_addresses' '10.0.0.1/8' has bits beyond its /8 (right "
            "would be 10.0.0.0/8)"}},
          {"network \"fd00::/129\"",
           "defaults: { allow_addresses: [\"fd00::/129\"] }\n",
           {"config.yaml:8:31: an entry of 'allow_addresses' must be a network such as 10.0.0.0/8 or "
            "fd00::/8, not 'fd00::/129'"}},
          {"network \"fd00::1/8\"",
           "defaults: { allow_addresses: [\"fd00::1/8\"] }\n",
           {"config.yaml:8:31: an entry of 'allow_addresses' 'fd00::1/8' has bits beyond its /8 (right would "
            "be fd00::/8)"}},
          {"network x/8",
           "defaults: { allow_addresses: [x/8] }\n",
           {"config.yaml:8:31: an entry of 'allow_addresses' must be a network such as 10.0.0.0/8 or "
            "fd00::/8, not 'x/8'"}},
          {"network 10.0.0.0/",
           "defaults: { allow_addresses: [10.0.0.0/] }\n",
           {"config.yaml:8:31: an entry of 'allow_addresses' must be a network such as 10.0.0.0/8 or "
            "fd00::/8, not '10.0.0.0/'"}},
          {"status 99",
           "        expect: { status: [99] }\n",
           {"config.yaml:8:28: an entry of 'status' must be a whole number from 100 to 599, not '99'"}},
          {"status 600",
           "        expect: { status: [600] }\n",
           {"config.yaml:8:28: an entry of 'status' must be a whole number from 100 to 599, not '600'"}},
          {"status \"200\"",
           "        expect: { status: [\"200\"] }\n",
           {"config.yaml:8:28: an entry of 'status' must be a whole number from 100 to 599, not the text "
            "'200'"}},
          {"status ok",
           "        expect: { status: [ok] }\n",
           {"config.yaml:8:28: an entry of 'status' must be a whole number from 100 to 599, not 'ok'"}},
          {"proxy proxy.example:3128",
           "defaults: { proxy: proxy.example:3128 }\n",
           {"config.yaml:8:20: 'proxy' must be a proxy's URL such as http://proxy.example:3128, or none "
            "(schemes: http, https, socks4, socks4a, socks5, socks5h)"}},
          {"proxy ftp://p.example:1",
           "defaults: { proxy: ftp://p.example:1 }\n",
           {"config.yaml:8:20: 'proxy' must be a proxy's URL such as http://proxy.example:3128, or none "
            "(schemes: http, https, socks4, socks4a, socks5, socks5h)"}},
          {"proxy \"http://\"",
           "defaults: { proxy: \"http://\" }\n",
           {"config.yaml:8:20: 'proxy' must be a proxy's URL such as http://proxy.example:3128, or none "
            "(schemes: http, https, socks4, socks4a, socks5, socks5h)"}},
          {"proxy \"http://p.example:3128/path\"",
           "defaults: { proxy: \"http://p.example:3128/path\" }\n",
           {"config.yaml:8:20: 'proxy' must be a proxy's URL such as http://proxy.example:3128, or none "
            "(schemes: http, https, socks4, socks4a, socks5, socks5h)"}},
          {"proxy \"http://p.example:99999\"",
           "defaults: { proxy: \"http://p.example:99999\" }\n",
           {"config.yaml:8:20: 'proxy' must be a proxy's URL such as http://proxy.example:3128, or none "
            "(schemes: http, https, socks4, socks4a, socks5, socks5h)"}},
          {"store mysql://x",
           "store: mysql://x\n",
           {"config.yaml:8:8: 'store' must be sqlite:PATH or postgresql://HOST/DATABASE"}},
          {"store \"sqlite:\"",
           "store: \"sqlite:\"\n",
           {"config.yaml:8:8: 'store' must be sqlite:PATH or postgresql://HOST/DATABASE"}},
          {"store postgresql://",
           "store: postgresql://\n",
           {"config.yaml:8:8: 'store' must be sqlite:PATH or postgresql://HOST/DATABASE"}},
          {"store file.db",
           "store: file.db\n",
           {"config.yaml:8:8: 'store' must be sqlite:PATH or postgresql://HOST/DATABASE"}},
          {"http_version 3",
           "defaults: { http_version: 3 }\n",
           {"config.yaml:8:27: 'http_version' must be one of auto, 1.1, 2, not '3' (did you mean '2'?)"}},
          {"http_version http1.1",
           "defaults: { http_version: http1.1 }\n",
           {"config.yaml:8:27: 'http_version' must be one of auto, 1.1, 2, not 'http1.1'"}},
          {"ip_family",
           "defaults: { ip_family: ipv5 }\n",
           {"config.yaml:8:24: 'ip_family' must be one of ipv4, ipv6, both, any, not 'ipv5' (did you mean "
            "'ipv4'?)"}},
          {"page_engine",
           "defaults: { page_engine: chrome }\n",
           {"config.yaml:8:26: 'page_engine' must be one of network, browser, auto, none, not 'chrome'"}},
          {"profile",
           "defaults: { profile: tablet }\n",
           {"config.yaml:8:22: 'profile' must be one of desktop, mobile, none, not 'tablet'"}},
          {"prime",
           "defaults: { prime: robots.txt }\n",
           {"config.yaml:8:20: 'prime' must be a path such as /robots.txt, not 'robots.txt'"}},
          {"user_agent",
           "defaults: { user_agent: \"a\\nb\" }\n",
           {"config.yaml:8:25: 'user_agent' must be printable ASCII of at most 512 characters"}},
          {"max_redirects",
           "defaults: { max_redirects: 51 }\n",
           {"config.yaml:8:28: 'max_redirects' must be a whole number from 0 to 50, not '51'"}},
          {"deployment",
           "    deployment: lease\n",
           {"config.yaml:8:17: 'deployment' must be one of leased, bought, self-built, unknown, not 'lease' "
            "(did you mean 'leased'?)"}},
          {"confidence",
           "    confidence: sure\n",
           {"config.yaml:8:17: 'confidence' must be one of seen, pattern, memory, confirmed, not 'sure'"}},
          {"host",
           "    hosts: [\"https://a.example/\"]\n",
           {"config.yaml:8:13: an entry of 'hosts' must be a host name without scheme, port and path, not "
            "'https://a.example/'"}},
          {"verified",
           "    verified: 2026-02-30\n",
           {"config.yaml:8:15: 'verified': '2026-02-30' is not a day (right would be 2026-11-20)"}},
          {"verified words",
           "    verified: yesterday\n",
           {"config.yaml:8:15: 'verified': 'yesterday' is not a day (right would be 2026-11-20)"}},
          {"valid_to",
           "    valid_from: 2026-01-02\n    valid_to: 2026-01-01\n",
           {"config.yaml:9:15: 'valid_to' is before 'valid_from'"}},
          {"two in one step",
           "        interactions: [{ click: \"#a\", press: Enter }]\n",
           {"config.yaml:8:24: a step has exactly one of click, type, press, wait_for"}},
          {"no step",
           "        interactions: [{}]\n",
           {"config.yaml:8:24: a step has exactly one of click, type, press, wait_for"}},
          {"a key that no keyboard has",
           "        interactions: [{ press: enter }]\n",
           {"config.yaml:8:33: 'press' is wrong: 'enter' is no key (right would be Enter, Tab, Escape, "
            "ArrowDown, "
            "a character, or one with Alt, Control, Meta or Shift held down, as in Shift+Tab)"}},
          {"line end in a name",
           "name: \"a\\nb\"\n",
           {"config.yaml:8:7: 'name' has a control character or a line's end in it (leave it out)"}},
          {"several documents",
           "---\nversion: 1\n",
           {"config.yaml:8:1: a second document begins here, or text that belongs to nothing"}},
      });
}

TEST(LoadProblems, NameSchedulesThatCannotBe) {
  const Folder folder;
  check(
      folder,
      {
          {"zone Asia/Hanoi",
           "schedules: [{ id: n, time_zone: Asia/Hanoi }]\n",
           {"config.yaml:8:33: 'time_zone' is not a known time zone: 'Asia/Hanoi' (did you mean "
            "'Asia/Harbin'?)"}},
          {"zone Asia/Ho_Chi_Min",
           "schedules: [{ id: n, time_zone: Asia/Ho_Chi_Min }]\n",
           {"config.yaml:8:33: 'time_zone' is not a known time zone: 'Asia/Ho_Chi_Min' (did you mean "
            "'Asia/Ho_Chi_Minh'?)"}},
          {"zone \"+07:00\"",
           "schedules: [{ id: n, time_zone: \"+07:00\" }]\n",
           {"config.yaml:8:33: 'time_zone' is not a known time zone: '+07:00' (right would be "
            "Asia/Ho_Chi_Minh)"}},
          {"zone \"\"",
           "schedules: [{ id: n, time_zone: \"\" }]\n",
           {"config.yaml:8:33: 'time_zone' is not a known time zone: '' (right would be Asia/Ho_Chi_Minh)"}},
          {"cron \"0 22 * *\"",
           "schedules: [{ id: n, cron: \"0 22 * *\" }]\n",
           {"config.yaml:8:28: 'cron' is no cron line: cron line '0 22 * *' has 4 fields instead of five "
            "(MINUTE HOUR DAY MONTH WEEKDAY, as in 0 22 * * *)"}},
          {"cron \"60 22 * * *\"",
           "schedules: [{ id: n, cron: \"60 22 * * *\" }]\n",
           {"config.yaml:8:28: 'cron' is no cron line: cron line '60 22 * * *': the minute field '60' is not "
            "0 to 59, a list, a range or '*' with a step"}},
          {"cron \"0 24 * * *\"",
           "schedules: [{ id: n, cron: \"0 24 * * *\" }]\n",
           {"config.yaml:8:28: 'cron' is no cron line: cron line '0 24 * * *': the hour field '24' is not 0 "
            "to 23, a list, a range or '*' with a step"}},
          {"cron \"0 0 30 2 *\"",
           "schedules: [{ id: n, cron: \"0 0 30 2 *\" }]\n",
           {"config.yaml:8:28: 'cron' is no cron line: cron line '0 0 30 2 *' never matches: no such month "
            "has such a day"}},
          {"cron \"0 22 * * MUN\"",
           "schedules: [{ id: n, cron: \"0 22 * * MUN\" }]\n",
           {"config.yaml:8:28: 'cron' is no cron line: cron line '0 22 * * MUN': the weekday field 'MUN' is "
            "not 0 to 7 or SUN to SAT, a list, a range or '*' with a step"}},
          {"cron \"@daily\"",
           "schedules: [{ id: n, cron: \"@daily\" }]\n",
           {"config.yaml:8:28: 'cron' is no cron line: cron line '@daily' has 1 fields instead of five "
            "(MINUTE HOUR DAY MONTH WEEKDAY, as in 0 22 * * *)"}},
          {"cron \"*/0 * * * *\"",
           "schedules: [{ id: n, cron: \"*/0 * * * *\" }]\n",
           {"config.yaml:8:28: 'cron' is no cron line: cron line '*/0 * * * *': the minute field '*/0' is "
            "not 0 to 59, a list, a range or '*' with a step"}},
          {"cron \"5-1 * * * *\"",
           "schedules: [{ id: n, cron: \"5-1 * * * *\" }]\n",
           {"config.yaml:8:28: 'cron' is no cron line: cron line '5-1 * * * *': the minute field '5-1' is "
            "not 0 to 59, a list, a range or '*' with a step"}},
          {"cron \"0 22 * * * *\"",
           "schedules: [{ id: n, cron: \"0 22 * * * *\" }]\n",
           {"config.yaml:8:28: 'cron' is no cron line: cron line '0 22 * * * *' has more fields instead of "
            "five (MINUTE HOUR DAY MONTH WEEKDAY, as in 0 22 * * *)"}},
          {"cron 5",
           "schedules: [{ id: n, cron: 5 }]\n",
           {"config.yaml:8:28: 'cron' must be a cron line such as \"0 22 * * *\", not a number or truth "
            "value (text that looks like one stands in quotes: \"5\")"}},
          {"gaps",
           "schedules:\n  - { id: n, window: 1m, rounds: 24 }\n",
           {"config.yaml:9:22: schedule 'n': a window of 1m cannot hold 96 measurements of portal 'a', host "
            "a.example with limits.per_host.gap 1s between them (the smallest window that can: 1m35s)"}},
          {"starts",
           "limits: { starts_per_second: 0.01, per_host: { gap: 0 } }\nschedules:\n  - id: n\n    rounds: "
           "24\n    window: 1h\n",
           {"config.yaml:12:13: schedule 'n': a window of 1h cannot hold 96 starts under "
            "limits.starts_per_second 0.01 (the smallest window that can: 2h38m20s)"}},
          {"both limits",
           "limits: { starts_per_second: 0.5 }\nschedules: [{ id: n, window: 5s }]\n",
           {"config.yaml:9:30: schedule 'n': a window of 5s cannot hold 96 starts under "
            "limits.starts_per_second 0.5 (the smallest window that can: 3m10s)",
            "config.yaml:9:30: schedule 'n': a window of 5s cannot hold 96 measurements of portal 'a', host "
            "a.example with limits.per_host.gap 1s between them (the smallest window that can: 3m10s)"}},
          {"default schedule",
           "limits: { per_host: { gap: 1h } }\n",
           {"config.yaml:1:1: schedule 'default': a window of 6h cannot hold 96 measurements of portal 'a', "
            "host a.example with limits.per_host.gap 1h between them (the smallest window that can: 95h)"}},
      });
}

TEST(LoadProblems, NameMaintenanceThatMakesNoSense) {
  const Folder folder;
  check(
      folder,
      {
          {"unknown portal",
           "maintenance:\n  - portals: [a, ab]\n    from: 2026-12-01T22:00+07:00\n    to: "
           "2026-12-02T02:00+07:00\n",
           {"config.yaml:9:18: no portal has the id 'ab' (did you mean 'a'?)"}},
          {"unlike any",
           "maintenance:\n  - portals: [ha-noi]\n    from: 2026-12-01T22:00+07:00\n    to: "
           "2026-12-02T02:00+07:00\n",
           {"config.yaml:9:15: no portal has the id 'ha-noi'"}},
          {"backwards",
           "maintenance:\n  - portals: [a]\n    from: 2026-12-01T22:00+07:00\n    to: "
           "2026-12-01T22:00+07:00\n",
           {"config.yaml:11:9: 'to' is not after 'from'"}},
          {"no zone",
           "maintenance:\n  - portals: [a]\n    from: 2026-12-01T22:00\n    to: 2026-12-02T02:00+07:00\n",
           {"config.yaml:10:11: 'from': '2026-12-01T22:00' is not a time with its zone (right would be "
            "2026-12-01T22:00+07:00 or 2026-12-01T15:00:00Z)"}},
          {"no moment",
           "maintenance:\n  - portals: [a]\n    from: tonight\n    to: 2026-12-02T02:00+07:00\n",
           {"config.yaml:10:11: 'from': 'tonight' is not a time with its zone (right would be "
            "2026-12-01T22:00+07:00 or 2026-12-01T15:00:00Z)"}},
          {"no portals",
           "maintenance:\n  - portals: []\n    from: 2026-12-01T22:00+07:00\n    to: "
           "2026-12-02T02:00+07:00\n",
           {"config.yaml:9:14: 'portals' is empty (right would be a list of portals' ids)"}},
          {"one word",
           "maintenance:\n  - portals: a\n    from: 2026-12-01T22:00+07:00\n    to: 2026-12-02T02:00+07:00\n",
           {"config.yaml:9:14: 'portals' must be a list of portals' ids, not 'a'"}},
      });
}

TEST(LoadProblems, NameFilesThatAreMissingLoopOrStandTwice) {
  const Folder folder;
  folder.write("good.yaml",
               "portals:\n  - { id: b, name: B, pages: [{ id: h, url: \"https://b.example/\" }] }\n");
  folder.write("loop.yaml",
               "portal_files: [config.yaml]\nportals: [{ id: b, name: B, pages: [{ id: h, url: "
               "\"https://b.example/\" }] }]\n");
  folder.write(
      "other.yaml",
      "version: 1\nportals: [{ id: b, name: B, pages: [{ id: h, url: \"https://b.example/\" }] }]\n");
  folder.write("list.yaml", "- a\n");
  folder.write("empty.yaml", "# nothing\n");
  folder.write("broken.yaml", "portals: [\n");
  folder.write("bad.yaml",
               "portals:\n  - { id: B, name: B, pages: [{ id: h, url: \"https://b.example/\" }] }\n");
  folder.write("same.yaml",
               "portals:\n  - { id: a, name: B, pages: [{ id: h, url: \"https://b.example/\" }] }\n");
  std::filesystem::create_symlink("circle.yaml", folder.path("circle.yaml"));
  check(
      folder,
      {
          {"criterion",
           "criterion: none.yaml\n",
           {"config.yaml:8:12: 'criterion': 'none.yaml' cannot be read: No such file or directory"}},
          {"criterion is a folder",
           "criterion: .\n",
           {"config.yaml:8:12: 'criterion': '.' is a folder, not a file"}},
          {"ca_file",
           "    ca_file: none.pem\n",
           {"config.yaml:8:14: 'ca_file': 'none.pem' cannot be read: No such file or directory"}},
          {"client_cert",
           "    client_cert: none.pem\n",
           {"config.yaml:8:18: 'client_cert': 'none.pem' cannot be read: No such file or directory"}},
          {"key without cert",
           "    client_key: config.yaml\n",
           {"config.yaml:8:17: 'client_key' without 'client_cert' (name the certificate too)"}},
          {"client_key",
           "    client_cert: config.yaml\n    client_key: none.pem\n",
           {"config.yaml:9:17: 'client_key': 'none.pem' cannot be read: No such file or directory"}},
          {"portal_files",
           "portal_files: [none.yaml]\n",
           {"config.yaml:8:16: portal file 'none.yaml' cannot be read: No such file or directory"}},
          {"folder", "portal_files: [.]\n", {"config.yaml:8:16: portal file '.' is a folder, not a file"}},
          {"itself",
           "portal_files: [config.yaml]\n",
           {"config.yaml:8:16: portal file 'config.yaml' is this very file: an include loop"}},
          {"itself by another name",
           "portal_files: [./config.yaml]\n",
           {"config.yaml:8:16: portal file './config.yaml' is this very file: an include loop"}},
          {"twice",
           "portal_files: [good.yaml, ./good.yaml]\n",
           {"config.yaml:8:27: portal file './good.yaml' is named twice"}},
          {"names others",
           "portal_files: [loop.yaml]\n",
           {"loop.yaml:1:1: a portal file cannot name others: it has the one key 'portals' (list the files "
            "in the main configuration)"}},
          {"other keys",
           "portal_files: [other.yaml]\n",
           {"other.yaml:1:1: unknown key 'version' (known here: portals)"}},
          {"list",
           "portal_files: [list.yaml]\n",
           {"list.yaml:1:1: a portal file is a map with the one key 'portals', not a list"}},
          {"empty",
           "portal_files: [empty.yaml]\n",
           {"config.yaml:8:16: portal file 'empty.yaml' is empty: there is nothing in it to read"}},
          {"broken",
           "portal_files: [broken.yaml]\n",
           {"broken.yaml:2:1: not YAML: end of sequence flow not found"}},
          {"bad portal in it",
           "portal_files: [bad.yaml]\n",
           {"bad.yaml:2:11: 'id' must be an id: lower case letters, digits, '.', '_' and '-', as in ha-noi "
            "(at most 63, a letter or digit first), not 'B'"}},
          {"same id there",
           "portal_files: [same.yaml]\n",
           {"same.yaml:2:11: duplicate id 'a': another portal has it (config.yaml:3:9)"}},
          {"broken criterion",
           "criterion: broken.yaml\n",
           {"broken.yaml:2:1: not YAML: end of sequence flow not found"}},
          {"name is empty",
           "portal_files: [\"\"]\n",
           {"config.yaml:8:16: an entry of 'portal_files' is empty (right would be a file's path)"}},
          {"order",
           "portal_files: [bad.yaml]\nnam: x\n",
           {"config.yaml:9:1: unknown key 'nam' (did you mean 'name'?)",
            "bad.yaml:2:11: 'id' must be an id: lower case letters, digits, '.', '_' and '-', as in ha-noi "
            "(at most 63, a letter or digit first), not 'B'"}},
          {"links in a circle",
           "portal_files: [circle.yaml]\n",
           {"config.yaml:8:16: portal file 'circle.yaml' cannot be read: Too many levels of symbolic links"}},
      });
}

TEST(LoadProblems, NameSecretsThatAreNotThereOrNotAllowedThere) {
  const Folder folder;
  check(folder,
        {
            {"no variable",
             "        headers: { Authorization: \"Bearer ${env:NOT_SET}\" }\n",
             {"config.yaml:8:35: header 'Authorization': environment variable 'NOT_SET' is not set"}},
            {"empty variable",
             "        headers: { X: \"${env:EMPTY}\" }\n",
             {"config.yaml:8:23: header 'X': environment variable 'EMPTY' is empty"}},
            {"bad name",
             "        headers: { X: \"${env:A-B}\" }\n",
             {"config.yaml:8:23: header 'X': 'A-B' is no name of an environment variable"}},
            {"not closed",
             "        headers: { X: \"${env:TOKEN\" }\n",
             {"config.yaml:8:23: header 'X': '${env:' is not closed with '}'"}},
            {"no file",
             "        headers: { X: \"${file:none.txt}\" }\n",
             {"config.yaml:8:23: header 'X': secret file 'none.txt' cannot be read: No such file or "
              "directory"}},
            {"names no file",
             "        headers: { X: \"${file:}\" }\n",
             {"config.yaml:8:23: header 'X': ${file:} names no file"}},
            {"elsewhere",
             "name: \"${env:TOKEN}\"\n",
             {"config.yaml:8:7: 'name' takes no secret: ${env:...} and ${file:...} are filled in only in "
              "header values, client_key, proxy and store"}},
            {"URL",
             "        tags: [\"${file:token}\"]\n",
             {"config.yaml:8:16: an entry of 'tags' takes no secret: ${env:...} and ${file:...} are filled "
              "in only in header values, client_key, proxy and store"}},
            {"store",
             "store: \"${env:TOKEN}\"\n",
             {"config.yaml:8:8: 'store' must be sqlite:PATH or postgresql://HOST/DATABASE"}},
            {"proxy",
             "defaults: { proxy: \"${env:TOKEN}\" }\n",
             {"config.yaml:8:20: 'proxy' must be a proxy's URL such as http://proxy.example:3128, or none "
              "(schemes: http, https, socks4, socks4a, socks5, socks5h)"}},
            {"client_key",
             "    client_cert: config.yaml\n    client_key: \"${env:TOKEN}\"\n",
             {"config.yaml:9:17: 'client_key': '${env:TOKEN}' cannot be read: No such file or directory"}},
            {"line end",
             "        headers: { X: \"${env:LINES}\" }\n",
             {"config.yaml:8:23: header 'X' has a line's end or control character in its value, or is too "
              "long"}},
        });
}

TEST(LoadProblems, PointAtWhatIsNoYaml) {
  const Folder folder;
  check(folder,
        {
            {"quote", "name: \"x\n", {"config.yaml:8:7: a quote opens here and is never closed"}},
            {"bracket", "name: [a\n", {"config.yaml:9:1: not YAML: end of sequence flow not found"}},
            {"brace", "name: {a: 1\n", {"config.yaml:9:1: not YAML: end of map flow not found"}},
            {"indent", "name: x\n y: z\n", {"config.yaml:9:3: not YAML: illegal map value"}},
            {"tab", "\tname: x\n", {"config.yaml:8:2: not YAML: end of map not found"}},
            {"alias", "name: *nobody\n", {"config.yaml:8:7: not YAML: the referenced anchor is not defined"}},
            {"tag",
             "name: !!python/object x\n",
             {"config.yaml:8:7: a tag that means nothing here (leave out the '!...')"}},
            {"text after", "- a\n", {"config.yaml:8:1: not YAML: end of map not found"}},
            {"self alias",
             "name: &a [*a]\n",
             {"config.yaml:8:11: an alias that stands inside what it stands for"}},
            {"at sign", "name: @x\n", {"config.yaml:8:7: not YAML: unknown token"}},
            {"percent", "%YAML 9\n", {"config.yaml:8:1: not YAML: bad YAML version: 9"}},
            {"colon", "name: a: b\n", {"config.yaml:8:8: not YAML: illegal map value"}},
        });
}

}  // namespace
}  // namespace portalprobe
