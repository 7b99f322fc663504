#include "probe/page_pattern.hpp"

#include <algorithm>
#include <cstring>

#include "probe/text_fold.hpp"

namespace portalprobe {
namespace {

/// string_view::find stops at each first letter; Vietnamese text is full of those.
std::size_t find(std::string_view text, std::string_view part) {
  const void* const found = ::memmem(text.data(), text.size(), part.data(), part.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace

PagePattern::PagePattern(std::string_view written) : written_(written) {
  from_begin_ = written.starts_with('^');
  if (from_begin_) written.remove_prefix(1);
  to_end_ = written.ends_with('$');
  if (to_end_) written.remove_suffix(1);
  while (true) {
    const auto star = written.find('*');
    parts_.push_back(fold_text(written.substr(0, star)));
    if (star == std::string_view::npos) break;
    written.remove_prefix(star + 1);
  }
}

bool PagePattern::empty() const {
  return std::ranges::all_of(parts_, [](const std::string& part) { return part.empty(); }) &&
         !(from_begin_ && to_end_ && parts_.size() == 1);
}

bool PagePattern::matches(std::string_view text) const {
  if (from_begin_ && !text.starts_with(parts_.front())) return false;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const auto& part = parts_[i];
    if (i + 1 == parts_.size() && to_end_) {
      const bool whole = i == 0 && from_begin_;
      return whole ? text == part : text.ends_with(part);
    }
    const auto at = i == 0 && from_begin_ ? 0 : find(text, part);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + part.size());
  }
  return true;
}

}  // namespace portalprobe
