// Hostile style sheets through all that reads and applies them: nothing may crash, limits must hold, and what
// is found must be fit to be asked for. An input is a sheet, and from a `<body` on the page it is applied to.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/url.hpp"
#include "probe/page/css_supports.hpp"
#include "probe/page/resolve_url.hpp"
#include "probe/page/style_content.hpp"
#include "probe/page/style_sheet.hpp"

namespace {

using namespace portalprobe;

constexpr std::string_view kUrl = "https://example.test/folder/site.css?a=b";
constexpr std::string_view kPage =
    "<body class='a b' id=i><div class=a><p class=b style='--x:url(s)'>Xin ch\u00E0o<b>b</b><i class='fa "
    "x'></i></div>"
    "<ul><li><a href=#>x</a><li class=c>y</ul><form><input placeholder=p><button>z</button></form>";

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

void check_selectors(const SelectorPool& pool) {
  for (const auto& list : pool.lists)
    demand(list.first + list.count <= pool.complex.size(), "a list's range");
  for (const auto& selector : pool.complex) {
    demand(selector.count > 0, "a selector has a compound");
    demand(selector.first + selector.count <= pool.compounds.size(), "a selector's range");
  }
  for (const auto& compound : pool.compounds) {
    demand(compound.first + compound.count <= pool.simple.size(), "a compound's range");
  }
  for (const auto& simple : pool.simple) {
    if (simple.list == SimpleSelector::kNone) continue;
    demand(simple.list < pool.lists.size(), "a list that is there");
    if (simple.kind != SimpleSelector::Kind::has) continue;
    const auto& list = pool.lists[simple.list];
    for (auto i = list.first; i < list.first + list.count; ++i)
      demand(pool.complex[i].count > 1, "an anchor");
  }
}

void check(const StyleSheet& sheet, const StyleLimits& limits) {
  const auto& content = sheet.content();
  demand(content.text.size() <= limits.bytes, "no more text than allowed");
  demand(content.rules.size() <= limits.rules, "no more rules than allowed");
  for (const auto& rule : content.rules) {
    demand(rule.first + rule.count <= content.declarations.size(), "a rule's range");
    demand(rule.selectors < content.selectors.lists.size(), "a rule's selectors");
    demand(rule.layer < content.layers.size(), "a rule's layer");
  }
  check_selectors(content.selectors);
}

void check_url(const std::string& url) {
  demand(parse_url(url).has_value(), "a URL that the program can read");
  demand(url.find('#') == std::string::npos, "no fragment");
  demand(resolve_url(kUrl, url) == url, "a normalised URL");
}

void check(const FoundInStyles& found, std::size_t elements, const StyleLimits& limits) {
  std::set<std::pair<ResourceType, std::string>> seen;
  demand(found.resources.size() <= limits.resources, "no more resources than allowed");
  for (const auto& resource : found.resources) {
    check_url(resource.url);
    demand(resource.order < elements, "an element's place");
    demand(seen.emplace(resource.type, resource.url).second, "each resource once");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto body = text.find("<body");
  const auto css = text.substr(0, body);
  const auto document = parse_document(body == std::string_view::npos ? kPage : text.substr(body));

  StyleLimits limits;
  limits.steps = 300'000;
  limits.resources = 100;
  const auto whole = StyleSheet::parse(css, kUrl, Screen{}, limits);
  check(whole, limits);
  for (const auto& import : whole.imports()) check_url(import.url);

  StyleLimits tight = limits;
  tight.bytes = css.size() / 2;
  tight.rules = 5;
  const auto cut = StyleSheet::parse(css, kUrl, Screen{}, tight);
  check(cut, tight);
  demand(cut.imports().size() <= whole.imports().size() &&
             std::equal(cut.imports().begin(), cut.imports().end(), whole.imports().begin()),
         "a cut sheet imports nothing that the whole one does not");

  const StyleSheet sheets[] = {whole, cut};
  const auto found = find_in_styles(document, sheets, kUrl, Screen{}, limits);
  check(found, document.elements.size(), limits);
  const auto again = find_in_styles(document, sheets, kUrl, Screen{}, limits);
  demand(found.resources == again.resources && found.capped == again.capped, "the same again");
  supports(css);
  return 0;
}
