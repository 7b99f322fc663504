#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>

#include "probe/ascii.hpp"
#include "probe/built_in_page_rules.hpp"
#include "probe/page_rules.hpp"
#include "probe/printable.hpp"

namespace portalprobe {
namespace {

constexpr std::uintmax_t kMaxFile = 1U << 20U;
constexpr std::size_t kMaxRules = 500;
constexpr std::size_t kMaxPatterns = 100;
constexpr std::size_t kMaxPattern = 200;
constexpr std::size_t kMaxProblems = 50;

/// Reads rules out of a document and notes every problem with its place.
class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  std::vector<PageRule> read(const YAML::Node& document) {
    std::vector<PageRule> rules;
    if (!document.IsMap()) {
      complain(document, "this is no file of page rules (right would be 'version: 1' and a list 'rules')");
      return rules;
    }
    bool version = false;
    for (const auto& entry : document) {
      const auto key = text_of(entry.first);
      if (key == "version") {
        version = text_of(entry.second) == "1";
      } else if (key == "rules") {
        rules = read_rules(entry.second);
      } else {
        unknown(entry.first, key, {"version", "rules"});
      }
    }
    if (!version) complain(document, "the version is missing or not known (right would be 'version: 1')");
    return rules;
  }

  const std::vector<std::string>& problems() const { return problems_; }

 private:
  using Read = std::function<void(const YAML::Node&, PageRule&)>;

  void complain(const YAML::Node& node, std::string_view what) {
    if (problems_.size() == kMaxProblems) return;
    const auto mark = node.Mark();
    problems_.push_back(fmt::format("{}:{}:{}: {}", file_, mark.line + 1, mark.column + 1, what));
  }

  void unknown(const YAML::Node& node, const std::string& key, const std::vector<std::string_view>& known) {
    complain(node,
             fmt::format("unknown key '{}' (known are {})", printable(key, 40), fmt::join(known, ", ")));
  }

  static std::string text_of(const YAML::Node& node) {
    return node.IsScalar() ? node.Scalar() : std::string();
  }

  std::vector<PageRule> read_rules(const YAML::Node& list) {
    std::vector<PageRule> rules;
    if (!list.IsSequence() || list.size() > kMaxRules) {
      complain(list, fmt::format("'rules' is no list of at most {} rules", kMaxRules));
      return rules;
    }
    for (const auto& node : list) {
      auto rule = read_rule(node);
      const bool taken =
          std::ranges::any_of(rules, [&](const PageRule& other) { return other.name == rule.name; });
      if (taken && !rule.name.empty()) complain(node, fmt::format("there are two rules '{}'", rule.name));
      rules.push_back(std::move(rule));
    }
    return rules;
  }

  PageRule read_rule(const YAML::Node& node) {
    PageRule rule;
    if (!node.IsMap()) {
      complain(node, "a rule is a map with a name, a verdict and conditions");
      return rule;
    }
    bool has_verdict = false;
    std::vector<std::string> seen;
    for (const auto& entry : node) {
      const auto key = text_of(entry.first);
      if (std::ranges::find(seen, key) != seen.end())
        complain(entry.first, fmt::format("key '{}' stands here twice", key));
      seen.push_back(key);
      has_verdict = has_verdict || key == "verdict";
      const auto reader = std::ranges::find(readers_, key, &std::pair<std::string_view, Read>::first);
      if (reader != readers_.end()) {
        reader->second(entry.second, rule);
      } else {
        unknown(entry.first, key, keys());
      }
    }
    if (rule.name.empty()) complain(node, "a rule needs a name (right would be 'name: my-wall')");
    if (!has_verdict) complain(node, "a rule needs a verdict (blocked, service_notice or healthy)");
    if (rule.status.empty() && rule.headers.empty() && !recognises(rule)) {
      complain(node, "a rule needs a status, a header, or words of a page to be recognised by");
    }
    return rule;
  }

  /// Size alone, or the absence of something, recognises nothing.
  static bool recognises(const PageRule& rule) {
    return !rule.title.empty() || !rule.text.empty() || !rule.text_all.empty() || !rule.markup.empty() ||
           !rule.markup_all.empty() || rule.leads_elsewhere == true;
  }

  std::vector<std::string_view> keys() const {
    std::vector<std::string_view> names;
    for (const auto& [name, read] : readers_) names.push_back(name);
    return names;
  }

  void read_name(const YAML::Node& node, PageRule& rule) {
    const auto name = text_of(node);
    const auto fits = [](char c) {
      return (c >= 'a' && c <= 'z') || ascii::is_digit(c) || c == '-' || c == '_' || c == '.';
    };
    if (name.empty() || name.size() > 64 || !std::ranges::all_of(name, fits)) {
      return complain(node, "a rule's name is made of a-z, 0-9, '-', '_' and '.', at most 64 of them");
    }
    rule.name = name;
  }

  void read_verdict(const YAML::Node& node, PageRule& rule) {
    const auto name = text_of(node);
    if (name == "blocked") {
      rule.verdict = Outcome::blocked;
    } else if (name == "service_notice") {
      rule.verdict = Outcome::service_notice;
    } else if (name == "healthy") {
      rule.verdict = Outcome::ok;
    } else {
      complain(node, fmt::format("'{}' is no verdict (right would be blocked, service_notice or healthy)",
                                 printable(name, 40)));
    }
  }

  /// One value or a list of them.
  void each(const YAML::Node& node, const std::function<void(const YAML::Node&)>& read) {
    if (node.IsScalar()) return read(node);
    if (!node.IsSequence() || node.size() == 0 || node.size() > kMaxPatterns) {
      return complain(node,
                      fmt::format("this is neither a value nor a list of 1 to {} values", kMaxPatterns));
    }
    for (const auto& item : node) read(item);
  }

  void read_status(const YAML::Node& node, PageRule& rule) {
    each(node, [&](const YAML::Node& item) {
      const auto text = text_of(item);
      const auto dash = text.find('-');
      const auto from = ascii::read_number<int>(std::string_view(text).substr(0, dash));
      const auto to =
          dash == std::string::npos ? from : ascii::read_number<int>(std::string_view(text).substr(dash + 1));
      if (!from || !to || *from < 100 || *to > 999 || *from > *to) {
        return complain(
            item, fmt::format("'{}' is no status (right would be 403 or 500-599)", printable(text, 40)));
      }
      rule.status.push_back({*from, *to});
    });
  }

  void read_patterns(const YAML::Node& node, std::vector<PagePattern>& patterns) {
    each(node, [&](const YAML::Node& item) {
      const auto text = text_of(item);
      if (text.empty() || text.size() > kMaxPattern || PagePattern(text).empty()) {
        return complain(
            item,
            fmt::format("a pattern is a text of 1 to {} bytes that does not match everything", kMaxPattern));
      }
      patterns.emplace_back(text);
    });
  }

  void read_headers(const YAML::Node& node, PageRule& rule) {
    if (!node.IsMap() || node.size() > kMaxPatterns) {
      return complain(
          node, "'header' is a map from names to patterns (right would be { cf-mitigated: challenge })");
    }
    for (const auto& entry : node) {
      PageRule::HeaderPatterns wanted;
      wanted.name = ascii::lower(text_of(entry.first));
      if (wanted.name.empty()) complain(entry.first, "this is no name of a header");
      if (text_of(entry.second) != "*") read_patterns(entry.second, wanted.patterns);
      rule.headers.push_back(std::move(wanted));
    }
  }

  template <class Number>
  void read_number(const YAML::Node& node, std::optional<Number>& number) {
    number = ascii::read_number<Number>(text_of(node));
    if (!number) complain(node, fmt::format("'{}' is no number", printable(text_of(node), 40)));
  }

  void read_bool(const YAML::Node& node, std::optional<bool>& value) {
    const auto text = text_of(node);
    if (text != "true" && text != "false") return complain(node, "right would be true or false");
    value = text == "true";
  }

  Read patterns(std::vector<PagePattern> PageRule::*member) {
    return [this, member](const YAML::Node& node, PageRule& rule) { read_patterns(node, rule.*member); };
  }
  template <class Number>
  Read number(std::optional<Number> PageRule::*member) {
    return [this, member](const YAML::Node& node, PageRule& rule) { read_number(node, rule.*member); };
  }
  Read flag(std::optional<bool> PageRule::*member) {
    return [this, member](const YAML::Node& node, PageRule& rule) { read_bool(node, rule.*member); };
  }

  std::string file_;
  std::vector<std::string> problems_;
  const std::vector<std::pair<std::string_view, Read>> readers_ = {
      {"name", [this](const YAML::Node& node, PageRule& rule) { read_name(node, rule); }},
      {"verdict", [this](const YAML::Node& node, PageRule& rule) { read_verdict(node, rule); }},
      {"note", [](const YAML::Node&, PageRule&) {}},
      {"status", [this](const YAML::Node& node, PageRule& rule) { read_status(node, rule); }},
      {"header", [this](const YAML::Node& node, PageRule& rule) { read_headers(node, rule); }},
      {"title", patterns(&PageRule::title)},
      {"text", patterns(&PageRule::text)},
      {"text_all", patterns(&PageRule::text_all)},
      {"markup", patterns(&PageRule::markup)},
      {"markup_all", patterns(&PageRule::markup_all)},
      {"without", patterns(&PageRule::without)},
      {"max_bytes", number(&PageRule::max_bytes)},
      {"max_text", number(&PageRule::max_text)},
      {"max_fields", number(&PageRule::max_fields)},
      {"max_links", number(&PageRule::max_links)},
      {"login", flag(&PageRule::login)},
      {"leads_elsewhere", flag(&PageRule::leads_elsewhere)},
  };
};

Expected<std::string> read_file(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return fail(fmt::format("{}: this is no file that can be read{}", path,
                            error ? " (" + error.message() + ")" : ""));
  }
  const auto size = std::filesystem::file_size(path, error);
  if (error || size > kMaxFile) return fail(fmt::format("{}: a file of page rules has at most 1 MiB", path));
  std::string text(static_cast<std::size_t>(size), '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(text.data(), static_cast<std::streamsize>(size)))
    return fail(fmt::format("{}: this file cannot be read", path));
  return text;
}

}  // namespace

Expected<PageRules> PageRules::parse(const std::string& text, const std::string& name) {
  try {
    Reader reader(name);
    auto rules = reader.read(YAML::Load(text));
    if (!reader.problems().empty()) return fail(fmt::format("{}", fmt::join(reader.problems(), "\n")));
    return PageRules(std::move(rules));
  } catch (const YAML::Exception& error) {
    const auto line = error.mark.is_null() ? 1 : error.mark.line + 1;
    const auto column = error.mark.is_null() ? 1 : error.mark.column + 1;
    return fail(fmt::format("{}:{}:{}: this is no YAML: {}", name, line, column, error.msg));
  }
}

const PageRules& PageRules::built_in() {
  static const PageRules rules = [] {
    auto parsed = parse(std::string(kBuiltInPageRules), "pages.yaml");
    if (!parsed) throw std::logic_error(parsed.error().message);
    return std::move(*parsed);
  }();
  return rules;
}

Expected<PageRules> PageRules::with_file(const std::string& path) {
  return read_file(path)
      .and_then([&](const std::string& text) { return parse(text, path); })
      .map([](const PageRules& own) {
        auto all = own.rules_;
        for (const auto& rule : built_in().rules_) {
          const auto same = [&](const PageRule& other) { return other.name == rule.name; };
          if (std::ranges::none_of(own.rules_, same)) all.push_back(rule);
        }
        return PageRules(std::move(all));
      });
}

}  // namespace portalprobe
