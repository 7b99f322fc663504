#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace portalprobe {

/// A token of CSS Syntax Level 3. Views into the text that is read.
struct CssToken {
  enum class Kind {
    ident,
    function,  ///< a name and its opening parenthesis
    at_keyword,
    hash,
    string,
    bad_string,  ///< broken off by the end of its line
    url,         ///< without quotes; with quotes it is a function and a string
    bad_url,
    delim,
    number,
    percentage,
    dimension,
    white_space,
    colon,
    semicolon,
    comma,
    open_square,
    close_square,
    open_paren,
    close_paren,
    open_curly,
    close_curly,
    cdo,
    cdc,
    end
  };

  Kind kind = Kind::end;
  std::string_view source;  ///< as written
  /// The name, the content of a string or URL, or the unit of a dimension; escapes as written.
  std::string_view text;
  double number = 0;     ///< of number, percentage and dimension
  char delim = 0;        ///< of a delim
  bool is_cut = false;   ///< the text ended inside it
  bool is_name = false;  ///< of a hash: it could be an identifier

  /// `text` with its escapes decoded.
  std::string value() const;
  /// Whether the decoded text is `lower` (lower-case ASCII), in any case.
  bool is(std::string_view lower) const;
  bool is_delim(char c) const { return kind == Kind::delim && delim == c; }
};

/// Takes a text in UTF-8 apart. Comments are dropped. Linear time, no allocation, never fails.
class CssTokens {
 public:
  explicit CssTokens(std::string_view text) : text_(text) {}

  /// The next token; kind `end` once there is none, however often.
  CssToken next();
  /// The same without white space.
  CssToken next_solid();

  /// Where the next token begins; comments may stand before it.
  std::size_t position() const { return at_; }
  void go_to(std::size_t position) { at_ = position; }
  std::size_t start_of(const CssToken& token) const {
    return static_cast<std::size_t>(token.source.data() - text_.data());
  }
  std::string_view text() const { return text_; }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool skip_comment();
  bool escape_at(std::size_t at) const;
  bool name_starts_at(std::size_t at) const;
  bool number_starts_at(std::size_t at) const;
  void read_name(CssToken& token);
  void read_ident_like(CssToken& token);
  void read_string(CssToken& token);
  void read_url(CssToken& token);
  void read_bad_url(CssToken& token);
  void read_number(CssToken& token);
  void read_hash(CssToken& token);
  void read_mark(CssToken& token);
  void read(CssToken& token);

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Decodes escapes; bytes that are no UTF-8 stay as they are, NUL becomes U+FFFD.
std::string css_unescape(std::string_view text);

/// Which brackets are open: each closes with its own kind only, others inside are plain text.
class CssBrackets {
 public:
  /// Notes an opening or closing bracket (a function opens one). False: a bracket that closes nothing.
  bool take(const CssToken& token);
  bool empty() const { return open_.empty(); }
  std::size_t depth() const { return open_.size(); }

 private:
  std::string open_;  // the closing ones that are due
};

}  // namespace portalprobe
