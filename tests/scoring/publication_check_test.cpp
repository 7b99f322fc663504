#include "scoring/publication_check.hpp"

#include <gmock/gmock.h>

#include "scoring/published_means.hpp"
#include "tests/support/evaluations.hpp"

namespace portalprobe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_evaluations::levels_a_to_e;
using testing_evaluations::pt;
using testing_evaluations::range;

PublishedMean mean(double value, int digits) { return {pt(value), digits}; }

PublishedBlock block(std::string name, std::size_t bodies, std::optional<PublishedMean> stated = {},
                     std::vector<std::optional<std::size_t>> at_level = {}) {
  return {std::move(name), bodies, std::move(at_level), stated};
}

Publication published(std::vector<PublishedBlock> blocks) {
  Publication publication;
  publication.levels = levels_a_to_e();
  publication.blocks = std::move(blocks);
  return publication;
}

/// 2023 by form of deployment.
Publication of_2023() {
  Publication publication =
      published({block("leased", 39, mean(85.23, 2)), block("bought", 40, mean(76.05, 2)),
                 block("self-built", 4, mean(68, 0))});
  publication.bodies = 83;
  publication.mean = mean(79.98, 2);
  return publication;
}

TEST(PublicationCheck, RefusesTheProvincesOf2024AsTheyWerePrinted) {
  EXPECT_THAT(contradictions(published({block("provinces", 63, mean(63, 0), {0, 0, 39, 24, 9})})),
              ElementsAre("block 'provinces': the levels' counts do not add up to its size: "
                          "C 39 + D 24 + E 9 = 72, not 63"));
}

TEST(PublicationCheck, AcceptsThemWhereTheTwentyFourAreDAndETogether) {
  EXPECT_THAT(contradictions(published({block("provinces", 63, mean(63, 0), {0, 0, 39, 15, 9}),
                                        block("ministries", 21, mean(43, 0), {0, 0, 5, 1, 15})})),
              IsEmpty());
}

TEST(PublicationCheck, LetsLevelsUnsaidBeWhatIsMissing) {
  const std::optional<std::size_t> unsaid;
  EXPECT_THAT(contradictions(published({block("provinces", 63, {}, {unsaid, unsaid, 39, unsaid, 9})})),
              IsEmpty());
  EXPECT_THAT(contradictions(published({block("provinces", 63, {}, {unsaid, unsaid, 39, 24, 9})})),
              ElementsAre(HasSubstr("C 39 + D 24 + E 9 = 72, not 63")));
}

TEST(PublicationCheck, AcceptsTheBlocksOf2023) { EXPECT_THAT(contradictions(of_2023()), IsEmpty()); }

TEST(PublicationCheck, WeighsBlocksByTheirSizesAndAllowsForRounding) {
  const auto allowed = weighted_mean(of_2023().blocks, Rounding::half_up);
  ASSERT_TRUE(allowed);
  // 39 × 85.225 + 40 × 76.045 + 4 × 67.5, and the other ends, over 83
  EXPECT_EQ(*allowed, range(79.946686, 80.004398));
  struct {
    double value;
    int digits;
    bool possible;
  } rows[] = {{79.98, 2, true},
              {79.95, 2, true},
              {80.00, 2, true},
              {80, 0, true},
              {79.94, 2, false},
              {80.02, 2, false},
              {76.43, 2, false} /* the blocks' mean without weights */,
              {81, 0, false}};
  for (const auto& row : rows) {
    Publication publication = of_2023();
    publication.mean = mean(row.value, row.digits);
    EXPECT_EQ(contradictions(publication).empty(), row.possible) << row.value;
  }
  Publication wrong = of_2023();
  wrong.mean = mean(76.43, 2);
  EXPECT_THAT(contradictions(wrong), ElementsAre("the blocks' means, weighted by their sizes, allow a mean "
                                                 "of 79.946686 to 80.004398 for all, not 76.43"));
}

TEST(PublicationCheck, KnowsMeansThatWereCutOff) {
  Publication publication = published({block("a", 1, mean(70, 0)), block("b", 1, mean(71, 0))});
  publication.rounding = Rounding::down;
  publication.mean = mean(71, 0);  // as of 70.9 and 71.9
  EXPECT_THAT(contradictions(publication), IsEmpty());
  publication.rounding = Rounding::half_up;
  publication.mean = mean(71.01, 2);
  EXPECT_THAT(contradictions(publication),
              ElementsAre(HasSubstr("allow a mean of 70 to 71 for all, not 71.01")));
}

TEST(PublicationCheck, RefusesSizesThatDoNotAddUp) {
  Publication publication = of_2023();
  publication.bodies = 84;
  EXPECT_THAT(
      contradictions(publication),
      ElementsAre("the blocks' sizes do not add up to the number of bodies: 39 + 40 + 4 = 83, not 84"));
}

TEST(PublicationCheck, RefusesAMeanThatTheLevelsDoNotAllow) {
  EXPECT_THAT(contradictions(published({block("ministries", 21, mean(58, 0), {0, 0, 5, 1, 15})})), IsEmpty());
  EXPECT_THAT(contradictions(published({block("ministries", 21, mean(59, 0), {0, 0, 5, 1, 15})})),
              ElementsAre("block 'ministries': its levels allow a mean of 17.857142 to 57.857143, not 59"));
  EXPECT_THAT(contradictions(published({block("ministries", 21, mean(17, 0), {0, 0, 5, 1, 15})})),
              ElementsAre(HasSubstr("not 17")));
}

TEST(PublicationCheck, RefusesAMeanOfNobody) {
  EXPECT_THAT(contradictions(published({block("communes", 0, mean(50, 0))})),
              ElementsAre("block 'communes' has no body, and a mean of 50"));
}

TEST(PublicationCheck, SaysNothingOfWhatIsNotSaid) {
  Publication publication = of_2023();
  publication.blocks[1].mean.reset();
  publication.mean = mean(12, 0);
  EXPECT_THAT(contradictions(publication), IsEmpty());
  publication.blocks[0].bodies.reset();
  publication.bodies = 45;
  EXPECT_THAT(contradictions(publication), IsEmpty());
  publication.bodies = 43;
  EXPECT_THAT(contradictions(publication), ElementsAre(HasSubstr("40 + 4 = 44, not 43")));
  EXPECT_FALSE(weighted_mean({}, Rounding::half_up));
}

TEST(PublicationCheck, AddsUpTheLevelsOfAllBodies) {
  Publication publication = published(
      {block("provinces", 63, {}, {0, 0, 39, 15, 9}), block("ministries", 21, {}, {0, 0, 5, 1, 15})});
  publication.bodies = 84;
  publication.at_level = {0, 0, 44, 16, 24};
  EXPECT_THAT(contradictions(publication), IsEmpty());
  publication.at_level = {0, 0, 45, 15, 24};
  EXPECT_THAT(contradictions(publication),
              ElementsAre("the blocks' counts at level C do not add up to that of all: 39 + 5 = 44, not 45",
                          "the blocks' counts at level D do not add up to that of all: 15 + 1 = 16, not 15"));
  publication.at_level = {0, 0, 44, 16, 23};
  EXPECT_THAT(
      contradictions(publication),
      ElementsAre("all bodies: the levels' counts do not add up to its size: C 44 + D 16 + E 23 = 83, not 84",
                  HasSubstr("at level E do not add up to that of all: 9 + 15 = 24, not 23")));
  publication.blocks[1].at_level.clear();
  publication.at_level = {0, 0, 39, 21, 24};
  EXPECT_THAT(contradictions(publication), IsEmpty());
  publication.mean = mean(85, 0);
  EXPECT_THAT(contradictions(publication), ElementsAre(HasSubstr("all bodies: its levels allow a mean of")));
}

TEST(PublicationCheck, SaysWhichSumsHold) {
  const std::optional<std::size_t> unsaid;
  Publication publication = published({block("provinces", 63, mean(63, 0), {0, 0, 39, 15, 9}),
                                       block("ministries", 21, {}, {unsaid, unsaid, 5, unsaid, 15})});
  publication.bodies = 85;
  EXPECT_THAT(
      checked_sums(publication),
      ElementsAre(
          CheckedSum{0, true, "block 'provinces': C 39 + D 15 + E 9 = 63"},
          CheckedSum{
              0, true,
              "block 'provinces': its levels allow a mean of 52.142857 to 72.142857, and 63 was printed"},
          CheckedSum{1, true, "block 'ministries': C 5 + E 15 = 20 of 21, the rest is not said"},
          CheckedSum{
              {}, false, "the blocks' sizes do not add up to the number of bodies: 63 + 21 = 84, not 85"}));
  EXPECT_THAT(checked_sums(published({block("provinces", 63), block("ministries", 21, mean(43, 0))})),
              IsEmpty());
}

TEST(PublicationCheck, IsBoundedByWhatItCanCount) {
  EXPECT_THAT(contradictions(published({block("all", 2'000'000)})),
              ElementsAre("block 'all' has more than 1000000 bodies"));
  EXPECT_THAT(contradictions(published({block("all", 3, {}, {1, 2})})),
              ElementsAre("block 'all' has counts of 2 levels, of which there are 5"));
  const std::vector<PublishedBlock> many(3, block("a", 900'000, mean(1e6, 0)));
  EXPECT_FALSE(weighted_mean(many, Rounding::half_up));
}

}  // namespace
}  // namespace portalprobe
