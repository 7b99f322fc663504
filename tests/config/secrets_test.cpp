#include <gtest/gtest.h>

#include "tests/config/loading.hpp"

namespace portalprobe {
namespace {

class Secrets : public testing::Test {
 protected:
  static std::string with_header(std::string_view value) {
    return "version: 1\nportals:\n  - id: a\n    name: A\n    pages:\n      - { id: home, url: "
           "\"https://a.example/\", headers: { "
           "Authorization: " +
           std::string(value) + " } }\n";
  }

  /// The header's value, or the problems.
  std::string header(std::string_view value, Environment variables = {}) {
    const auto config = load_text(folder_, with_header(value), std::move(variables));
    if (!config) return all_of(config.error());
    return config->portals[0].targets[0].headers[0].value.reveal();
  }

  std::string problem(std::string_view value, Environment variables = {}) {
    const auto config = load_text(folder_, with_header(value), std::move(variables));
    return config ? "none" : config.error().front().message;
  }

  support::TempDir folder_;
};

TEST_F(Secrets, ComeFromVariablesAndFiles) {
  folder_.write("token", "s3cret\n");
  folder_.write("windows", "s3cret\r\n");
  const Environment variables = {{"TOKEN", "abc"}, {"OTHER", "${env:TOKEN}"}};
  const struct {
    std::string_view value;
    std::string_view want;
  } rows[] = {{"\"Bearer ${env:TOKEN}\"", "Bearer abc"}, {"\"${env:TOKEN}${env:TOKEN}\"", "abcabc"},
              {"\"${file:token}\"", "s3cret"},           {"\"${file:windows}!\"", "s3cret!"},
              {"\"${env:OTHER}\"", "${env:TOKEN}"},  // what comes in is not looked at again
              {"\"$5 ${x} ${\"", "$5 ${x} ${"},          {"plain", "plain"}};
  for (const auto& row : rows) EXPECT_EQ(header(row.value, variables), row.want) << row.value;
}

TEST_F(Secrets, AreKnownAsSuchAndKeepTheirWrittenForm) {
  const auto config = load_text(folder_, with_header("\"Bearer ${env:TOKEN}\""), {{"TOKEN", "hunter2"}});
  ASSERT_TRUE(config) << all_of(config.error());
  const Secret& value = config->portals[0].targets[0].headers[0].value;
  EXPECT_TRUE(value.is_secret());
  EXPECT_EQ(value.written(), "Bearer ${env:TOKEN}");
  EXPECT_EQ(config->resolved.find("hunter2"), std::string::npos);
  EXPECT_NE(config->resolved.find("Bearer ${env:TOKEN}"), std::string::npos);
  EXPECT_TRUE(config->portals[0].targets[1].headers[0].value.is_secret()) << "the default action's too";
}

TEST_F(Secrets, DoNotChangeTheConfigurationsHash) {
  const std::string text = with_header("\"${env:TOKEN}\"");
  EXPECT_EQ(load_text(folder_, text, {{"TOKEN", "one"}})->sha256,
            load_text(folder_, text, {{"TOKEN", "two"}})->sha256);
}

TEST_F(Secrets, ThatCannotBeFilledInAreNamedAndNeverShown) {
  folder_.write("empty", "\n");
  folder_.write("lines", "hunter2\nhunter3\n");
  folder_.write("large", std::string(70'000, 'x'));
  const Environment variables = {{"EMPTY", ""}, {"LINES", "hunter2\nX: y"}};
  const struct {
    std::string_view value;
    std::string want;
  } rows[] = {
      {"\"Bearer ${env:NOPE}\"", "header 'Authorization': environment variable 'NOPE' is not set"},
      {"\"${env:EMPTY}\"", "header 'Authorization': environment variable 'EMPTY' is empty"},
      {"\"${env:}\"", "header 'Authorization': '' is no name of an environment variable"},
      {"\"${env:A B}\"", "header 'Authorization': 'A B' is no name of an environment variable"},
      {"\"${env:NOPE\"", "header 'Authorization': '${env:' is not closed with '}'"},
      {"\"${file:}\"", "header 'Authorization': ${file:} names no file"},
      {"\"${file:nothing}\"",
       "header 'Authorization': secret file 'nothing' cannot be read: No such file or directory"},
      {"\"${file:/dev/zero}\"", "header 'Authorization': secret file '/dev/zero' is not a regular file"},
      {"\"${file:empty}\"", "header 'Authorization': secret file 'empty' is empty"},
      {"\"${file:large}\"",
       "header 'Authorization': secret file 'large' has 70000 bytes, and at most 64KiB are read"},
      {"\"${env:LINES}\"",
       "header 'Authorization' has a line's end or control character in its value, or is too long"},
      {"\"${file:lines}\"",
       "header 'Authorization' has a line's end or control character in its value, or is too long"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(problem(row.value, variables), row.want) << row.value;
    EXPECT_EQ(header(row.value, variables).find("hunter"), std::string::npos);
  }
}

TEST_F(Secrets, HaveTheValuesPlaceWhereTheyFail) {
  const Marked marked = without_marks(with_header("§\"${env:NOPE}\""));
  const auto config = load_text(folder_, marked.text);
  ASSERT_FALSE(config);
  EXPECT_EQ(std::pair(config.error()[0].line, config.error()[0].column), marked.places[0]);
}

TEST_F(Secrets, AreRefusedElsewhere) {
  const std::string want =
      " takes no secret: ${env:...} and ${file:...} are filled in only in header values, client_key, proxy "
      "and store";
  const struct {
    std::string_view more;
    std::string_view label;
  } rows[] = {{"name: §\"${env:X}\"\n", "'name'"},
              {"vantage: { description: §\"at ${file:x}\" }\n", "'description'"},
              {"defaults: { user_agent: §\"${env:X}\" }\n", "'user_agent'"},
              {"criterion: §\"${env:X}\"\n", "'criterion'"},
              {"controls: [{ id: x, url: §\"https://${env:X}/\" }]\n", "'url'"}};
  for (const auto& row : rows) {
    const Marked marked = without_marks(minimal(row.more));
    const auto config = load_text(folder_, marked.text, {{"X", "hunter2"}});
    ASSERT_FALSE(config) << row.more;
    EXPECT_EQ(config.error()[0].message, std::string(row.label) + want);
    EXPECT_EQ(std::pair(config.error()[0].line, config.error()[0].column), marked.places[0]);
  }
}

TEST_F(Secrets, FillInKeysProxiesAndStores) {
  folder_.write("cert.pem", "x");
  folder_.write("key.pem", "x");
  const auto config = load_text(folder_, R"(
version: 1
store: "postgresql://u:${env:PW}@host/db"
defaults: { proxy: "http://u:${env:PW}@proxy.example:3128" }
portals:
  - id: a
    name: A
    client_cert: cert.pem
    client_key: "${env:KEY}"
    proxy: "socks5h://127.0.0.1:1080"
    pages: [{ id: home, url: "https://a.example/" }]
)",
                                {{"PW", "hunter2"}, {"KEY", "key.pem"}});
  ASSERT_TRUE(config) << all_of(config.error());
  EXPECT_EQ(config->store.reveal(), "postgresql://u:hunter2@host/db");
  EXPECT_EQ(config->store.written(), "postgresql://u:${env:PW}@host/db");
  EXPECT_EQ(config->defaults.proxy.reveal(), "http://u:hunter2@proxy.example:3128");
  EXPECT_EQ(config->portals[0].proxy.reveal(), "socks5h://127.0.0.1:1080");
  EXPECT_EQ(config->portals[0].client_cert, folder_ / "cert.pem");
  EXPECT_EQ(config->portals[0].client_key.reveal(), folder_ / "key.pem");
  EXPECT_EQ(config->portals[0].client_key.written(), "${env:KEY}");
  EXPECT_EQ(config->resolved.find("hunter2"), std::string::npos);
}

TEST_F(Secrets, WrittenAsPasswordsOfUrlsAreMasked) {
  const auto config =
      load_text(folder_, minimal("store: \"postgresql://u:hunter2@host/db\"\n"
                                 "defaults: { proxy: \"http://u:hunter2@proxy.example\" }\n"));
  ASSERT_TRUE(config) << all_of(config.error());
  EXPECT_EQ(config->store.reveal(), "postgresql://u:hunter2@host/db");
  EXPECT_EQ(config->store.written(), "postgresql://u:***@host/db");
  EXPECT_TRUE(config->defaults.proxy.is_secret());
  EXPECT_EQ(config->resolved.find("hunter2"), std::string::npos);
}

TEST_F(Secrets, InWrongProxiesAndStoresAreNotShown) {
  for (const std::string more :
       {"store: \"mysql://u:hunter2@host/db\"\n", "defaults: { proxy: \"htp://u:hunter2@proxy\" }\n",
        "defaults: { proxy: \"http://u:hunter2@proxy/path\" }\n",
        "defaults: { proxy: [\"http://u:hunter2@proxy\"] }\n", "store: { a: hunter2 }\n"}) {
    const auto config = load_text(folder_, minimal(more));
    ASSERT_FALSE(config) << more;
    EXPECT_EQ(all_of(config.error()).find("hunter2"), std::string::npos) << all_of(config.error());
  }
}

TEST_F(Secrets, ProxyOfADefaultCanBeNoneAndOfAPortalIsLeftOut) {
  EXPECT_TRUE(load_text(folder_, minimal("defaults: { proxy: none }\n"))->defaults.proxy.empty());
  const Marked marked = without_marks(
      "version: 1\nportals:\n  - { id: a, name: A, proxy: §none, pages: [{ id: home, url: "
      "\"https://a.example/\" }] }\n");
  const auto config = load_text(folder_, marked.text);
  ASSERT_FALSE(config);
  EXPECT_EQ(std::pair(config.error()[0].line, config.error()[0].column), marked.places[0]);
  EXPECT_EQ(config.error()[0].message,
            "'proxy' must be a proxy's URL such as http://proxy.example:3128 (schemes: http, https, socks4, "
            "socks4a, socks5, "
            "socks5h)");
}

TEST_F(Secrets, KeyNeedsACertificate) {
  folder_.write("key.pem", "x");
  const Marked marked = without_marks(
      "version: 1\nportals:\n  - { id: a, name: A, client_key: §key.pem, pages: [{ id: home, url: "
      "\"https://a.example/\" }] }\n");
  const auto config = load_text(folder_, marked.text);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error()[0].message, "'client_key' without 'client_cert' (name the certificate too)");
  EXPECT_EQ(std::pair(config.error()[0].line, config.error()[0].column), marked.places[0]);
}

}  // namespace
}  // namespace portalprobe
