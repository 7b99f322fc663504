#include "probe/text_fold.hpp"

#include <gtest/gtest.h>

#include "core/utf8.hpp"
#include "probe/charset.hpp"
#include "probe/entities.hpp"
#include "probe/printable.hpp"

namespace portalprobe {
namespace {

TEST(TextFold, MakesTheSameWordsTheSameBytes) {
  const auto want = fold_text("bảo trì hệ thống đang được");
  for (const std::string_view text : {
           "BẢO TRÌ HỆ THỐNG ĐANG ĐƯỢC",
           "Bảo  trì\n\thệ\xC2\xA0thống đang được  ",
           // Decomposed in canonical order, then with the marks in another order, then with tone marks on
           // composed letters.
           "ba\u0309o tri\u0300 he\u0323\u0302 tho\u0302\u0301ng \u0111ang \u0111u\u031Bo\u031B\u0323c",
           "ba\u0309o tri\u0300 he\u0302\u0323 tho\u0302\u0301ng \u0110ang \u0111u\u031Bo\u0323\u031Bc",
           "ba\u0309o tri\u0300 h\u00EA\u0323 th\u00F4\u0301ng \u0111ang \u0111\u01B0\u01A1\u0323c",
           "B\u1EA2O TR\u00CC H\u1EC6 TH\u1ED0NG \u00D0ANG \u00D0\u01AF\u1EE2C",  // Eth for the stroked D
           "\uFEFFb\u200Bảo tr\u00ADì hệ thống\u3000đang được",
           "bảo\xFF trì hệ thống đang được",
       }) {
    SCOPED_TRACE(text);
    EXPECT_EQ(fold_text(text), want);
  }
  EXPECT_NE(fold_text("bao tri he thong dang duoc"), want) << "marks carry meaning";
}

TEST(TextFold, PlainsQuotesAndDashes) {
  EXPECT_EQ(fold_text("“Don’t” – it—is"), "\"don't\" - it-is");
  EXPECT_EQ(fold_text(""), "");
  EXPECT_EQ(fold_text(" \n "), "");
}

TEST(TextFold, BoundsWhatMarksPileUp) {
  std::string zalgo = "a";
  for (int i = 0; i < 10'000; ++i) zalgo += "\u0301";
  EXPECT_LT(fold_text(zalgo).size(), 32U);
}

TEST(Entities, ReadsWhatPagesWrite) {
  struct {
    std::string_view text, want;
  } rows[] = {
      {"b&#7843;o tr&#xEC;", "bảo trì"},
      {"b&#7843o", "bảo"},
      {"h&ecirc;&agrave;", "hêà"},
      {"&Agrave;&amp;&lt;", "À&<"},
      {"a &amp b", "a & b"},
      {"&nbsp;x", "\u00A0x"},
      {"&#146;", "\u2019"},
      {"&apos;&hellip;", "'…"},
      {"& && &x; &unknown;", "& && &x; &unknown;"},
      {"&#;&#x;&#", "&#;&#x;&#"},
      {"&#0;", "\uFFFD"},
      {"&#xD800;", "\uFFFD"},
      {"&#99999999999999;", "\uFFFD9999;"},
      {"&", "&"},
      {"", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_EQ(decode_entities(row.text), row.want);
  }
  for (const std::string_view name : {"AElig", "yuml", "hellip", "trade", "THORN", "zwj"}) {
    EXPECT_EQ(decode_entities("&" + std::string(name) + ";").find('&') != std::string::npos, name == "zwj")
        << name;
  }
}

TEST(Charset, ReadsByMarkHeaderOrMeta) {
  EXPECT_EQ(to_utf8("b\xE0\xBA\xA3", ""), "b\xE0\xBA\xA3");
  EXPECT_EQ(to_utf8(std::string("\xFF\xFE"
                                "b\0\xA3\x1E",
                                6),
                    ""),
            "\uFEFFbả");
  EXPECT_EQ(to_utf8(std::string("\xFE\xFF\0b\x1E\xA3", 6), ""), "\uFEFFbả");
  EXPECT_EQ(to_utf8(std::string("b\0\xA3\x1E", 4), "text/html; charset=UTF-16LE"), "bả");
  EXPECT_EQ(to_utf8(std::string("\xFF\xFE\x3D\xD8\x00\xDE\x00\xD8", 8), ""), "\uFEFF😀\uFFFD");
  // Windows-1258 writes tones as marks of their own.
  EXPECT_EQ(fold_text(to_utf8("ba\xD2o tri\xCC", "text/html; charset=windows-1258")), fold_text("bảo trì"));
  EXPECT_EQ(to_utf8("<meta charset=\"windows-1252\">\xE0\x92", ""), "<meta charset=\"windows-1252\">à’");
  EXPECT_EQ(to_utf8("\xEF\xBB\xBFả", "text/html; charset=windows-1252"), "\uFEFFả");
  EXPECT_EQ(to_utf8("ả", "text/html; charset=klingon"), "ả");
  EXPECT_EQ(to_utf8("<meta charset='utf-16'>ả", ""), "<meta charset='utf-16'>ả");
  EXPECT_EQ(to_utf8("", "text/html; charset=utf-16"), "");
}

TEST(Printable, LeavesOneHarmlessLine) {
  EXPECT_EQ(printable("  a\r\n\tb\x1b[31m\xff\u202Ec\u00A0 ", 100), "a b[31mc");
  EXPECT_EQ(printable("ảảả", 7), "ảả");
  EXPECT_EQ(printable("ab cd", 3), "ab");
  EXPECT_EQ(printable("ab", 0), "");
  EXPECT_FALSE(first_invalid_utf8(printable("\xE1\xBA\xF0\x9F\x98", 100)));
}

}  // namespace
}  // namespace portalprobe
