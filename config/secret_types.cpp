#include "config/secret_types.hpp"

#include <algorithm>

#include "config/net_types.hpp"
#include "config/source_file.hpp"
#include "config/value_types.hpp"
#include "config/wording.hpp"
#include "core/url.hpp"

namespace portalprobe::type {
namespace {

constexpr std::uint64_t kLargestSecret = 64U << 10U;

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; }

bool is_variable(std::string_view name) {
  const auto fine = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') && std::ranges::all_of(name, fine);
}

Expected<std::string> from_environment(const Reader& reader, std::string_view name) {
  if (!is_variable(name)) return fail(fmt::format("{} is no name of an environment variable", shown(name)));
  auto value = reader.environment(std::string(name));
  if (!value) return fail(fmt::format("environment variable {} is not set", shown(name)));
  if (value->empty()) return fail(fmt::format("environment variable {} is empty", shown(name)));
  return *value;
}

/// A file's text without the line's end that editors put there.
Expected<std::string> from_file(const Reader& reader, std::string_view written) {
  if (written.empty() || std::ranges::any_of(written, is_control)) return fail("${file:} names no file");
  auto text = read_text_file(beside(reader.file(), std::string(written)), kLargestSecret);
  if (!text) return fail(fmt::format("secret file {} {}", shown_path(written), text.error().message));
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  if (text->empty()) return fail(fmt::format("secret file {} is empty", shown_path(written)));
  return *text;
}

/// Replaces placeholders one by one; what came in is not looked at again.
Expected<std::string> filled(const Reader& reader, std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const bool env = text.starts_with("${env:");
    const bool file = text.starts_with("${file:");
    if (!env && !file) {
      result += text.front();
      text.remove_prefix(1);
      continue;
    }
    const auto close = text.find('}');
    if (close == std::string_view::npos)
      return fail(fmt::format("'{}' is not closed with '}}'", env ? "${env:" : "${file:"));
    const auto name = text.substr(env ? 6 : 7, close - (env ? 6 : 7));
    const auto value = env ? from_environment(reader, name) : from_file(reader, name);
    if (!value) return value;
    result += *value;
    text.remove_prefix(close + 1);
  }
  return result;
}

Type<Secret> secret_text(Shape shape, std::function<void(Reader&, const YamlNode&, Secret, Secret&)> accept) {
  Type<Secret> result;
  result.shape = std::move(shape);
  result.read = [accept = std::move(accept), shape = result.shape](Reader& reader, const YamlNode& node,
                                                                   Secret& value) {
    auto secret = fill_secret(reader, node, shape);
    if (secret) accept(reader, node, std::move(*secret), value);
  };
  result.show = [](CanonicalJson& json, const Secret& value) { json.text(value.written()); };
  return result;
}

Shape hinted(std::string hint) {
  Shape shape;
  shape.hint = std::move(hint);
  return shape;
}

bool has_proxy_scheme(std::string_view text) {
  constexpr std::string_view kSchemes[] = {"http://",    "https://",  "socks4://",
                                           "socks4a://", "socks5://", "socks5h://"};
  return std::ranges::any_of(kSchemes, [&](std::string_view scheme) { return text.starts_with(scheme); });
}

/// Whether host and port behind scheme and user are as in `http://host:port`.
bool is_proxy_url(std::string_view text) {
  if (!has_proxy_scheme(text)) return false;
  auto rest = text.substr(text.find("://") + 3);
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const auto url = parse_url(fmt::format("http://{}/", rest));
  return url && url->path == "/";
}

bool is_header_name(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  const auto token = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != kMarks.npos;
  };
  return !name.empty() && name.size() <= 128 && std::ranges::all_of(name, token);
}

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

void read_header(Reader& reader, const YamlNode& name, const YamlNode& value, const Shape& shape,
                 std::vector<Header>& headers) {
  if (!name.is_scalar() || !is_header_name(name.text())) {
    return reader.report(
        name,
        fmt::format("{} is no header's name (letters, digits and '-', as in X-Api-Key)", shown(name.text())));
  }
  const std::string text(name.text());
  if (std::ranges::any_of(headers, [&](const Header& header) { return same_name(header.name, text); })) {
    return reader.report(
        name, fmt::format("header {} stands twice (upper and lower case are the same)", shown(text)));
  }
  const Labelled label(reader, fmt::format("header {}", shown(text)));
  Header header{text, {}};
  if (value.is_null()) {
    reader.report(name, fmt::format("header {} has no value", shown(text)));
  } else if (auto secret = fill_secret(reader, value, shape)) {
    header.value = std::move(*secret);
  }
  headers.push_back(std::move(header));
}

}  // namespace

std::optional<Secret> fill_secret(Reader& reader, const YamlNode& node, const Shape& shape) {
  if (!node.is_scalar()) {
    reader.report(node, fmt::format("{} must be {}", reader.label(), shape.hint));
    return std::nullopt;
  }
  if (!node.quoted() && looks_like_number(node.text())) {
    reader.report(node, fmt::format("{} must be {}: put a number in quotes to make it text", reader.label(),
                                    shape.hint));
    return std::nullopt;
  }
  auto value = filled(reader, node.text());
  if (!value) {
    reader.report(node, fmt::format("{}: {}", reader.label(), value.error().message));
    return std::nullopt;
  }
  if (std::ranges::any_of(*value, is_control) || value->size() > kLargestSecret) {
    reader.report(node, fmt::format("{} has a line's end or control character in its value, or is too long",
                                    reader.label()));
    return std::nullopt;
  }
  return Secret(without_password(node.text()), std::move(*value));
}

Type<std::string> existing_file() {
  Shape shape = hinted("a file's path");
  shape.nullable = true;
  Type<std::string> result;
  result.shape = shape;
  result.read = [shape](Reader& reader, const YamlNode& node, std::string& value) {
    const auto text = text_of(reader, node, shape);
    if (!text || text->empty()) return;
    const bool clean = text->find('\0') == std::string::npos && std::ranges::none_of(*text, is_control);
    if (!clean) return reader.report_wrong(node, shape.hint);
    std::string path = beside(reader.file(), *text);
    if (const auto why = why_unreadable(path); !why.empty()) {
      return reader.report(node, fmt::format("{}: {} {}", reader.label(), shown_path(path), why));
    }
    value = std::move(path);
  };
  result.show = [](CanonicalJson& json, const std::string& value) { json.path(value); };
  return result;
}

Type<Secret> secret_file() {
  Shape shape = hinted("a file's path");
  shape.nullable = true;
  return secret_text(shape, [](Reader& reader, const YamlNode& node, Secret secret, Secret& value) {
    if (secret.reveal().empty()) return;
    std::string path = beside(reader.file(), secret.reveal());
    if (const auto why = why_unreadable(path); !why.empty()) {
      return reader.report(node, fmt::format("{}: {} {}", reader.label(), shown_path(secret.written()), why));
    }
    value = Secret(secret.written(), std::move(path));
  });
}

Type<std::vector<Header>> headers() {
  Type<std::vector<Header>> result;
  result.shape = hinted("a map of header names to values");
  result.shape.kind = Shape::Kind::map;
  result.shape.nullable = true;
  const Shape item = hinted("text");
  result.shape.item = std::make_shared<Shape>(item);
  result.read = [hint = result.shape.hint, item](Reader& reader, const YamlNode& node,
                                                 std::vector<Header>& values) {
    if (!node.is_map()) return reader.report_wrong(node, hint);
    if (node.size() > 100) return reader.report(node, "more than 100 headers");
    values.clear();
    std::optional<YamlNode> name;
    for (const YamlNode& child : node.children()) {
      if (name) read_header(reader, *name, child, item, values);
      name = name ? std::nullopt : std::optional(child);
    }
  };
  result.show = [](CanonicalJson& json, const std::vector<Header>& values) {
    auto sorted = values;
    std::ranges::sort(sorted, {}, &Header::name);
    json.open_map();
    for (const auto& header : sorted) {
      json.key(header.name);
      json.text(header.value.written());
    }
    json.close_map();
  };
  return result;
}

Type<Secret> proxy(bool none_allowed) {
  Shape shape = hinted("a proxy's URL such as http://proxy.example:3128");
  shape.nullable = true;
  if (none_allowed) shape.hint += ", or none";
  auto type = secret_text(shape, [=](Reader& reader, const YamlNode& node, Secret secret, Secret& value) {
    if (secret.reveal().empty() || (none_allowed && secret.reveal() == "none")) {
      value = Secret();
    } else if (!is_proxy_url(secret.reveal())) {
      reader.report(node,
                    fmt::format("{} must be {} (schemes: http, https, socks4, socks4a, socks5, socks5h)",
                                reader.label(), shape.hint));
    } else {
      value = std::move(secret);
    }
  });
  if (!none_allowed) return type;
  type.show = [](CanonicalJson& json, const Secret& value) {
    json.text(value.empty() ? "none" : value.written());
  };
  return type;
}

Type<Secret> store() {
  return secret_text(hinted("sqlite:PATH or postgresql://HOST/DATABASE"),
                     [](Reader& reader, const YamlNode& node, Secret secret, Secret& value) {
                       const std::string& url = secret.reveal();
                       constexpr std::string_view kSqlite = "sqlite:";
                       constexpr std::string_view kPostgres = "postgresql://";
                       const bool sqlite = url.starts_with(kSqlite) && url.size() > kSqlite.size();
                       const bool postgres = url.starts_with(kPostgres) && url.size() > kPostgres.size();
                       if (!sqlite && !postgres) {
                         return reader.report(node,
                                              "'store' must be sqlite:PATH or postgresql://HOST/DATABASE");
                       }
                       value = std::move(secret);
                     });
}

}  // namespace portalprobe::type
