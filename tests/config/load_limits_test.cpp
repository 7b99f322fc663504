#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <random>

#include "tests/config/folder.hpp"

namespace portalprobe {
namespace {

using testing::Folder;
using ::testing::HasSubstr;
using testing::kOnePortal;

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

/// What is wrong with a configuration that is wrong once.
std::string only_problem(const Folder& folder, std::string_view text) {
  folder.write("config.yaml", text);
  const auto problems = folder.problems("config.yaml");
  return problems.size() == 1 ? problems.front() : fmt::format("{} problems", problems.size());
}

TEST(LoadLimits, RefuseWhatIsNoTextFile) {
  const Folder folder;
  std::filesystem::create_directory(folder.path("folder"));
  ASSERT_EQ(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
  folder.write("empty", "");
  folder.write("blank", " \n\n");
  folder.write("binary", std::string_view("version: 1\0portals", 18));
  folder.write("elf", std::string_view("\x7F"
                                       "ELF\2\1\1\0\0",
                                       9));
  folder.write("latin", "version: 1\nname: H\xE0 N\xF4i\n");
  folder.write("utf16", std::string_view("\xFF\xFEv\0e\0", 6));
  folder.write("escape", "version: 1\nname: \x1B[31mred\n");
  const std::pair<const char*, const char*> rows[] = {
      {"none", "none: cannot be read: No such file or directory"},
      {"folder", "folder: is a folder, not a file"},
      {"pipe", "pipe: is not a regular file"},
      {"empty", "empty: is empty: there is nothing in it to read"},
      {"blank", "blank: is empty: there is nothing in it to read"},
      {"binary", "binary: is a binary file, not text (it has a NUL byte)"},
      {"elf", "elf: is a binary file, not text (it has a NUL byte)"},
      {"latin", "latin:2:8: is not UTF-8 here (save the file as UTF-8)"},
      {"utf16", "utf16: is UTF-16 (save it as UTF-8)"},
      {"escape", "escape:2:7: control character 0x1b (leave it out)"},
  };
  for (const auto& [name, want] : rows) {
    EXPECT_EQ(folder.problems(name), std::vector<std::string>{want}) << name;
  }
  EXPECT_EQ(load_config("/dev/null").error().front().text(), "/dev/null: is not a regular file");
  EXPECT_EQ(load_config("").error().front().message, "cannot be read: No such file or directory");
}

TEST(LoadLimits, RefuseALargeFileUnread) {
  const Folder folder;
  folder.write("config.yaml", kOnePortal);
  std::filesystem::resize_file(folder.path("config.yaml"), 100'000'000);
  EXPECT_EQ(folder.problems("config.yaml"),
            std::vector<std::string>{"config.yaml: has 100000000 bytes, and at most 64MiB are read"});
  folder.write("main.yaml", "version: 1\nportal_files: [config.yaml]\n");
  EXPECT_EQ(folder.problems("main.yaml"),
            std::vector<std::string>{
                "main.yaml:2:16: portal file 'config.yaml' has 100000000 bytes, and at most 64MiB are read"});
}

TEST(LoadLimits, EndDeepNests) {
  const Folder folder;
  std::string steps = "portals:\n";
  for (std::size_t depth = 0; depth < 1000; ++depth) steps += std::string(depth, ' ') + "- a:\n";
  const std::pair<const char*, std::string> rows[] = {
      {"closed lists", "portals: " + std::string(10'000, '[') + std::string(10'000, ']') + "\n"},
      {"open lists", "portals: " + std::string(10'000, '[')},
      {"dashes", repeated("- ", 10'000) + "x\n"},
      {"maps", repeated("{a: ", 10'000) + "x" + std::string(10'000, '}')},
      {"complex keys", repeated("? ", 10'000) + "x\n"},
      {"steps", steps},
  };
  for (const auto& [name, text] : rows) {
    const auto problem = only_problem(folder, text);
    EXPECT_TRUE(problem.find("deep") != problem.npos || problem.find("not YAML") != problem.npos ||
                problem.find("no end of a value") != problem.npos)
        << name << ": " << problem;
    EXPECT_EQ(problem.find("config.yaml:"), 0U) << name;
  }
  EXPECT_THAT(only_problem(folder, "portals: " + std::string(100, '[') + std::string(100, ']')),
              HasSubstr("nested more than 64 deep"));
}

TEST(LoadLimits, EndHugeHostileFiles) {
  const Folder folder;
  constexpr std::size_t kMany = 2U << 20U;
  const std::pair<const char*, std::string> rows[] = {
      {"brackets", std::string(kMany, '[')},
      {"braces", std::string(kMany, '{')},
      {"quotes", "a: \"" + std::string(kMany, 'x')},
      {"open quote of lines", "a: 'x\n" + repeated("b: c\n", kMany / 5)},
      {"key", std::string(kMany, 'k') + ": 1"},
      {"dashes", repeated("- ", kMany / 2)},
      {"colons", repeated("a: ", kMany / 3)},
      {"commas", "[" + std::string(kMany, ',')},
      {"spaces", "a: [" + std::string(kMany, ' ')},
      {"anchors", repeated("&a ", kMany / 3)},
      {"tags", repeated("!", kMany)},
      {"percents", repeated("%", kMany)},
      {"block", "a: |\n" + repeated(" x\n", kMany / 3)},
      {"marks", repeated("---\n", kMany / 4)},
  };
  for (const auto& [name, text] : rows) {
    folder.write("config.yaml", text);
    EXPECT_FALSE(folder.problems("config.yaml").empty()) << name;
  }
}

TEST(LoadLimits, PointAtAQuoteThatIsLeftOpenAboveManyPortals) {
  const Folder folder;
  std::string text = "version: 1\nname: \"open\nportals:\n";
  for (int i = 0; i < 100; ++i) text += fmt::format("  - {{ id: p{}, name: P, pages: [] }}\n", i);
  EXPECT_EQ(only_problem(folder, text), "config.yaml:2:7: a quote opens here and is never closed");
}

TEST(LoadLimits, RefuseAliasesThatMultiply) {
  const Folder folder;
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    text += fmt::format("a{0}: &a{0} [{1}*a{2}]\n", i, repeated(fmt::format("*a{}, ", i - 1), 9), i - 1);
  }
  EXPECT_THAT(only_problem(folder, kOnePortal + text),
              HasSubstr("aliases stand for more than 1000000 values"));
  EXPECT_THAT(only_problem(folder, "name: &n " + std::string(100'000, 'x') + "\nportals: [" +
                                       repeated("*n, ", 1000) + "]\n"),
              HasSubstr("aliases stand for more than 1000000 values"));
}

TEST(LoadLimits, EndTheListOfProblems) {
  const Folder folder;
  std::string text = kOnePortal + "        tags:\n" + repeated("          - []\n", 90);
  for (int i = 0; i < 12'000; ++i) text += fmt::format("unknown{}: 1\n", i);
  folder.write("config.yaml", text);
  const auto problems = folder.problems("config.yaml");
  ASSERT_EQ(problems.size(), 10'001U);
  EXPECT_EQ(problems.back(), "config.yaml: and 2090 more problems");
}

TEST(LoadLimits, HoldTenThousandPortals) {
  const Folder folder;
  std::string text = "version: 1\nlimits: { starts_per_second: 1000 }\nportals:\n";
  for (int i = 0; i < 10'000; ++i) {
    text += fmt::format(
        "  - id: p{0}\n    name: Cổng {0}\n    pages: [{{ id: home, url: \"https://p{0}.example/\" }}]\n"
        "    actions: [{{ id: search, url: \"https://p{0}.example/search\" }}]\n",
        i);
  }
  const auto config = load_config(folder.write("config.yaml", text));
  ASSERT_TRUE(config) << config.error().front().text();
  ASSERT_EQ(config->portals.size(), 10'000U);
  EXPECT_EQ(config->portals.back().id, "p9999");
  EXPECT_EQ(config->portals.back().targets.size(), 2U);
}

/// A valid text with much of the format in it.
std::string rich() {
  return kOnePortal +
         "        headers: { X-Key: \"v\" }\n"
         "        expect: { status: [200], contains: 'x', max_bytes: 1MiB }\n"
         "        interactions: [{ click: \"#q\" }, { press: Enter }]\n"
         "    actions: [{ id: s, url: \"https://a.example/s\", tags: &t [x, y] }]\n"
         "    systems: *t\n"
         "schedules: [{ id: n, cron: \"0 22 * * *\", time_zone: Asia/Ho_Chi_Minh, window: 6h, rounds: 24 }]\n"
         "limits: { in_flight: 3, per_host: { gap: 1s } }\n"
         "defaults: { resolvers: [10.0.0.1], allow_addresses: [10.0.0.0/8] }\n"
         "maintenance: [{ portals: [a], from: 2026-12-01T22:00+07:00, to: 2026-12-02T02:00+07:00 }]\n"
         "name: |\n  Cổng\n";
}

/// Neither crash nor silence: a configuration, or problems that each say something.
void expect_an_answer(const Folder& folder, std::string_view text) {
  const auto config = load_config(folder.write("config.yaml", text));
  if (config) {
    EXPECT_FALSE(config->portals.empty());
    return;
  }
  ASSERT_FALSE(config.error().empty());
  for (const auto& problem : config.error()) {
    EXPECT_FALSE(problem.message.empty());
    EXPECT_GE(problem.line, 0);
    EXPECT_LT(problem.text().size(), 2000U);
  }
}

TEST(LoadLimits, AnswerEveryTruncation) {
  const Folder folder;
  const std::string text = rich();
  for (std::size_t length = 0; length <= text.size(); ++length) {
    SCOPED_TRACE(length);
    expect_an_answer(folder, text.substr(0, length));
  }
}

TEST(LoadLimits, AnswerSingleBytesThatWereChanged) {
  const Folder folder;
  const std::string text = rich();
  std::mt19937 random(20261120);
  constexpr std::string_view kSharp = "\"'[]{}:,-?&*!|>%@#\n\t \\~<=0\x01\x7F\x80\xC3\xFF";
  for (int i = 0; i < 600; ++i) {
    std::string changed = text;
    const std::size_t at = random() % text.size();
    const auto kind = random() % 3;
    if (kind == 0) changed[at] = kSharp[random() % kSharp.size()];
    if (kind == 1)
      changed[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << (random() % 8)));
    if (kind == 2) changed.insert(at, 1, kSharp[random() % kSharp.size()]);
    SCOPED_TRACE(fmt::format("byte {} in change {}", at, i));
    expect_an_answer(folder, changed);
  }
}

}  // namespace
}  // namespace portalprobe
