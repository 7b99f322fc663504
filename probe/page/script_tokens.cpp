#include "probe/page/script_tokens.hpp"

#include <algorithm>

#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

constexpr std::string_view kBlank = " \t\r\n\f\v";

bool is_word(char c) {
  return ascii::is_digit(c) || (ascii::lower(c) >= 'a' && ascii::lower(c) <= 'z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

void skip_through(std::string_view& rest, std::string_view end) {
  const auto at = rest.find(end);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + end.size());
}

class Reader {
 public:
  explicit Reader(std::string_view script) : rest_(script) {}

  std::vector<ScriptToken> read(std::size_t max_tokens) {
    while (!rest_.empty() && tokens_.size() < max_tokens) {
      if (!skip_unread()) step();
    }
    return std::move(tokens_);
  }

 private:
  /// Blanks and comments; those of HTML, too, hide their line.
  bool skip_unread() {
    if (kBlank.find(rest_.front()) != std::string_view::npos) {
      rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlank), rest_.size()));
    } else if (rest_.starts_with("/*")) {
      rest_.remove_prefix(2);
      skip_through(rest_, "*/");
    } else if (rest_.starts_with("//") || rest_.starts_with("<!--") || rest_.starts_with("-->")) {
      rest_.remove_prefix(std::min(rest_.find_first_of("\r\n"), rest_.size()));
    } else {
      return false;
    }
    return true;
  }

  void step() {
    const char c = rest_.front();
    if (c == '"' || c == '\'' || c == '`') {
      text(c);
    } else if (is_word(c)) {
      const auto end = std::ranges::find_if_not(rest_, is_word);
      add(ScriptToken::Kind::word, rest_.substr(0, static_cast<std::size_t>(end - rest_.begin())));
    } else if (c == '/' && may_begin_pattern()) {
      pattern();
    } else {
      add(ScriptToken::Kind::sign, rest_.substr(0, 1));
    }
  }

  void add(ScriptToken::Kind kind, std::string_view value) {
    tokens_.push_back({kind, std::string(value)});
    rest_.remove_prefix(value.size());
  }

  void text(char quote) {
    ScriptToken token{ScriptToken::Kind::text, {}};
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != quote; ++at) {
      // A string that is broken off ends with its line.
      if (quote != '`' && rest_[at] == '\n') break;
      if (rest_[at] == '\\' && at + 1 < rest_.size()) ++at;
      token.value += rest_[at];
    }
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
    tokens_.push_back(std::move(token));
  }

  /// A slash after a value divides.
  bool may_begin_pattern() const {
    if (tokens_.empty()) return true;
    const auto& last = tokens_.back();
    if (last.kind == ScriptToken::Kind::word) return last.value == "return" || last.value == "typeof";
    return last.kind == ScriptToken::Kind::sign && last.value != ")" && last.value != "]" &&
           last.value != "}";
  }

  /// A regular expression, quotes in it meaning nothing.
  void pattern() {
    bool in_class = false;
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != '\n' && (rest_[at] != '/' || in_class); ++at) {
      if (rest_[at] == '\\')
        ++at;
      else if (rest_[at] == '[')
        in_class = true;
      else if (rest_[at] == ']')
        in_class = false;
    }
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
    tokens_.push_back({ScriptToken::Kind::text, {}});
  }

  std::string_view rest_;
  std::vector<ScriptToken> tokens_;
};

}  // namespace

std::vector<ScriptToken> script_tokens(std::string_view script, std::size_t max_tokens) {
  return Reader(script).read(max_tokens);
}

}  // namespace portalprobe
