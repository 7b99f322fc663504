#include "results/safe_name.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

namespace portalprobe {
namespace {

TEST(SafeName, KeepsWhatIsSafe) {
  const struct {
    std::string text;
    std::string want;
  } rows[] = {
      {"ha-noi", "ha-noi"},
      {"dichvucong.hanoi.gov.vn", "dichvucong.hanoi.gov.vn"},
      {"Home_2", "Home_2"},
      {"", "%"},
      {"%", "%25"},
      {".", "%2E"},
      {"..", "%2E%2E"},
      {"../../etc/passwd", "%2E%2E%2F.%2E%2Fetc%2Fpasswd"},
      {".hidden", "%2Ehidden"},
      {"x.", "x%2E"},
      {"a..b", "a.%2Eb"},
      {"/", "%2F"},
      {std::string("a\0b", 3), "a%00b"},
      {"a b\n", "a%20b%0A"},
      {"Hà", "H%C3%A0"},
      {"~", "%7E"},
  };
  for (const auto& row : rows) EXPECT_EQ(safe_file_name(row.text), row.want) << row.text;
}

TEST(SafeName, IsAlwaysOneNameInItsFolder) {
  std::set<std::string> names;
  const std::string letters("./\\%~a\0 \xFF", 9);
  std::size_t texts = 0;
  for (std::size_t number = 0; number < 59049; ++number, ++texts) {
    std::string text;
    for (std::size_t rest = number; rest > 0; rest /= letters.size()) text += letters[rest % letters.size()];
    const auto name = safe_file_name(text);
    const std::filesystem::path path = std::filesystem::path("/folder") / name;
    ASSERT_EQ(path.lexically_normal().parent_path(), "/folder") << name;
    ASSERT_EQ(name.find_first_of(std::string("/\\\0\n ", 5)), std::string::npos);
    ASSERT_NE(name.front(), '.');
    const bool is_new = text.empty() || text.back() == letters[0] || names.insert(name).second;
    ASSERT_TRUE(is_new) << name;
  }
}

TEST(SafeName, CutsWhatIsTooLongAndStaysDistinct) {
  const std::string lang(5000, 'x');
  EXPECT_LE(safe_file_name(lang).size(), 100U);
  EXPECT_NE(safe_file_name(lang), safe_file_name(lang + "x"));
  EXPECT_LE(safe_file_name(std::string(5000, '/')).size(), 100U);
  EXPECT_EQ(safe_file_name(std::string(100, 'y')), std::string(100, 'y'));
}

}  // namespace
}  // namespace portalprobe
