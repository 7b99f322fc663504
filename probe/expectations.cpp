#include "probe/expectations.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>

namespace portalprobe {
namespace {

constexpr std::size_t kMaxShown = 80;

/// The configured text in a sentence: one line, not too long.
std::string shown(std::string_view text) {
  std::string result(text.substr(0, kMaxShown));
  // Not in the middle of a character.
  while (result.size() < text.size() && !result.empty() &&
         (static_cast<unsigned char>(text[result.size()]) & 0xc0U) == 0x80U) {
    result.pop_back();
  }
  std::ranges::replace_if(
      result, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return result.size() < text.size() ? result + "..." : result;
}

Cause unexpected_status(const Expectations& expect, int status) {
  const auto asked =
      expect.status.empty() ? std::string("200 to 399") : fmt::format("{}", fmt::join(expect.status, ", "));
  const auto detail = fmt::format("status {} where {} is expected", status, asked);
  if (status >= 400 && status < 500) return {Outcome::http_client_error, detail};
  if (status >= 500 && status < 600) return {Outcome::http_server_error, detail};
  if (status >= 200 && status < 400) return {Outcome::content_unexpected, detail};
  return {Outcome::http_protocol_error, fmt::format("status {} is no final status of HTTP", status)};
}

}  // namespace

ContentSearch::ContentSearch(std::string_view text) : text_(text), fallback_(text.size(), 0) {
  std::size_t border = 0;
  for (std::size_t i = 1; i < text_.size(); ++i) {
    while (border > 0 && text_[i] != text_[border]) border = fallback_[border - 1];
    if (text_[i] == text_[border]) ++border;
    fallback_[i] = border;
  }
}

void ContentSearch::feed(std::string_view piece) {
  std::size_t i = 0;
  while (!found() && i < piece.size()) {
    if (matched_ == 0) {
      // Most bytes begin nothing: skip them at memchr's speed.
      const auto* next =
          static_cast<const char*>(std::memchr(piece.data() + i, text_.front(), piece.size() - i));
      if (next == nullptr) return;
      i = static_cast<std::size_t>(next - piece.data());
    }
    while (matched_ > 0 && piece[i] != text_[matched_]) matched_ = fallback_[matched_ - 1];
    if (piece[i] == text_[matched_]) ++matched_;
    ++i;
  }
}

std::uint64_t body_limit(const Expectations& expect, std::uint64_t max_body) {
  return expect.max_bytes.value_or(max_body);
}

bool status_accepted(const Expectations& expect, int status) {
  if (expect.status.empty()) return status >= 200 && status < 400;
  return std::ranges::find(expect.status, status) != expect.status.end();
}

Cause check_answer(const Expectations& expect, int status, bool found) {
  if (!status_accepted(expect, status)) return unexpected_status(expect, status);
  if (!expect.contains.empty() && !found) {
    return {Outcome::content_unexpected,
            fmt::format("the answer does not contain '{}'", shown(expect.contains))};
  }
  return {};
}

}  // namespace portalprobe
