#include "config/schema.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "config/criterion_type.hpp"
#include "config/document.hpp"
#include "config/evaluation_type.hpp"
#include "config/load_criterion.hpp"
#include "config/source_file.hpp"
#include "tests/config/loading.hpp"
#include "tests/config/schema_check.hpp"
#include "tests/support/source_folder.hpp"

namespace portalprobe {
namespace {

const std::string kConfigFolder = support::source_folder() + "/config/";

const nlohmann::json& schema() {
  static const auto kSchema = nlohmann::json::parse(json_schema());
  return kSchema;
}

YamlTree tree_of(const std::string& file, std::string text) {
  auto tree = YamlTree::parse(file, std::move(text));
  if (!tree) throw std::runtime_error(tree.error().text());
  return std::move(*tree);
}

std::string misfit_of_text(const std::string& text) {
  const auto tree = tree_of("text", text);
  return SchemaCheck::first_misfit(schema(), tree.root());
}

/// Every key of every object, as a path.
void collect(const Shape& shape, const std::string& path, std::set<std::string>& keys) {
  if (shape.item) collect(*shape.item, path, keys);
  for (const auto& field : shape.fields) {
    keys.insert(path + "/" + field.key);
    collect(field.shape, path + "/" + field.key, keys);
  }
}

void collect(const nlohmann::json& described, const std::string& path, std::set<std::string>& keys) {
  if (described.contains("items")) collect(described["items"], path, keys);
  if (!described.contains("properties")) return;
  for (const auto& [key, property] : described["properties"].items()) {
    keys.insert(path + "/" + key);
    collect(property, path + "/" + key, keys);
  }
}

TEST(Schema, DescribesEachKeyThatTheLoaderKnows) {
  std::set<std::string> known;
  std::set<std::string> described;
  collect(document_type().shape, "", known);
  collect(schema(), "", described);
  EXPECT_EQ(known, described);
  EXPECT_GT(known.size(), 80U);
  for (const std::string key :
       {"/version", "/vantage/network", "/limits/per_host/gap", "/portals/pages/interactions/click",
        "/portals/actions/expect/max_bytes", "/portals/successor", "/defaults/prime"}) {
    EXPECT_TRUE(described.contains(key)) << key;
  }
}

TEST(Schema, HasAMeaningForEachKey) {
  const std::function<void(const nlohmann::json&)> visit = [&](const nlohmann::json& described) {
    if (described.contains("items")) visit(described["items"]);
    if (!described.contains("properties")) return;
    for (const auto& [key, property] : described["properties"].items()) {
      EXPECT_FALSE(property.value("description", "").empty()) << key;
      visit(property);
    }
  };
  visit(schema());
}

std::string kind_of(const std::string& path) {
  if (path.find("/criteria/") != std::string::npos) return "criterion";
  return path.find("/groups/") != std::string::npos ? "groups" : "configuration";
}

TEST(Schema, FitsWhatIsShipped) {
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kConfigFolder)) {
    const std::string path = entry.path().string();
    if (!path.ends_with(".yaml") || path.find("/rules/") != std::string::npos) continue;
    SCOPED_TRACE(path);
    const auto tree = tree_of(path, *read_text_file(path));
    const bool portal_file = path.find("/portals/") != std::string::npos;
    nlohmann::json wanted = nlohmann::json::parse(json_schema_of(kind_of(path)));
    if (portal_file) wanted["required"] = nlohmann::json::array({"portals"});
    EXPECT_EQ(SchemaCheck::first_misfit(wanted, tree.root()), "");
    ++files;
  }
  EXPECT_GE(files, 8);
}

TEST(Schema, IsThereForEveryKindOfFile) {
  for (const auto kind : schema_kinds()) {
    const auto described = nlohmann::json::parse(json_schema_of(kind));
    EXPECT_TRUE(described["properties"].contains(kind == "configuration" ? "portals" : "version")) << kind;
    EXPECT_FALSE(described["additionalProperties"].get<bool>()) << kind;
  }
  EXPECT_EQ(json_schema_of("configuration"), json_schema());
  EXPECT_EQ(json_schema_of("portal"), "");
}

TEST(Schema, TakesALimitAsADurationOrAsANumber) {
  const auto criterion = nlohmann::json::parse(json_schema_of("criterion"));
  const auto& limit = criterion["properties"]["thresholds"]["items"]["properties"]["limit"];
  for (const std::string text : {"2.5s", "0.1", "1"}) {
    EXPECT_EQ(SchemaCheck::first_misfit(limit, tree_of("limit", text + "\n").root()), "") << text;
  }
  EXPECT_NE(SchemaCheck::first_misfit(limit, tree_of("limit", "{}\n").root()), "");
}

TEST(Schema, RefusesWhatTheLoaderRefuses) {
  support::TempDir folder;
  for (const std::string& text :
       {minimal("round: 1\n"), minimal("limits: { in_flight: 0 }\n"),
        minimal("limits: { in_flight: \"5\" }\n"), minimal("name: 5\n"), minimal("name: \"\"\n"),
        minimal("name: ~\n"), minimal("defaults: { timeout: 30 s }\n"),
        minimal("defaults: { http_version: 3 }\n"), minimal("schedules: []\n"),
        minimal("vantage: { id: A }\n"), minimal("fitness: { max_unfit_share: 5 }\n"),
        minimal("controls: [{ id: x }]\n"), minimal("controls: [{ id: x, url: ftp://x/ }]\n"),
        std::string("version: 1\nportals: [{ id: a, name: A }]\n"), minimal().replace(9, 1, "2")}) {
    EXPECT_NE(misfit_of_text(text), "") << text;
    EXPECT_FALSE(load_text(folder, text)) << text;
  }
}

TEST(Schema, FitsWhatTheLoaderTakes) {
  support::TempDir folder;
  for (const std::string& text :
       {minimal(), minimal("defaults: { http_version: 1.1 }\n"),
        minimal("defaults: { http_version: \"2\" }\n"), minimal("defaults: { max_body: 4096, proxy: ~ }\n"),
        minimal("vantage: { description: ~ }\n"), minimal("schedules: [{ id: a, window: 0, cron: ~ }]\n"),
        minimal("controls: ~\n"), minimal("limits: { starts_per_second: 2.5 }\n")}) {
    EXPECT_EQ(misfit_of_text(text), "") << text;
    const auto config = load_text(folder, text);
    EXPECT_TRUE(config) << all_of(config ? std::vector<Problem>{} : config.error());
  }
}

void collect(const YamlNode& node, const std::string& path, std::set<std::string>& keys) {
  std::string key;
  bool is_key = true;
  for (const YamlNode& child : node.children()) {
    if (node.is_list()) {
      collect(child, path, keys);
      continue;
    }
    if (is_key) {
      key = path + "/" + std::string(child.text());
      keys.insert(key);
    } else {
      collect(child, key, keys);
    }
    is_key = !is_key;
  }
}

TEST(Examples, UseEveryKeyThatNeedsNoFileOfTheReadersOwn) {
  std::set<std::string> used;
  for (const std::string name : {"full.yaml", "day-and-night.yaml"}) {
    const auto tree = tree_of(name, *read_text_file(kConfigFolder + "examples/" + name));
    collect(tree.root(), "", used);
  }
  std::set<std::string> known;
  collect(document_type().shape, "", known);
  for (const std::string key :
       {"/criterion", "/portals/ca_file", "/portals/client_cert", "/portals/client_key"}) {
    EXPECT_EQ(known.erase(key), 1U) << key;
  }
  for (const auto& key : known) EXPECT_TRUE(used.contains(key)) << key;
}

void expect_each_key_named(const Shape& shape, const std::string& document) {
  const auto text = read_text_file(support::source_folder() + "/docs/" + document);
  ASSERT_TRUE(text) << text.error().text();
  std::set<std::string> known;
  collect(shape, "", known);
  for (const auto& path : known) {
    const std::string key = path.substr(path.rfind('/') + 1);
    const std::string forms[] = {"`" + key + "`", "." + key + "`", "`" + key + ".", "`" + key + ": "};
    const bool named = std::ranges::any_of(
        forms, [&](const std::string& form) { return text->find(form) != std::string::npos; });
    EXPECT_TRUE(named) << path;
  }
}

TEST(Documentation, NamesEveryKey) {
  expect_each_key_named(document_type().shape, "config.md");
  expect_each_key_named(criterion_type().shape, "criteria.md");
  expect_each_key_named(scheme_type().shape, "criteria.md");
  expect_each_key_named(evaluation_type().shape, "criteria.md");
  expect_each_key_named(exclusions_type().shape, "criteria.md");
  expect_each_key_named(holidays_type().shape, "criteria.md");
}

TEST(Documentation, ShowsExamplesThatAreValid) {
  const auto text = read_text_file(support::source_folder() + "/docs/criteria.md");
  ASSERT_TRUE(text) << text.error().text();
  const support::TempDir folder;
  constexpr std::string_view kBegin = "```yaml\n# criterion.yaml";
  const auto begin = text->find(kBegin);
  ASSERT_NE(begin, std::string::npos);
  const auto end = text->find("```\n", begin + kBegin.size());
  const auto criterion = load_criterion(folder.write("c.yaml", text->substr(begin + 8, end - begin - 8)));
  EXPECT_TRUE(criterion) << all_of(criterion ? std::vector<Problem>{} : criterion.error());
}

}  // namespace
}  // namespace portalprobe
