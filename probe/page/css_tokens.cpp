#include "probe/page/css_tokens.hpp"

#include <charconv>

#include "core/utf8.hpp"
#include "probe/ascii.hpp"

namespace portalprobe {
namespace {

using Kind = CssToken::Kind;

bool is_newline(char c) { return c == '\n' || c == '\r' || c == '\f'; }
bool is_space(char c) { return c == ' ' || c == '\t' || is_newline(c); }
bool is_hex(char c) { return ascii::is_digit(c) || (ascii::lower(c) >= 'a' && ascii::lower(c) <= 'f'); }
bool starts_name(char c) {
  const char l = ascii::lower(c);
  return (l >= 'a' && l <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) { return starts_name(c) || ascii::is_digit(c) || c == '-'; }

unsigned hex_digit(char c) {
  return static_cast<unsigned>(ascii::is_digit(c) ? c - '0' : ascii::lower(c) - 'a' + 10);
}

/// Decodes the escape that begins at `at` (on the backslash); gives back where it ends.
std::size_t decode_escape(std::string_view text, std::size_t at, std::string& out) {
  ++at;
  if (at >= text.size()) return at;
  if (is_newline(text[at])) return at + (text.substr(at).starts_with("\r\n") ? 2 : 1);
  if (!is_hex(text[at])) {
    out += text[at];
    return at + 1;
  }
  char32_t value = 0;
  const auto from = at;
  while (at < text.size() && at < from + 6 && is_hex(text[at])) value = value * 16 + hex_digit(text[at++]);
  const bool is_character = value != 0 && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
  append_utf8(out, is_character ? value : kReplacementCharacter);
  if (text.substr(at).starts_with("\r\n")) return at + 2;
  return at < text.size() && is_space(text[at]) ? at + 1 : at;
}

double number_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc() ? value : 0;
}

char closing(const CssToken& token) {
  switch (token.kind) {
    case Kind::function:
    case Kind::open_paren:
      return ')';
    case Kind::open_square:
      return ']';
    case Kind::open_curly:
      return '}';
    default:
      return '\0';
  }
}

bool closes(const CssToken& token) {
  return token.kind == Kind::close_paren || token.kind == Kind::close_square ||
         token.kind == Kind::close_curly;
}

}  // namespace

std::string css_unescape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\\') {
      at = decode_escape(text, at, out);
    } else if (text[at] == '\0') {
      append_utf8(out, kReplacementCharacter);
      ++at;
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string CssToken::value() const {
  constexpr std::string_view kSpecial("\\\0", 2);
  return text.find_first_of(kSpecial) == std::string_view::npos ? std::string(text) : css_unescape(text);
}

bool CssToken::is(std::string_view lower) const {
  // An escape takes seven bytes for a letter, with the blank behind it eight.
  if (text.size() < lower.size() || text.size() > lower.size() * 8) return false;
  return ascii::lower(value()) == lower;
}

bool CssTokens::skip_comment() {
  if (peek() != '/' || peek(1) != '*') return false;
  const auto end = text_.find("*/", at_ + 2);
  at_ = end == std::string_view::npos ? text_.size() : end + 2;
  return true;
}

bool CssTokens::escape_at(std::size_t at) const {
  return at < text_.size() && text_[at] == '\\' && (at + 1 == text_.size() || !is_newline(text_[at + 1]));
}

bool CssTokens::name_starts_at(std::size_t at) const {
  if (at >= text_.size()) return false;
  if (text_[at] != '-') return starts_name(text_[at]) || escape_at(at);
  if (at + 1 < text_.size() && (starts_name(text_[at + 1]) || text_[at + 1] == '-')) return true;
  return escape_at(at + 1);
}

bool CssTokens::number_starts_at(std::size_t at) const {
  if (at < text_.size() && (text_[at] == '+' || text_[at] == '-')) ++at;
  if (at < text_.size() && text_[at] == '.') ++at;
  return at < text_.size() && ascii::is_digit(text_[at]);
}

void CssTokens::read_name(CssToken& token) {
  const auto from = at_;
  while (at_ < text_.size()) {
    if (continues_name(text_[at_])) {
      ++at_;
    } else if (escape_at(at_)) {
      std::string ignored;
      at_ = decode_escape(text_, at_, ignored);
    } else {
      break;
    }
  }
  token.text = text_.substr(from, at_ - from);
  token.is_cut = at_ == text_.size();
}

void CssTokens::read_ident_like(CssToken& token) {
  read_name(token);
  token.kind = Kind::ident;
  if (peek() != '(') return;
  ++at_;
  token.kind = Kind::function;
  token.is_cut = false;
  if (!token.is("url")) return;
  auto after = at_;
  while (after < text_.size() && is_space(text_[after])) ++after;
  if (after < text_.size() && (text_[after] == '"' || text_[after] == '\'')) return;
  at_ = after;
  read_url(token);
}

void CssTokens::read_string(CssToken& token) {
  const char quote = text_[at_++];
  const auto from = at_;
  token.kind = Kind::string;
  while (at_ < text_.size() && text_[at_] != quote) {
    if (is_newline(text_[at_])) {
      token.kind = Kind::bad_string;
      return;
    }
    if (text_[at_] == '\\') ++at_;
    at_ += text_.substr(at_).starts_with("\r\n") ? std::size_t{2} : std::size_t{1};
  }
  token.text = text_.substr(from, at_ - from);
  token.is_cut = at_ >= text_.size();
  if (!token.is_cut) ++at_;
}

void CssTokens::read_url(CssToken& token) {
  const auto from = at_;
  token.kind = Kind::url;
  while (at_ < text_.size() && text_[at_] != ')' && !is_space(text_[at_])) {
    const char c = text_[at_];
    const bool printable = static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
    if (c == '"' || c == '\'' || c == '(' || !printable) return read_bad_url(token);
    if (c == '\\' && !escape_at(at_)) return read_bad_url(token);
    at_ += c == '\\' ? 2 : 1;
  }
  token.text = text_.substr(from, at_ - from);
  while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  token.is_cut = at_ >= text_.size();
  if (token.is_cut) return;
  if (text_[at_] != ')') return read_bad_url(token);
  ++at_;
}

void CssTokens::read_bad_url(CssToken& token) {
  token.kind = Kind::bad_url;
  token.text = {};
  while (at_ < text_.size() && text_[at_] != ')') at_ += escape_at(at_) ? std::size_t{2} : std::size_t{1};
  token.is_cut = at_ >= text_.size();
  if (!token.is_cut) ++at_;
}

void CssTokens::read_number(CssToken& token) {
  const auto from = at_;
  const auto digits = [this] {
    while (at_ < text_.size() && ascii::is_digit(text_[at_])) ++at_;
  };
  if (peek() == '+' || peek() == '-') ++at_;
  digits();
  if (peek() == '.' && ascii::is_digit(peek(1))) {
    ++at_;
    digits();
  }
  const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
  if (ascii::lower(peek()) == 'e' && ascii::is_digit(peek(1 + sign))) {
    at_ += 1 + sign;
    digits();
  }
  token.number = number_of(text_.substr(from, at_ - from));
  token.kind = Kind::number;
  token.is_cut = at_ == text_.size();
  if (peek() == '%') {
    ++at_;
    token.kind = Kind::percentage;
  } else if (name_starts_at(at_)) {
    read_name(token);
    token.kind = Kind::dimension;
  }
}

void CssTokens::read_hash(CssToken& token) {
  const bool named = at_ + 1 < text_.size() && (continues_name(text_[at_ + 1]) || escape_at(at_ + 1));
  if (!named) return read_mark(token);
  ++at_;
  token.is_name = name_starts_at(at_);
  read_name(token);
  token.kind = Kind::hash;
}

void CssTokens::read_mark(CssToken& token) {
  static constexpr struct {
    char mark;
    Kind kind;
  } kMarks[] = {{':', Kind::colon},       {';', Kind::semicolon},    {',', Kind::comma},
                {'[', Kind::open_square}, {']', Kind::close_square}, {'(', Kind::open_paren},
                {')', Kind::close_paren}, {'{', Kind::open_curly},   {'}', Kind::close_curly}};
  token.kind = Kind::delim;
  token.delim = text_[at_];
  for (const auto& row : kMarks) {
    if (row.mark == text_[at_]) token.kind = row.kind;
  }
  ++at_;
}

void CssTokens::read(CssToken& token) {
  const char c = text_[at_];
  if (is_space(c)) {
    token.kind = Kind::white_space;
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  } else if (c == '"' || c == '\'') {
    read_string(token);
  } else if (number_starts_at(at_)) {
    read_number(token);
  } else if (text_.substr(at_, 3) == "-->") {
    token.kind = Kind::cdc;
    at_ += 3;
  } else if (text_.substr(at_, 4) == "<!--") {
    token.kind = Kind::cdo;
    at_ += 4;
  } else if (name_starts_at(at_)) {
    read_ident_like(token);
  } else if (c == '#') {
    read_hash(token);
  } else if (c == '@' && name_starts_at(at_ + 1)) {
    ++at_;
    read_name(token);
    token.kind = Kind::at_keyword;
  } else {
    read_mark(token);
  }
}

CssToken CssTokens::next() {
  while (skip_comment()) {
  }
  CssToken token;
  const auto from = at_;
  if (at_ < text_.size()) read(token);
  at_ = at_ < text_.size() ? at_ : text_.size();  // an escape at the very end reaches beyond it
  token.source = text_.substr(from, at_ - from);
  return token;
}

CssToken CssTokens::next_solid() {
  while (true) {
    auto token = next();
    if (token.kind != Kind::white_space) return token;
  }
}

bool CssBrackets::take(const CssToken& token) {
  if (const char due = closing(token); due != '\0') {
    open_ += due;
  } else if (closes(token)) {
    if (open_.empty()) return false;
    if (open_.back() == token.source.front()) open_.pop_back();
  }
  return true;
}

}  // namespace portalprobe
