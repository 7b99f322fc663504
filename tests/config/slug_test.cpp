#include "config/slug.hpp"

#include <gtest/gtest.h>

namespace portalprobe {
namespace {

TEST(Slug, MakesAnIdOfAVietnameseName) {
  struct {
    std::string_view name;
    std::string_view want;
  } rows[] = {
      {"Tỉnh Hà Giang", "tinh-ha-giang"},
      {"Đắk Lắk", "dak-lak"},
      {"Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"},
      {"Thừa Thiên Huế", "thua-thien-hue"},
      {"BỘ LAO ĐỘNG – THƯƠNG BINH VÀ XÃ HỘI", "bo-lao-dong-thuong-binh-va-xa-hoi"},
      {"Hue\u0302\u0301", "hue"},  // letter and marks
      {"ư ơ ă â ê ô đ ỹ ỵ ẵ", "u-o-a-a-e-o-d-y-y-a"},
      {"  --Cổng (thử) 2--  ", "cong-thu-2"},
      {"河内", ""},
      {"", ""},
      {"\xFF\xFEname", "name"},
  };
  for (const auto& row : rows) EXPECT_EQ(slug(row.name), row.want) << row.name;
}

TEST(Slug, KnowsEveryLetterOfTheAlphabetInBothCases) {
  const std::string_view letters =
      "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";
  const std::string_view capitals =
      "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬBCDĐEÈẺẼÉẸÊỀỂỄẾỆGHIÌỈĨÍỊKLMNOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢPQRSTUÙỦŨÚỤƯỪỬỮỨỰVXYỲỶỸÝỴ";
  const std::string plain =
      "aaaaaaaaaaaaaaaaaabcddeeeeeeeeeeeeghiiiiiiklmnoooooooooooooooooopqrstuuuuuuuuuuuuvxyyyyyy";
  EXPECT_EQ(slug(letters), plain.substr(0, 63));
  EXPECT_EQ(slug(capitals), plain.substr(0, 63));
  EXPECT_EQ(slug("vxyỳỷỹýỵ ưừửữứự VXYỲỶỸÝỴ ƯỪỬỮỨỰ"), "vxyyyyyy-uuuuuu-vxyyyyyy-uuuuuu");
}

TEST(Slug, IsAlwaysAnIdOrEmpty) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text = slug(std::string{static_cast<char>(first), static_cast<char>(second)});
      EXPECT_TRUE(text.empty() || is_id(text)) << first << ' ' << second;
    }
  }
  EXPECT_EQ(slug(std::string(100, 'x')).size(), 63U);
}

TEST(IsId, AllowsWhatConfigurationsMayName) {
  for (const auto* id : {"a", "0", "ha-noi", "a.b_c-d", "2fa"}) EXPECT_TRUE(is_id(id)) << id;
  for (const auto* id : {"", "-a", ".a", "A", "ha noi", "hà-nội", "a/b", "a\n"})
    EXPECT_FALSE(is_id(id)) << id;
  EXPECT_TRUE(is_id(std::string(63, 'a')));
  EXPECT_FALSE(is_id(std::string(64, 'a')));
}

}  // namespace
}  // namespace portalprobe
