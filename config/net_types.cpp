#include "config/net_types.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "config/value_types.hpp"
#include "config/wording.hpp"
#include "core/url.hpp"

namespace portalprobe::type {
namespace {

constexpr std::size_t kLongestUrl = 2048;

Shape text_shape(std::string hint, std::string pattern = "") {
  Shape shape;
  shape.hint = std::move(hint);
  shape.pattern = std::move(pattern);
  return shape;
}

bool is_visible_ascii(char c) { return c > 0x20 && c < 0x7F; }

std::string check_url(std::string_view text) {
  if (text.size() > kLongestUrl) return fmt::format("is longer than {} bytes", kLongestUrl);
  const auto scheme = text.find("://");
  const auto authority = scheme == std::string_view::npos ? std::string_view{} : text.substr(scheme + 3);
  // Said here without the URL: it has a password in it.
  if (authority.substr(0, authority.find_first_of("/?#")).find('@') != std::string_view::npos) {
    return "has credentials in it (use a header with ${env:NAME} instead)";
  }
  if (!std::ranges::all_of(text, is_visible_ascii)) {
    return fmt::format(
        "{} has spaces, control characters or letters outside ASCII (percent-encode them; a host name in "
        "punycode, as in xn--...)",
        shown(text));
  }
  const auto url = parse_url(text);
  return url ? "" : fmt::format("is wrong: {}", url.error().message);
}

Type<std::string> url_type(bool may_be_absent) {
  Shape shape = text_shape("a URL such as https://dichvucong.gov.vn/", "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]");
  shape.nullable = may_be_absent;
  if (may_be_absent) shape.pattern = "^($|" + shape.pattern.substr(1) + ")";
  return checked_text(shape, [may_be_absent](std::string_view text) -> std::string {
    return may_be_absent && text.empty() ? "" : check_url(text);
  });
}

std::string with_scheme(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return std::string(text);
  return fmt::format("https://{}{}", text, text.find('/') == std::string_view::npos ? "/" : "");
}

std::optional<unsigned> read_number(std::string_view text, unsigned high) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value > high) return std::nullopt;
  return value;
}

bool is_address_with_port(std::string_view text) {
  if (is_address(text)) return true;
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || read_number(text.substr(colon + 1), 65535).value_or(0) == 0)
    return false;
  auto address = text.substr(0, colon);
  const bool brackets = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (brackets) address = address.substr(1, address.size() - 2);
  return is_address(address) && brackets == (address.find(':') != std::string_view::npos);
}

/// Clears the bits beyond a network's own; says whether there were any.
bool clear_beyond(std::span<unsigned char> bytes, unsigned bits) {
  bool any = false;
  for (unsigned i = 0; i < bytes.size(); ++i) {
    const unsigned kept = bits <= i * 8 ? 0 : std::min(bits - i * 8, 8U);
    const auto mask = static_cast<unsigned char>(0xFFU << (8U - kept));
    any = any || (bytes[i] & ~mask) != 0;
    bytes[i] &= mask;
  }
  return any;
}

/// The network in its own form; an error follows on "'label' ".
Expected<std::string> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const std::string address(text.substr(0, slash));
  std::array<unsigned char, 16> bytes{};
  const bool v6 = address.find(':') != std::string::npos;
  const unsigned most = v6 ? 128 : 32;
  const auto bits = slash == std::string_view::npos ? most : read_number(text.substr(slash + 1), most);
  if (!bits || inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1) {
    return fail(fmt::format("must be a network such as 10.0.0.0/8 or fd00::/8, not {}", shown(text)));
  }
  const bool beyond = clear_beyond(std::span(bytes).first(v6 ? 16 : 4), *bits);
  char clean[INET6_ADDRSTRLEN];
  inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), clean, sizeof clean);
  if (beyond)
    return fail(
        fmt::format("{} has bits beyond its /{} (right would be {}/{})", shown(text), *bits, clean, *bits));
  return fmt::format("{}/{}", clean, *bits);
}

}  // namespace

Type<std::string> url() { return url_type(false); }
Type<std::string> optional_url() { return url_type(true); }

Type<std::string> url_or_host() {
  auto type = checked_text(text_shape("a URL or a host name such as hanoi.gov.vn"),
                           [](std::string_view text) { return check_url(with_scheme(text)); });
  type.read = [read = type.read](Reader& reader, const YamlNode& node, std::string& value) {
    std::string text;
    read(reader, node, text);
    if (!text.empty()) value = with_scheme(text);
  };
  return type;
}

Type<std::string> host() {
  auto type = checked_text(
      text_shape("a host name such as dichvucong.gov.vn"), [](std::string_view text) -> std::string {
        const bool v6 = text.find(':') != std::string_view::npos && is_address(text);
        const bool clean = text.find_first_of(":/?#@[] ") == std::string_view::npos;
        const bool name = clean && std::ranges::all_of(text, is_visible_ascii) &&
                          parse_url(fmt::format("http://{}/", text));
        return v6 || name
                   ? ""
                   : fmt::format("must be a host name without scheme, port and path, not {}", shown(text));
      });
  type.read = [read = type.read](Reader& reader, const YamlNode& node, std::string& value) {
    read(reader, node, value);
    std::ranges::transform(value, value.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
  };
  return type;
}

Type<std::string> resolver() {
  return checked_text(
      text_shape("an address such as 10.0.0.53, 10.0.0.53:5353 or [2001:db8::53]:53"),
      [](std::string_view text) -> std::string {
        if (is_address_with_port(text)) return {};
        return fmt::format(
            "must be an address such as 10.0.0.53, 10.0.0.53:5353 or [2001:db8::53]:53, not {}", shown(text));
      });
}

Type<std::string> network() {
  auto type = checked_text(text_shape("a network such as 10.0.0.0/8 or fd00::/8"), [](std::string_view text) {
    const auto network = parse_network(text);
    return network ? std::string() : network.error().message;
  });
  type.read = [read = type.read](Reader& reader, const YamlNode& node, std::string& value) {
    std::string text;
    read(reader, node, text);
    if (!text.empty()) value = parse_network(text).value_or(text);
  };
  return type;
}

Type<std::string> request_path() {
  return checked_text(
      text_shape("a path such as /robots.txt", "^/[^#]*$"), [](std::string_view text) -> std::string {
        const bool fine = text.starts_with('/') && text.find('#') == std::string_view::npos &&
                          text.size() <= kLongestUrl && std::ranges::all_of(text, is_visible_ascii);
        return fine ? "" : fmt::format("must be a path such as /robots.txt, not {}", shown(text));
      });
}

Type<std::string> method() {
  return checked_text(
      text_shape("a method such as GET or POST", "^[A-Z]+$"), [](std::string_view text) -> std::string {
        const bool letters = std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
        if (text.empty() || text.size() > 20 || !letters) {
          return fmt::format("must be a method in capitals, such as GET or POST, not {}", shown(text));
        }
        return text == "CONNECT" || text == "TRACE" ? fmt::format("cannot be {}: it asks no resource", text)
                                                    : "";
      });
}

Type<std::string> user_agent() {
  Shape shape = text_shape("text in ASCII, with a contact");
  shape.at_least_one = true;
  return checked_text(shape, [](std::string_view text) -> std::string {
    const bool fine =
        text.size() <= 512 && std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
    return fine ? "" : "must be printable ASCII of at most 512 characters";
  });
}

}  // namespace portalprobe::type
