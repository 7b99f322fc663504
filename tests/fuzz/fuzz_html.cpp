// Hostile markup through all that looks at a page: nothing may crash, and what is found must be fit to be
// asked for.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/url.hpp"
#include "probe/page/css_length.hpp"
#include "probe/page/document.hpp"
#include "probe/page/emc_tag.hpp"
#include "probe/page/find_resources.hpp"
#include "probe/page/media_query.hpp"
#include "probe/page/page_shell.hpp"
#include "probe/page/resolve_url.hpp"
#include "probe/page/srcset.hpp"

namespace {

using namespace portalprobe;

constexpr std::string_view kUrl = "https://example.test/folder/page.html?a=b";

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

void check(const Document& document) {
  const DocumentLimits limits;
  demand(document.elements.size() <= limits.elements, "too many elements");
  for (std::uint32_t i = 0; i < document.elements.size(); ++i) {
    const auto& element = document.elements[i];
    demand((i == 0) == (element.parent == Element::kNone), "one root");
    demand(i == 0 || element.parent < i, "a parent comes before its children");
    demand(element.attributes.size() <= limits.attributes_of_one, "too many attributes");
    if (element.previous == Element::kNone) {
      demand(i == 0 || document.elements[element.parent].first_child == i, "a first child is known as such");
    } else {
      demand(document.elements[element.previous].next == i, "siblings know each other");
    }
  }
}

void check(const FoundInPage& found, std::size_t elements) {
  std::set<std::pair<ResourceType, std::string>> seen;
  for (const auto& resource : found.resources) {
    demand(parse_url(resource.url).has_value(), "a URL that the program can read");
    demand(resource.url.find('#') == std::string::npos, "no fragment");
    demand(resolve_url(kUrl, resource.url) == resource.url, "a normalised URL");
    demand(resource.order < elements, "an element's place");
    demand(seen.emplace(resource.type, resource.url).second, "each resource once");
  }
  for (const auto& style : found.styles) demand(style.order < elements, "a style's place");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = parse_document(text);
  check(document);
  for (const auto profile : {Profile::desktop, Profile::mobile}) {
    check(find_resources(document, kUrl, screen_of(profile)), document.elements.size());
  }
  const auto tag = find_emc_tag(document, text, kUrl);
  demand((tag.level == 2) == !tag.site_id.empty(), "an active tag, and no other, has an id");
  demand((tag.level == 1) == !tag.detail.empty(), "what keeps a tag from being active is told");
  needs_browser(document);

  // The small languages within, by themselves.
  media_matches(text, Screen{});
  css_length(text, Screen{});
  chosen_source({text, text, text}, Screen{});
  resolve_url(text, text);
  return 0;
}
