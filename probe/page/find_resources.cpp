#include "probe/page/find_resources.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "probe/ascii.hpp"
#include "probe/page/media_query.hpp"
#include "probe/page/mime_types.hpp"
#include "probe/page/resolve_url.hpp"
#include "probe/page/resource_list.hpp"
#include "probe/page/srcset.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kBlank = " \t\r\n\f";
/// Chromium asks for the first few images sooner, unless they say that they are small.
constexpr int kBoostedImages = 5;
constexpr unsigned kSmallArea = 10'000;

bool is(std::string_view text, std::string_view lower_case) { return ascii::lower(text) == lower_case; }

/// Whether `words`, parted by blanks, have `word`.
bool has_word(std::string_view words, std::string_view word) {
  while (true) {
    words.remove_prefix(std::min(words.find_first_not_of(kBlank), words.size()));
    if (words.empty()) return false;
    const auto next = words.substr(0, words.find_first_of(kBlank));
    if (is(next, word)) return true;
    words.remove_prefix(next.size());
  }
}

/// As `fetchpriority` asks.
Urgency hinted(Urgency urgency, ResourceType type, std::string_view hint) {
  const bool is_style = type == ResourceType::style;
  if (is(hint, "high")) return is_style ? Urgency::highest : std::min(urgency, Urgency::high);
  if (is(hint, "low")) return std::max(urgency, is_style ? Urgency::high : Urgency::low);
  return urgency;
}

/// Whether other origins are asked without credentials.
bool is_anonymous(const Element& element) {
  const auto* setting = element.find("crossorigin");
  if (setting != nullptr) return !is(*setting, "use-credentials");
  if (element.tag == "link") return has_word(element.value("rel"), "modulepreload");
  return element.tag == "script" && script_kind(element) == ScriptKind::module;
}

bool is_lazy(const Element& element) { return is(element.value("loading"), "lazy"); }

bool is_small(const Element& image) {
  const auto width = ascii::read_number<unsigned>(image.value("width"));
  const auto height = ascii::read_number<unsigned>(image.value("height"));
  if (width == 0U || height == 0U) return true;
  return width && height && *width <= kSmallArea && *width * std::uint64_t{*height} < kSmallArea;
}

/// Goes through a document once.
class Finder {
 public:
  Finder(const Document& document, std::string_view url, const Screen& screen, const FindLimits& limits)
      : document_(document), screen_(screen), list_(limits.resources, limits.url_bytes) {
    found_.base = resolve_url(url, url).value_or(std::string());
  }

  FoundInPage find() {
    const auto& elements = document_.elements;
    in_svg_.resize(elements.size());
    in_object_.resize(elements.size());
    for (at_ = 0; at_ < elements.size(); ++at_) {
      note_surroundings(elements[at_]);
      look_at(elements[at_]);
    }
    found_.capped = list_.capped() || document_.capped;
    found_.resources = list_.take();
    return std::move(found_);
  }

 private:
  void note_surroundings(const Element& element) {
    const auto parent = element.parent;
    const bool has_parent = parent != Element::kNone;
    in_svg_[at_] = element.tag == "svg" ||
                   (has_parent && in_svg_[parent] && document_.elements[parent].tag != "foreignobject");
    in_object_[at_] = has_parent && (in_object_[parent] || (document_.elements[parent].tag == "object" &&
                                                            document_.elements[parent].has("data")));
  }

  void look_at(const Element& element) {
    const struct {
      std::string_view tag;
      void (Finder::*look)(const Element&);
    } looks[] = {
        {"base", &Finder::base},         {"link", &Finder::link},        {"style", &Finder::style},
        {"script", &Finder::script},     {"img", &Finder::image},        {"source", &Finder::source},
        {"input", &Finder::input},       {"video", &Finder::media},      {"audio", &Finder::media},
        {"track", &Finder::track},       {"iframe", &Finder::frame},     {"frame", &Finder::frame},
        {"embed", &Finder::embedded},    {"object", &Finder::embedded},  {"image", &Finder::svg_image},
        {"feimage", &Finder::svg_image}, {"use", &Finder::svg_use},      {"body", &Finder::background},
        {"table", &Finder::background},  {"thead", &Finder::background}, {"tbody", &Finder::background},
        {"tfoot", &Finder::background},  {"tr", &Finder::background},    {"td", &Finder::background},
        {"th", &Finder::background},
    };
    const auto known = std::ranges::find(looks, element.tag, [](const auto& row) { return row.tag; });
    if (known != std::end(looks)) (this->*known->look)(element);
  }

  // ---- what is found --------------------------------------------------------------------------------------

  std::optional<std::string> resolved(std::string_view link) const { return resolve_url(found_.base, link); }

  /// As `resolved`; a link to a place within the page leads to the page itself, as images and scripts have
  /// it.
  std::optional<std::string> resolved_or_page(std::string_view link) const {
    if (ascii::trim(link, kBlank).starts_with('#') && !found_.base.empty()) return found_.base;
    return resolved(link);
  }

  FoundResource resource(std::string url, ResourceType type, Urgency urgency) const {
    FoundResource made;
    made.is_anonymous = type == ResourceType::font || is_anonymous(document_.elements[at_]);
    made.url = std::move(url);
    made.type = type;
    made.urgency = urgency;
    made.order = at_;
    return made;
  }

  void add(std::optional<std::string> url, ResourceType type, Urgency urgency) {
    if (url) list_.add(resource(std::move(*url), type, urgency));
  }

  void add_by_parser(std::optional<std::string> url, ResourceType type, Urgency urgency,
                     bool delays_load = true) {
    if (!url) return;
    auto made = resource(std::move(*url), type, urgency);
    made.needs_parser = true;
    made.delays_load = delays_load;
    list_.add(std::move(made));
  }

  /// An image that the preload scanner sees.
  void add_image(std::optional<std::string> url, const Element& element) {
    if (!url) return;
    auto urgency = Urgency::low;
    if (!is_small(element) && images_++ < kBoostedImages) urgency = Urgency::medium;
    is_behind_image_ = true;
    add(std::move(url), ResourceType::image,
        hinted(urgency, ResourceType::image, element.value("fetchpriority")));
  }

  // ---- elements -------------------------------------------------------------------------------------------

  void base(const Element& element) {
    const auto* href = element.find("href");
    if (href == nullptr || has_base_) return;
    has_base_ = true;
    // Nothing but the page's own place is left if the base is none.
    if (auto url = resolved(*href)) found_.base = std::move(*url);
  }

  void link(const Element& element) {
    const auto rel = element.value("rel");
    if (has_word(rel, "stylesheet")) sheet(element, has_word(rel, "alternate"));
    if (has_word(rel, "preload")) preload(element);
    if (has_word(rel, "modulepreload") && applies(element)) {
      const auto hint = element.value("fetchpriority");
      add_preload(resolved(element.value("href")), ResourceType::script,
                  hinted(Urgency::high, ResourceType::script, hint));
    }
  }

  bool applies(const Element& element) const { return media_matches(element.value("media"), screen_); }

  void sheet(const Element& element, bool is_alternate) {
    if (element.has("disabled") || !is_style_type(element.value("type"))) return;
    auto url = resolved_or_page(element.value("href"));
    if (!url) return;
    if (is_alternate || !applies(element)) {
      add_by_parser(std::move(url), ResourceType::style, Urgency::lowest);
      return;
    }
    const auto urgency = is_behind_image_ ? Urgency::medium : Urgency::highest;
    auto made = resource(std::move(*url), ResourceType::style,
                         hinted(urgency, ResourceType::style, element.value("fetchpriority")));
    made.blocks_render = true;
    list_.add(std::move(made));
  }

  void preload(const Element& element) {
    const auto as = ascii::lower(element.value("as"));
    const auto type = element.value("type");
    const struct {
      std::string_view as;
      ResourceType type;
      Urgency urgency;
      bool fits;
    } kinds[] = {
        {"style", ResourceType::style, Urgency::highest, is_style_type(type)},
        {"script", ResourceType::script, Urgency::high, true},
        {"font", ResourceType::font, Urgency::high, is_font_type(type)},
        {"image", ResourceType::image, Urgency::low, is_image_type(type)},
        {"fetch", ResourceType::other, Urgency::high, true},
        {"track", ResourceType::other, Urgency::low, true},
    };
    const auto kind = std::ranges::find(kinds, as, [](const auto& row) { return row.as; });
    if (kind == std::end(kinds) || !kind->fits || !applies(element)) return;
    auto url = resolved(element.value("href"));
    if (as == "image" && !element.value("imagesrcset").empty()) {
      const auto choice =
          chosen_source({element.value("imagesrcset"), element.value("imagesizes"), {}}, screen_);
      url = choice ? resolved(*choice) : std::nullopt;
    }
    add_preload(std::move(url), kind->type,
                hinted(kind->urgency, kind->type, element.value("fetchpriority")));
  }

  void add_preload(std::optional<std::string> url, ResourceType type, Urgency urgency) {
    if (!url) return;
    auto made = resource(std::move(*url), type, urgency);
    made.delays_load = false;
    list_.add(std::move(made));
  }

  void style(const Element& element) {
    if (element.text.empty() || !is_style_type(element.value("type")) || !applies(element)) return;
    found_.styles.push_back({at_, element.text});
  }

  void script(const Element& element) {
    const auto* source = element.find("src");
    if (source == nullptr && in_svg_[at_]) source = svg_link(element);
    const auto kind = script_kind(element);
    if (source == nullptr) return inline_script(element, kind);
    if (kind == ScriptKind::none || (kind == ScriptKind::classic && element.has("nomodule"))) return;
    auto url = resolved_or_page(*source);
    if (!url) return;

    const bool is_module = kind == ScriptKind::module;
    const bool is_async = element.has("async");
    const bool is_deferred = !is_async && (is_module || element.has("defer"));
    const bool blocks = !is_async && !is_deferred;
    auto made = resource(std::move(*url), ResourceType::script, script_urgency(element, is_module, blocks));
    made.blocks_parser = blocks;
    made.is_deferred = is_deferred;
    list_.add(std::move(made));
  }

  void inline_script(const Element& element, ScriptKind kind) {
    if (element.text.empty() || kind == ScriptKind::none) return;
    FoundResource made;
    made.type = ResourceType::script;
    made.blocks_parser = kind == ScriptKind::classic;
    made.is_deferred = !made.blocks_parser;
    made.order = at_;
    found_.inline_scripts.push_back(std::move(made));
  }

  Urgency script_urgency(const Element& element, bool is_module, bool blocks) const {
    const auto hint = element.value("fetchpriority");
    // Nothing can make one low that the parser will wait for.
    if (blocks && !is_behind_image_) return Urgency::high;
    const auto urgency = is_module ? Urgency::high : blocks ? Urgency::medium : Urgency::low;
    return hinted(urgency, ResourceType::script, hint);
  }

  void image(const Element& element) {
    if (is_lazy(element)) return;
    if (const auto* source = picture_source(element)) {
      add_image(resolved(*source), element);
      return;
    }
    const auto choice =
        chosen_source({element.value("srcset"), element.value("sizes"), element.value("src")}, screen_);
    if (choice) add_image(resolved_or_page(*choice), element);
  }

  /// What a `source` before the image in its `picture` gives; null: the image's own.
  const std::string* picture_source(const Element& element) const {
    const auto chosen = picture_sources_.find(element.parent);
    return chosen == picture_sources_.end() ? nullptr : &chosen->second;
  }

  void source(const Element& element) {
    if (element.parent == Element::kNone) return;
    const auto& parent = document_.elements[element.parent].tag;
    if (parent == "picture") of_picture(element);
    if (parent == "video" || parent == "audio") of_media(element);
  }

  void of_picture(const Element& element) {
    if (picture_sources_.contains(element.parent)) return;
    if (!applies(element) || !is_image_type(element.value("type"))) return;
    auto choice = chosen_source({element.value("srcset"), element.value("sizes"), {}}, screen_);
    if (choice) picture_sources_.emplace(element.parent, std::move(*choice));
  }

  void input(const Element& element) {
    if (is(element.value("type"), "image")) add_image(resolved(element.value("src")), element);
  }

  void media(const Element& element) {
    if (element.tag == "video") add_image(resolved(element.value("poster")), element);
    const auto* source = element.find("src");
    if (source != nullptr && is_wanted(element)) add_media(*source);
  }

  static bool is_wanted(const Element& media) { return !is(media.value("preload"), "none"); }

  void add_media(std::string_view link) {
    add_by_parser(resolved(link), ResourceType::media, Urgency::low, false);
  }

  void of_media(const Element& element) {
    const auto& media = document_.elements[element.parent];
    if (media.has("src") || !is_wanted(media) || !is_playable_type(element.value("type"))) return;
    // The next one is asked for only if a player cannot do with this one.
    if (resolved(element.value("src")) && with_source_.insert(element.parent).second)
      add_media(element.value("src"));
  }

  void track(const Element& element) {
    if (!element.has("default") || element.parent == Element::kNone) return;
    const auto& parent = document_.elements[element.parent].tag;
    if (parent != "video" && parent != "audio") return;
    add_by_parser(resolved(element.value("src")), ResourceType::other, Urgency::low, false);
  }

  void frame(const Element& element) {
    if (is_lazy(element)) return;
    if (const auto* markup = element.find("srcdoc"); markup != nullptr && element.tag == "iframe") {
      found_.frames.push_back({at_, *markup});
      return;
    }
    add_by_parser(resolved(element.value("src")), ResourceType::frame, Urgency::highest);
  }

  void embedded(const Element& element) {
    // Within an object that has something to show: a substitute.
    if (in_object_[at_]) return;
    auto url = resolved(element.value(element.tag == "object" ? "data" : "src"));
    if (!url) return;
    const auto kind = embedded_kind(element.value("type"), *url);
    if (kind == Embedded::image) add_by_parser(std::move(url), ResourceType::image, Urgency::low);
    if (kind == Embedded::frame) add_by_parser(std::move(url), ResourceType::frame, Urgency::highest);
  }

  static const std::string* svg_link(const Element& element) {
    const auto* link = element.find("href");
    return link == nullptr ? element.find("xlink:href") : link;
  }

  void svg_image(const Element& element) {
    const auto* link = svg_link(element);
    if (!in_svg_[at_] || link == nullptr) return;
    if (element.tag == "image") add_image(resolved(*link), element);
    if (element.tag == "feimage") add_by_parser(resolved(*link), ResourceType::image, Urgency::low);
  }

  void svg_use(const Element& element) {
    const auto* link = svg_link(element);
    if (in_svg_[at_] && link != nullptr) add_by_parser(resolved(*link), ResourceType::other, Urgency::low);
  }

  void background(const Element& element) {
    add_by_parser(resolved(element.value("background")), ResourceType::image, Urgency::low);
  }

  const Document& document_;
  const Screen& screen_;
  FoundInPage found_;
  ResourceList list_;
  std::size_t at_ = 0;
  std::vector<bool> in_svg_;
  std::vector<bool> in_object_;
  std::unordered_map<std::uint32_t, std::string> picture_sources_;  ///< by the picture's place
  std::unordered_set<std::uint32_t> with_source_;                   ///< videos and audios
  bool has_base_ = false;
  bool is_behind_image_ = false;
  int images_ = 0;
};

}  // namespace

FoundInPage find_resources(const Document& document, std::string_view url, const Screen& screen,
                           const FindLimits& limits) {
  return Finder(document, url, screen, limits).find();
}

}  // namespace portalprobe
