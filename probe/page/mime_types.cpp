#include "probe/page/mime_types.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kBlank = " \t\r\n\f";

constexpr std::string_view kImages[] = {"image/png",   "image/apng",
                                        "image/avif",  "image/bmp",
                                        "image/gif",   "image/jpeg",
                                        "image/jpg",   "image/jxl",
                                        "image/pjpeg", "image/svg+xml",
                                        "image/webp",  "image/x-icon",
                                        "image/x-png", "image/vnd.microsoft.icon"};
constexpr std::string_view kFonts[] = {"font/woff", "font/woff2", "font/ttf",
                                       "font/otf",  "font/sfnt",  "font/collection"};
constexpr std::string_view kPlayable[] = {
    "audio/aac",  "audio/flac",  "audio/mp3",   "audio/mp4", "audio/mpeg", "audio/ogg",  "audio/wav",
    "audio/webm", "audio/x-m4a", "audio/x-wav", "video/mp4", "video/ogg",  "video/webm", "video/x-m4v"};
constexpr std::string_view kScripts[] = {
    "text/javascript",    "application/javascript",   "application/ecmascript", "application/x-ecmascript",
    "text/ecmascript",    "application/x-javascript", "text/javascript1.0",     "text/javascript1.1",
    "text/javascript1.2", "text/javascript1.3",       "text/javascript1.4",     "text/javascript1.5",
    "text/jscript",       "text/livescript",          "text/x-ecmascript",      "text/x-javascript"};
constexpr std::string_view kImageEndings[] = {"png",  "gif", "jpg", "jpeg", "webp",
                                              "avif", "bmp", "ico", "apng"};
/// For plug-ins, which there are none of anymore.
constexpr std::string_view kPluginEndings[] = {"swf", "class", "jar", "pdf", "xap", "dcr"};

template <std::size_t size>
bool is_one_of(std::string_view text, const std::string_view (&all)[size]) {
  return std::ranges::find(all, text) != std::end(all);
}

/// type/subtype in lower case, without parameters.
std::string essence(std::string_view type) {
  return ascii::lower(ascii::trim(type.substr(0, type.find(';')), kBlank));
}

std::string ending_of(std::string_view url) {
  url = url.substr(0, url.find('?'));
  const auto name = url.substr(url.rfind('/') + 1);
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : ascii::lower(name.substr(dot + 1));
}

}  // namespace

bool is_style_type(std::string_view type) {
  const auto name = essence(type);
  return name.empty() || name == "text/css";
}

bool is_image_type(std::string_view type) {
  const auto name = essence(type);
  return name.empty() || is_one_of(name, kImages);
}

bool is_font_type(std::string_view type) {
  const auto name = essence(type);
  return name.empty() || is_one_of(name, kFonts);
}

bool is_playable_type(std::string_view type) {
  const auto name = essence(type);
  return name.empty() || is_one_of(name, kPlayable);
}

ScriptKind script_kind(const Element& script) {
  const auto* type = script.find("type");
  if (type == nullptr || type->empty()) {
    const auto language = ascii::lower(script.value("language"));
    const bool runs = type != nullptr || language.empty() || is_one_of("text/" + language, kScripts);
    return runs ? ScriptKind::classic : ScriptKind::none;
  }
  if (ascii::lower(*type) == "module") return ScriptKind::module;
  // Parameters are not allowed here.
  return is_one_of(ascii::lower(ascii::trim(*type, kBlank)), kScripts) ? ScriptKind::classic
                                                                       : ScriptKind::none;
}

Embedded embedded_kind(std::string_view type, std::string_view url) {
  const auto name = essence(type);
  if (name.empty()) {
    const auto ending = ending_of(url);
    if (is_one_of(ending, kImageEndings)) return Embedded::image;
    return is_one_of(ending, kPluginEndings) ? Embedded::none : Embedded::frame;
  }
  if (name == "image/svg+xml") return Embedded::frame;
  if (is_image_type(name)) return Embedded::image;
  const bool shown = name.starts_with("text/") || name.starts_with("audio/") || name.starts_with("video/") ||
                     name == "application/xhtml+xml" || name == "application/xml" ||
                     name == "application/json";
  return shown ? Embedded::frame : Embedded::none;
}

}  // namespace portalprobe
