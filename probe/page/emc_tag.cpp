#include "probe/page/emc_tag.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/url.hpp"
#include "probe/ascii.hpp"
#include "probe/page/mime_types.hpp"
#include "probe/page/resolve_url.hpp"
#include "probe/page/script_tokens.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kHost = "f-emc.ngsp.gov.vn";
constexpr std::string_view kProgram = "/embed/gov-tracking.min.js";
constexpr std::string_view kQueue = "_govaq";
constexpr std::string_view kSetter = "setSiteId";
constexpr std::size_t kMaxIdDigits = 10;
constexpr std::size_t kMaxMentions = 1'000;

/// Sheltered from each other by what could not stand within a host name.
bool is_host_letter(char c) {
  c = ascii::lower(c);
  return (c >= 'a' && c <= 'z') || ascii::is_digit(c) || c == '-' || c == '.' || c == '_';
}

/// Where `host` stands in `text` as a whole host name, not as a part of another.
std::size_t find_host(std::string_view text, std::size_t from = 0) {
  for (auto at = text.find(kHost, from); at != std::string_view::npos; at = text.find(kHost, at + 1)) {
    auto after = text.substr(at + kHost.size());
    if (after.starts_with('.')) after.remove_prefix(1);
    const bool begins = at == 0 || !is_host_letter(text[at - 1]);
    if (begins && (after.empty() || !is_host_letter(after.front()))) return at;
  }
  return std::string_view::npos;
}

std::size_t find_mention(std::string_view lower, std::size_t from) {
  return std::min(find_host(lower, from), lower.find(kQueue, from));
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdDigits && std::ranges::all_of(text, ascii::is_digit);
}

/// What scripts do about the tag.
struct Findings {
  bool loads_safely = false;
  bool loads_plainly = false;  ///< over http
  bool has_queue = false;
  bool sets_id = false;
  std::string id;  ///< digits; empty: what is set is no number
};

/// The scheme of a text that names the tracking program: "https", "http", "" (the page's own). Absent: it
/// does not.
std::optional<std::string> scheme_of_program(std::string_view text) {
  const auto lower = ascii::lower(text);
  const auto at = find_host(lower);
  if (at == std::string::npos || at < 2 || lower.substr(at - 2, 2) != "//") return std::nullopt;
  std::string_view after(lower);
  after.remove_prefix(at + kHost.size());
  if (!after.starts_with(kProgram)) return std::nullopt;
  after.remove_prefix(kProgram.size());
  if (!after.empty() && std::string_view("?#\"'> ").find(after.front()) == std::string_view::npos)
    return std::nullopt;
  const std::string_view before(lower.data(), at - 2);
  if (before.ends_with("https:")) return "https";
  return before.ends_with("http:") ? "http" : "";
}

/// A text that ends with the host, for a program's path to be put behind it.
bool is_stem(std::string_view text) {
  const auto lower = ascii::lower(text);
  const auto at = find_host(lower);
  return at != std::string::npos && at >= 2 && lower.substr(at - 2, 2) == "//" &&
         (lower.size() == at + kHost.size() || lower.substr(at + kHost.size()) == "/");
}

using Tokens = std::vector<ScriptToken>;

bool has_word(const Tokens& tokens, std::string_view word) {
  const auto is_it = [&](const ScriptToken& t) {
    return t.kind == ScriptToken::Kind::word && t.value == word;
  };
  return std::ranges::any_of(tokens, is_it);
}

bool has_queue(const Tokens& tokens) {
  // Also window["_govaq"].
  return std::ranges::find(tokens, kQueue, &ScriptToken::value) != tokens.end();
}

/// Whether the script inserts other scripts at all, rather than that it only names one.
bool inserts_scripts(const Tokens& tokens) {
  const std::string_view ways[] = {"createElement", "write", "writeln", "getScript", "import"};
  return std::ranges::any_of(ways, [&](std::string_view way) { return has_word(tokens, way); });
}

/// ["setSiteId", 33], ["setSiteId", "33"], setSiteId(33): the last one counts, as in the queue.
void note_id(const Tokens& tokens, Findings& findings) {
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    const auto& sign = tokens[i + 1].value;
    if (tokens[i].value != kSetter || (sign != "," && sign != "(")) continue;
    const auto& value = tokens[i + 2];
    findings.sets_id = true;
    findings.id = value.kind != ScriptToken::Kind::sign && is_id(value.value) ? value.value : std::string();
  }
}

void note_program(const Tokens& tokens, std::string_view page_scheme, Findings& findings) {
  if (!inserts_scripts(tokens)) return;
  const std::string* stem = nullptr;
  const auto note = [&](const std::string& text) {
    const auto scheme = scheme_of_program(text);
    if (!scheme) return;
    const bool is_plain = (scheme->empty() ? page_scheme : std::string_view(*scheme)) == "http";
    (is_plain ? findings.loads_plainly : findings.loads_safely) = true;
  };
  for (const auto& token : tokens) {
    if (token.kind != ScriptToken::Kind::text) continue;
    note(token.value);
    if (is_stem(token.value)) stem = &token.value;
    // u = "https://HOST/"; ... g.src = u + "embed/..."
    const bool is_rest = token.value == kProgram || token.value == kProgram.substr(1);
    if (stem != nullptr && is_rest)
      note((stem->ends_with('/') ? *stem : *stem + '/') + std::string(kProgram.substr(1)));
  }
}

void note_source(std::string_view source, std::string_view url, Findings& findings) {
  const auto absolute = resolve_url(url, source);
  const auto program = absolute ? parse_url(*absolute) : tl::unexpected<Error>(Error{});
  if (!program || program->host != kHost || program->path.substr(0, program->path.find('?')) != kProgram)
    return;
  (program->tls() ? findings.loads_safely : findings.loads_plainly) = true;
}

Findings findings_in(const Document& document, std::string_view url, std::string_view page_scheme) {
  Findings findings;
  for (const auto& element : document.elements) {
    if (element.tag != "script" || script_kind(element) == ScriptKind::none) continue;
    if (const auto* source = element.find("src")) {
      note_source(*source, url, findings);
      continue;
    }
    if (find_mention(ascii::lower(element.text), 0) == std::string::npos) continue;
    const auto tokens = script_tokens(element.text);
    note_program(tokens, page_scheme, findings);
    if (has_queue(tokens)) {
      findings.has_queue = true;
      note_id(tokens, findings);
    }
  }
  return findings;
}

/// The comment around a place, whole; empty if there is none.
std::string_view comment_around(std::string_view markup, std::size_t at) {
  const auto open = markup.substr(0, at).rfind("<!--");
  if (open == std::string_view::npos) return {};
  const auto close = markup.find("-->", open);
  return close < at ? std::string_view() : markup.substr(open, close - open);
}

/// Whether a block was never filled in.
bool has_empty_id(std::string_view block) {
  const auto tokens = script_tokens(block.substr(std::min<std::size_t>(block.size(), 4)));
  Findings findings;
  note_id(tokens, findings);
  return findings.sets_id && findings.id.empty();
}

/// Whether the text of the tag is anywhere, unfilled blocks in comments aside.
bool is_mentioned(std::string_view markup) {
  const auto lower = ascii::lower(markup);
  auto at = find_mention(lower, 0);
  for (std::size_t i = 0; at != std::string::npos && i < kMaxMentions; ++i) {
    const auto comment = comment_around(markup, at);
    if (comment.empty() || !has_empty_id(comment)) return true;
    const auto behind = static_cast<std::size_t>(comment.data() - markup.data()) + comment.size();
    at = find_mention(lower, std::max(behind, at + 1));
  }
  return false;
}

std::string what_is_missing(const Findings& findings, bool plain_is_fine) {
  if (findings.loads_plainly && !plain_is_fine && !findings.loads_safely) {
    return "the tracking program is loaded over http, which browsers refuse on an https page";
  }
  if (!findings.loads_safely && !findings.loads_plainly) {
    return findings.has_queue ? "no script loads the tracking program" : "no script that is run has the tag";
  }
  if (!findings.has_queue) return "no script fills the queue _govaq";
  if (!findings.sets_id) return "no site id is set";
  return findings.id.empty() ? "the site id that is set is no number" : "";
}

}  // namespace

EmcTag find_emc_tag(const Document& document, std::string_view markup, std::string_view url) {
  const bool is_plain_page = ascii::lower(url.substr(0, 5)) == "http:";
  const auto findings = findings_in(document, url, is_plain_page ? "http" : "https");
  const auto missing = what_is_missing(findings, is_plain_page);
  if (missing.empty()) return {2, findings.id, {}};
  const bool is_in_scripts = findings.loads_safely || findings.loads_plainly || findings.has_queue;
  if (!is_in_scripts && !is_mentioned(markup)) return {};
  return {1, {}, missing};
}

}  // namespace portalprobe
