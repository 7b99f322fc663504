#include "results/visit_har.hpp"

#include "results/har.hpp"
#include "results/stored_page.hpp"

namespace portalprobe {
namespace {

/// An ordinary page's has some kilobytes.
constexpr std::size_t kMostBytes = std::size_t{4} << 20U;

}  // namespace

std::string visit_har(const Sample& sample, const PageVisit& visit, const std::string& version) {
  std::string text;
  std::string pages;
  Har har(kMostBytes);
  Har::append_head(text, version);
  har.append(text, pages, sample, {visit, {}}, "GET");
  Har::append_middle(text);
  text += pages;
  Har::append_tail(text);
  return text;
}

}  // namespace portalprobe
