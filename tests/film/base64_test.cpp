#include "probe/film/base64.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

TEST(Base64, GivesTheBytesOrNothing) {
  using namespace std::string_literals;
  const struct {
    std::string text;
    std::optional<std::string> want;
  } rows[] = {
      {"", ""},
      {"Zg==", "f"},
      {"Zm8=", "fo"},
      {"Zm9v", "foo"},
      {"Zm9vYg==", "foob"},
      {"/9j/", "\xFF\xD8\xFF"},
      {"AAAA", "\0\0\0"s},
      {"Zg", {}},      // no padding
      {"Zg=", {}},     // too little
      {"Zh==", {}},    // bits that stand for nothing
      {"Zm9v\n", {}},  // a line's end
      {"Zm=v", {}},    // padding inside
      {"====", {}},    // nothing but padding
      {"Zm-_", {}},    // the alphabet of URLs
      {"Zm9\xFFZm9v", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(from_base64(row.text), row.want);
  }
}

}  // namespace
}  // namespace portalprobe
