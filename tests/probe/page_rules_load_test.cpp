#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "probe/page_rules.hpp"
#include "tests/support/source_folder.hpp"

namespace portalprobe {
namespace {

/// The error for one rule file; empty: it was accepted.
std::string problems(const std::string& text) {
  const auto rules = PageRules::parse(text, "own.yaml");
  return rules ? "" : rules.error().message;
}

class RulesFile {
 public:
  explicit RulesFile(const std::string& text)
      : path_(testing::TempDir() + "page_rules_" + std::to_string(::getpid()) + ".yaml") {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~RulesFile() { std::remove(path_.c_str()); }
  RulesFile(const RulesFile&) = delete;
  RulesFile& operator=(const RulesFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(PageRulesFile, ShipsWithTheProgramAsItStandsInTheRepository) {
  std::ifstream file(support::source_folder() + "/config/rules/pages.yaml");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto read = PageRules::parse(text, "pages.yaml");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->rules().size(), PageRules::built_in().rules().size());
  EXPECT_GT(read->rules().size(), 40U);
}

TEST(PageRulesFile, NamesEachMistakeWithItsPlace) {
  struct {
    std::string rule, want;
  } rows[] = {
      {"{ verdict: blocked, status: 403 }", "own.yaml:3:5: a rule needs a name"},
      {"{ name: a, status: 403 }", "own.yaml:3:5: a rule needs a verdict"},
      {"{ name: a, verdict: blocked }", "own.yaml:3:5: a rule needs a status"},
      {"{ name: a, verdict: blocked, max_text: 5 }", "own.yaml:3:5: a rule needs a status"},
      {"{ name: a, verdict: bad, status: 403 }", "own.yaml:3:25: 'bad' is no verdict"},
      {"{ name: A b, verdict: blocked, status: 403 }", "own.yaml:3:13: a rule's name"},
      {"{ name: a, verdict: blocked, stat: 403 }", "own.yaml:3:34: unknown key 'stat'"},
      {"{ name: a, verdict: blocked, status: 99 }", "own.yaml:3:42: '99' is no status"},
      {"{ name: a, verdict: blocked, status: 500-400 }", "is no status"},
      {"{ name: a, verdict: blocked, status: [403, x] }", "own.yaml:3:48: 'x' is no status"},
      {"{ name: a, verdict: blocked, status: 403, status: 404 }", "key 'status' stands here twice"},
      {"{ name: a, verdict: blocked, title: '' }", "a pattern is a text"},
      {"{ name: a, verdict: blocked, title: '*' }", "does not match everything"},
      {"{ name: a, verdict: blocked, title: [] }", "neither a value nor a list"},
      {"{ name: a, verdict: blocked, title: { a: b } }", "neither a value nor a list"},
      {"{ name: a, verdict: blocked, text: x, max_text: many }", "'many' is no number"},
      {"{ name: a, verdict: blocked, text: x, max_text: -1 }", "'-1' is no number"},
      {"{ name: a, verdict: blocked, text: x, login: yes }", "right would be true or false"},
      {"{ name: a, verdict: blocked, header: x }", "'header' is a map"},
      {"just words", "a rule is a map"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.rule);
    const auto found = problems("version: 1\nrules:\n  - " + row.rule + "\n");
    EXPECT_NE(found.find(row.want), std::string::npos) << found;
  }
}

TEST(PageRulesFile, ReportsAllMistakesAtOnce) {
  const auto found = problems(
      "version: 2\nother: 1\nrules:\n  - { name: a, status: x }\n  - { name: a, verdict: blocked, status: "
      "403 }\n");
  for (const std::string_view want : {"unknown key 'other'", "'x' is no status", "a rule needs a verdict",
                                      "there are two rules 'a'", "version: 1"}) {
    EXPECT_NE(found.find(want), std::string::npos) << want << " in\n" << found;
  }
}

TEST(PageRulesFile, SurvivesWhatIsNoRulesFile) {
  std::string deep(10'000, '[');
  std::string alias = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'l'; ++c) {
    alias += std::string(1, c) + ": &" + c;
    alias += " [";
    for (int i = 0; i < 9; ++i) alias += std::string("*") + static_cast<char>(c - 1) + (i < 8 ? "," : "]\n");
  }
  for (const std::string& text : {std::string(), std::string("\0\x01\x02", 3), std::string("- a\n- b\n"),
                                  std::string("a: [\n"), deep, alias, std::string("version: 1\nrules: 5\n"),
                                  std::string("version: 1\nrules: [[[]]]\n"), std::string("\xff\xfe\xfd")}) {
    EXPECT_NE(problems(text), "");
  }
  EXPECT_NE(problems("a: [\n").find("own.yaml:"), std::string::npos);
}

TEST(PageRulesFile, PutsOwnRulesFirstAndReplacesByName) {
  const RulesFile file(
      "version: 1\nrules:\n"
      "  - { name: our-wall, verdict: blocked, text: 'hãng tường lửa riêng' }\n"
      "  - { name: forbidden, verdict: blocked, status: 418 }\n"
      "  - { name: our-news, verdict: healthy, title: tin tức }\n");
  const auto rules = PageRules::with_file(file.path());
  ASSERT_TRUE(rules) << rules.error().message;
  EXPECT_EQ(rules->rules().size(), PageRules::built_in().rules().size() + 2);

  Answer answer;
  answer.content_type = "text/html";
  answer.status = 200;
  answer.head = "<p>HÃNG TƯỜNG LỬA RIÊNG chặn bạn";
  answer.body_size = answer.head.size();
  ASSERT_TRUE(rules->judge(answer));
  EXPECT_EQ(rules->judge(answer)->rule, "our-wall");
  EXPECT_FALSE(PageRules::built_in().judge(answer));

  answer.head = "<title>Tin tức</title><p>Hệ thống đang bảo trì";
  EXPECT_FALSE(rules->judge(answer)) << "an own rule protects it";
  ASSERT_TRUE(PageRules::built_in().judge(answer));

  Answer bare;
  bare.status = 403;
  EXPECT_FALSE(rules->judge(bare)) << "the rule was replaced";
  bare.status = 418;
  EXPECT_TRUE(rules->judge(bare));
}

TEST(PageRulesFile, RefusesFilesThatAreNone) {
  for (const std::string path : {"/nonexistent/rules.yaml", "/", "/dev/zero"}) {
    const auto rules = PageRules::with_file(path);
    ASSERT_FALSE(rules);
    EXPECT_NE(rules.error().message.find(path), std::string::npos);
  }
  const RulesFile large(std::string((1U << 20U) + 1, '#'));
  EXPECT_FALSE(PageRules::with_file(large.path()));
}

}  // namespace
}  // namespace portalprobe
