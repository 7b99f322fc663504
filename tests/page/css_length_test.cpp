#include "probe/page/css_length.hpp"

#include <gtest/gtest.h>

#include <string>

namespace portalprobe {
namespace {

TEST(CssLength, ComputesPixels) {
  const struct {
    std::string_view text;
    double want;
  } rows[] = {
      {"10px", 10},
      {" 10PX ", 10},
      {"0", 0},
      {"1.5em", 24},
      {".5rem", 8},
      {"1e2px", 100},
      {"1em", 16},
      {"1ex", 8},
      {"+3px", 3},
      {"-3px", -3},
      {"100vw", 1350},
      {"50vh", 470},
      {"10vmin", 94},
      {"10vmax", 135},
      {"1in", 96},
      {"72pt", 96},
      {"calc(10px + 2em)", 42},
      {"calc(100vw - 30px)", 1320},
      {"calc((100vw - 50px) / 2)", 650},
      {"calc(2 * 3px)", 6},
      {"calc(3px * 2 + 1px)", 7},
      {"calc(1px + 2px * 3)", 7},
      {"min(100vw, 600px)", 600},
      {"max(100px, 10vw, 20px)", 135},
      {"clamp(100px, 50vw, 500px)", 500},
      {"clamp(100px, 1vw, 500px)", 100},
      {"calc(min(10px, 20px) + max(1px, 2px))", 12},
      {"calc(0 * 1px)", 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto length = css_length(row.text, Screen{});
    ASSERT_TRUE(length);
    EXPECT_NEAR(*length, row.want, 1e-9);
  }
}

TEST(CssLength, RefusesTheRest) {
  const std::string rows[] = {"",
                              "px",
                              "10",
                              "10%",
                              "10 px",
                              "10px 20px",
                              "auto",
                              "calc(10)",
                              "calc(1px + 1)",
                              "calc(1px * 1px)",
                              "calc(1 / 1px)",
                              "calc(1px / 0)",
                              "calc(1px",
                              "calc(1px, 2px)",
                              "clamp(1px, 2px)",
                              "min()",
                              "what(1px)",
                              "1e999px",
                              "--1px",
                              "inf",
                              "nanpx",
                              "0x10px",
                              std::string(5'000, '('),
                              std::string(500, '(') + "1px" + std::string(490, ')')};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.substr(0, 40));
    EXPECT_EQ(css_length(row, Screen{}), std::nullopt);
  }
}

}  // namespace
}  // namespace portalprobe
