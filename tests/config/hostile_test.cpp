#include <gtest/gtest.h>

#include <random>

#include "tests/config/loading.hpp"

namespace portalprobe {
namespace {

// Long enough to have every kind of value, short enough to be broken thousands of times.
constexpr std::string_view kValid = R"(version: 1
name: "Đợt đo"
vantage: &v { id: ha-noi-1, description: 'IDC' }
schedules:
  - { id: night, cron: "0 22 * * *", window: 6h, rounds: 24 }
limits: { in_flight: 10, starts_per_second: 2.5, per_host: { gap: 1s } }
defaults:
  ip_family: both
  resolvers: [10.0.0.53, "[2001:db8::53]:53"]
  allow_addresses: [10.0.0.0/8]
fitness: { max_unfit_share: 5% }
maintenance:
  - { portals: [a], from: 2026-12-01T22:00+07:00, to: 2026-12-02T02:00+07:00 }
portals:
  - id: a
    name: Thành phố
    note: |
      two
      lines
    verified: 2026-11-20
    pages:
      - { id: home, url: "https://a.example/", expect: { status: [200] } }
    actions:
      - id: search
        url: https://a.example/search
        headers: { X: "${env:TOKEN}" }
)";

class Hostile : public testing::Test {
 protected:
  /// Any end is fine but a crash, a hang, or a refusal without a word.
  void survive(const std::string& text) {
    const auto config = load_text(folder_, text, {{"TOKEN", "x"}});
    if (config) return;
    ASSERT_FALSE(config.error().empty());
    for (const auto& problem : config.error()) {
      ASSERT_FALSE(problem.message.empty());
      for (const char c : problem.message) ASSERT_GE(static_cast<unsigned char>(c), 0x20) << problem.message;
    }
  }

  support::TempDir folder_;
};

TEST_F(Hostile, StartsFromAValidConfiguration) {
  const auto config = load_text(folder_, kValid, {{"TOKEN", "x"}});
  ASSERT_TRUE(config) << all_of(config.error());
}

TEST_F(Hostile, SurvivesPiecesInWrongPlaces) {
  constexpr std::string_view kPieces[] = {
      "[",  "]", "{", "}", "- ",    ": ",       "\n", "&v ", "*v", "? ", "|\n",         "!!str ",
      "\"", "'", "#", "%", "---\n", "<<: *v\n", ", ", "~",   "\t", "  ", "${env:TOKEN}"};
  std::mt19937 random(42);
  for (int i = 0; i < 3000; ++i) {
    std::string text(kValid);
    for (int pieces = 1 + static_cast<int>(random() % 4); pieces > 0; --pieces) {
      text.insert(random() % text.size(), kPieces[random() % std::size(kPieces)]);
    }
    survive(text);
  }
}

TEST_F(Hostile, DoesNotMultiplyPortalsByAliases) {
  std::string text = minimal();
  text.replace(text.find("- id: a"), 2, "- &p\n    ");
  for (int i = 0; i < 99'000; ++i) text += "  - *p\n";
  const auto config = load_text(folder_, text);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error()[0].message, "aliases stand for more than 1000000 values in all");
}

}  // namespace
}  // namespace portalprobe
