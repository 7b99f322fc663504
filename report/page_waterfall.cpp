#include "report/page_waterfall.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <sstream>
#include <vector>

#include "report/bar.hpp"
#include "report/people.hpp"
#include "report/resource_label.hpp"
#include "report/sample_group.hpp"
#include "report/text_width.hpp"

namespace portalprobe {
namespace {

constexpr std::size_t kTypeWidth = 8;
constexpr std::size_t kStatusWidth = 6;
constexpr std::size_t kSizeWidth = 9;
constexpr std::size_t kFigures = 2 + 2 + kTypeWidth + 2 + kStatusWidth + 2 + kSizeWidth;
constexpr std::size_t kSmallestLabel = 14;
constexpr std::size_t kLargestLabel = 60;
constexpr std::size_t kSmallestBar = 10;
constexpr std::size_t kLargestBar = 60;

/// What a resource may be doing, in the order in which it does.
enum class Doing { queued, connecting, waiting, receiving };
constexpr std::size_t kDoings = 4;
constexpr std::array<std::string_view, kDoings> kWords = {"queued", "connecting", "waiting", "receiving"};
constexpr std::array<std::string_view, kDoings> kBlocks = {"░", "▒", "▓", "█"};
constexpr std::array<std::string_view, kDoings> kAscii = {".", "-", "=", "#"};
constexpr std::array<std::string_view, kDoings> kColours = {"90", "33", "32", "94"};

std::optional<microseconds> latest(std::optional<microseconds> a, std::optional<microseconds> b) {
  if (!a) return b;
  return b ? std::max(*a, *b) : a;
}

microseconds end_of(const PageResource& resource) {
  const Timings& t = resource.timings;
  auto last = latest(latest(t.resolved, t.connected), latest(t.secured, t.sent));
  last = latest(latest(last, latest(t.first_byte, t.done)), resource.started);
  return std::max(last.value_or(resource.found), resource.found);
}

struct Stretch {
  Doing doing;
  microseconds from;
  microseconds to;
};

/// What it did when. On a connection that stood already it queued until it was sent.
std::vector<Stretch> stretches_of(const PageResource& resource, microseconds page_end) {
  std::vector<Stretch> stretches;
  microseconds at = resource.found;
  const auto go = [&](Doing doing, std::optional<microseconds> to) {
    if (!to || *to < at) return;
    if (*to > at) stretches.push_back({doing, at, *to});
    at = *to;
  };
  const Timings& t = resource.timings;
  if (!resource.started) go(Doing::queued, page_end);  // its turn never came
  go(Doing::queued, resource.started);
  go(Doing::connecting, latest(latest(t.resolved, t.connected), t.secured));
  go(Doing::queued, t.sent);
  go(Doing::waiting, t.first_byte);
  go(Doing::receiving, t.done);
  return stretches;
}

/// The text below the document's.
class Resources {
 public:
  Resources(const Sample& sample, const PageVisit& visit, const WaterfallStyle& style)
      : sample_(sample), visit_(visit), style_(style) {
    end_ = sample.network_load.value_or(sample.load_event.value_or(microseconds(0)));
    for (const auto& resource : visit.resources) end_ = std::max(end_, end_of(resource));
    lay_out();
  }

  std::string text() {
    row("resource", "type", "status", "size", "");
    for (const auto& resource : visit_.resources) show(resource);
    legend();
    totals();
    verdicts();
    return std::move(text_);
  }

 private:
  void line(const std::string& text) { text_ += cut_to_width(text, style_.width) + '\n'; }

  void lay_out() {
    const std::size_t rest = style_.width > kFigures ? style_.width - kFigures : 0;
    if (rest < kSmallestLabel + 2 + kSmallestBar) {
      label_width_ = rest;
      return;
    }
    const std::size_t bar_cells = std::clamp((rest - 2) / 2, kSmallestBar, kLargestBar);
    axis_ = {end_, std::min(bar_cells, rest - 2 - kSmallestLabel)};
    label_width_ = std::min(rest - 2 - axis_.cells, kLargestLabel);
  }

  void row(const std::string& label, std::string_view type, std::string_view status, std::string_view size,
           const std::string& bar_text) {
    std::string text = "  " + fit_width(label, label_width_) + "  " + fit_width(type, kTypeWidth) + "  " +
                       fit_width(status, kStatusWidth) + "  " + fit_width(size, kSizeWidth, Align::right);
    text = cut_to_width(text, style_.width);
    if (!bar_text.empty()) text += "  " + bar_text;
    text.erase(text.find_last_not_of(' ') + 1);
    text_ += text + '\n';
  }

  std::string_view glyph(std::size_t doing) const {
    return style_.unicode ? kBlocks.at(doing) : kAscii.at(doing);
  }

  void show(const PageResource& resource) {
    std::vector<BarPart> parts;
    for (const auto& stretch : stretches_of(resource, end_)) {
      const auto doing = static_cast<std::size_t>(stretch.doing);
      parts.push_back({stretch.from, stretch.to, glyph(doing), kColours.at(doing)});
    }
    row(resource_label(resource.url, visit_.resources.front().url, label_width_), to_string(resource.type),
        status_of(resource), resource.status ? size_text(resource.bytes_wire) : "-",
        bar(parts, axis_, style_.colour));
    if (resource.redirects > 0) line(fmt::format("    after {} redirects", resource.redirects));
    if (resource.outcome != Outcome::ok)
      line("    " + joined({std::string(to_string(resource.outcome)), printable(resource.detail)}, ": "));
  }

  static std::string status_of(const PageResource& resource) {
    if (resource.status) return std::to_string(*resource.status);
    return resource.started ? "failed" : "-";
  }

  void legend() {
    if (axis_.cells == 0) return;
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < kDoings; ++i) parts.push_back(fmt::format("{} {}", glyph(i), kWords.at(i)));
    line(fmt::format("  0 to {}: {}", duration_text(end_), joined(parts, "  ")));
  }

  void totals() {
    std::vector<std::string> parts;
    if (sample_.requests) parts.push_back(count_text(*sample_.requests) + " requests");
    if (sample_.requests_failed) parts.push_back(count_text(*sample_.requests_failed) + " failed");
    if (sample_.bytes_wire) parts.push_back(size_text(*sample_.bytes_wire) + " transferred");
    if (!parts.empty()) line("  " + joined(parts, ", "));
    by_type();
  }

  void by_type() {
    std::vector<std::string> parts;
    for (int i = 0; i <= static_cast<int>(ResourceType::other); ++i) {
      const auto type = static_cast<ResourceType>(i);
      std::uint64_t count = 0;
      std::uint64_t bytes = 0;
      for (const auto& resource : visit_.resources) {
        if (resource.type != type) continue;
        ++count;
        bytes += resource.bytes_wire;
      }
      if (count > 0) parts.push_back(fmt::format("{} ×{} {}", to_string(type), count, size_text(bytes)));
    }
    wrapped(parts);
  }

  /// Parts with commas, in as many lines as they take.
  void wrapped(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) {
      const std::string longer = text.empty() ? "  " + part : text + ", " + part;
      const bool fits = text.empty() || display_width(longer) < style_.width;
      if (!fits) line(text + ",");
      text = fits ? longer : "  " + part;
    }
    if (!text.empty()) line(text);
  }

  /// Whatever limits what the figure says stands beside it.
  void verdicts() {
    if (sample_.engine == EngineKind::browser) {
      vitals();
    } else if (sample_.network_load) {
      line(fmt::format("  network load: at least {}", duration_text(sample_.network_load)));
    } else if (sample_.censored_after) {
      line(fmt::format("  network load: more than {}", duration_text(sample_.censored_after)));
    }
    if (sample_.needs_browser.value_or(false))
      line("  needs a browser: the document is a shell that scripts would fill");
    left_out();
    if (sample_.emc_level) line("  EMC tag: " + emc_text());
  }

  /// One of the words speaks of what was not waited for; the others of what was not fetched or read.
  void left_out() {
    std::vector<std::string> limits;
    bool never_quiet = false;
    std::istringstream words(sample_.page_capped);
    for (std::string word; std::getline(words, word, ',');) {
      if (word == "quiet") {
        never_quiet = true;
      } else {
        limits.push_back(printable(word));
      }
    }
    if (!limits.empty()) line("  left out, for the limits of a page: " + joined(limits, ","));
    if (never_quiet) line("  the page was never quiet: what it did later is not in the figures");
  }

  void vitals() {
    std::vector<std::string> parts;
    const auto note = [&](std::string_view name, const std::optional<microseconds>& value) {
      if (value) parts.push_back(fmt::format("{} {}", name, duration_text(value)));
    };
    note("TTFB", sample_.ttfb);
    note("FCP", sample_.first_contentful_paint);
    note("LCP", sample_.largest_contentful_paint);
    note("load event", sample_.load_event);
    note("TBT", sample_.total_blocking_time);
    note("INP", sample_.interaction_to_next_paint);
    if (sample_.cumulative_layout_shift)
      parts.push_back(fmt::format("CLS {:.3f}", *sample_.cumulative_layout_shift));
    // What timed out after the load event is a step; the outcome says so.
    if (sample_.censored_after && !sample_.load_event)
      parts.push_back(fmt::format("load event more than {}", duration_text(sample_.censored_after)));
    wrapped(parts);
  }

  std::string emc_text() const {
    switch (*sample_.emc_level) {
      case 0:
        return "absent";
      case 1:
        return "its text is there, but it is not active";
      default:
        return sample_.emc_site_id.empty() ? "active" : "active, site " + printable(sample_.emc_site_id);
    }
  }

  const Sample& sample_;
  const PageVisit& visit_;
  const WaterfallStyle& style_;
  microseconds end_{0};
  Axis axis_;
  std::size_t label_width_ = 0;
  std::string text_;
};

}  // namespace

std::string page_waterfall(const Sample& sample, const PageVisit& visit, const WaterfallStyle& style) {
  std::string text = waterfall(std::span(&sample, 1), style);
  if (sample.engine == EngineKind::film) {
    // A film has one figure of its own: filming takes time from the others.
    text += sample.speed_index ? fmt::format("  Speed Index {}\n", duration_text(sample.speed_index))
                               : std::string("  Speed Index not known\n");
  }
  if (visit.resources.empty()) return text;
  const std::string resources = Resources(sample, visit, style).text();
  return text + '\n' + (style.unicode ? resources : ascii_only(resources));
}

}  // namespace portalprobe
