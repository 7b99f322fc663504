#include "results/score_junit.hpp"

#include <gmock/gmock.h>

#include <cstdio>
#include <memory>

#include "results/xml_text.hpp"
#include "tests/support/made_score_cards.hpp"
#include "tests/support/temp_dir.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_scores::kInfinity;
using testing_scores::made_score_card;
using testing_scores::made_technical_card;

/// The rules of the schema that Jenkins checks reports with, by a strict parser: which elements stand in
/// which, which attributes each may have and must have, how a suite's time looks. Prints what the counts say,
/// then SUITE NAME STATE TIME of each case.
constexpr const char* kReader = R"(
import re, sys, xml.etree.ElementTree as tree
MAY = {'testsuites': ({'name', 'time', 'tests', 'failures', 'errors'}, set(), {'testsuite'}),
       'testsuite': ({'name', 'tests', 'failures', 'errors', 'group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package',
                      'file', 'log', 'url'}, {'name', 'tests', 'failures', 'errors'},
                     {'testsuite', 'properties', 'testcase', 'system-out', 'system-err'}),
       'properties': (set(), set(), {'property'}),
       'property': ({'name', 'value'}, {'name', 'value'}, set()),
       'testcase': ({'name', 'time', 'classname', 'group'}, {'name'},
                    {'skipped', 'error', 'failure', 'system-out', 'system-err'}),
       'failure': ({'type', 'message'}, set(), set()), 'skipped': ({'type', 'message'}, set(), set())}
def check(element):
    may, must, children = MAY[element.tag]
    names = set(element.attrib)
    assert names <= may and must <= names, (element.tag, names)
    assert element.tag in ('failure', 'skipped') or not (element.text or '').strip(), element.text
    if 'time' in names: assert re.fullmatch(r'[0-9]+\.[0-9]{3}', element.get('time')), element.get('time')
    for child in element:
        assert child.tag in children, child.tag
        check(child)
root = tree.parse(sys.argv[1]).getroot()
check(root)
cases = list(root.iter('testcase'))
assert int(root.get('tests')) == len(cases)
assert int(root.get('failures')) == len(list(root.iter('failure')))
for suite in root:
    assert int(suite.get('tests')) == len(suite.findall('testcase')), suite.get('name')
    assert int(suite.get('failures')) == len(suite.findall('testcase/failure')), suite.get('name')
    assert int(suite.get('skipped')) == len(suite.findall('testcase/skipped')), suite.get('name')
    names = [case.get('name') for case in suite.findall('testcase')]
    assert len(names) == len(set(names)), names
    for case in suite.findall('testcase'):
        print(suite.get('name'), '|', case.get('name'), '|', case[0].tag if len(case) else 'passed', '|', case.get('time'))
)";

std::string read_by_another(const std::string& xml) {
  const support::TempDir folder;
  const std::string command = "PYTHONIOENCODING=utf-8 python3 '" + folder.write("read.py", kReader) + "' '" +
                              folder.write("report.xml", xml) + "' 2>&1";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  char buffer[4096];
  while (pipe != nullptr && std::fgets(buffer, sizeof buffer, pipe.get()) != nullptr) text += buffer;
  return text;
}

TEST(ScoreJunit, HasACaseForEachPortalThresholdAndTarget) {
  EXPECT_EQ(read_by_another(score_junit(made_score_card())),
            "ha-noi | page-load home | passed | 1.800\n"
            "ha-noi | response search | passed | 0.150\n"
            "hue | page-load home | failure | 2.500\n"
            "hue | response search | skipped | 0.190\n"
            "da-nang | page-load home | skipped | 1.800\n"
            "da-nang | response search ipv6 | skipped | None\n");
}

TEST(ScoreJunit, SaysWhatAVerdictRestsOn) {
  const std::string xml = score_junit(made_score_card());
  EXPECT_THAT(xml,
              HasSubstr("<failure type=\"fail\" message=\"fail: p75 of largest_contentful_paint 2.5004 s "
                        "(2.500001 s to slower than any limit), limit 2.5 s, samples 700, nights 30; not "
                        "confirmed after Holm's correction over portals; one vantage\"/>"));
  EXPECT_THAT(xml,
              HasSubstr("<skipped type=\"inconclusive\" message=\"inconclusive (interval_straddles): p75 "
                        "of response_time 0.19 s (0.18 s to ?), limit 0.2 s,"));
  EXPECT_THAT(xml, HasSubstr("<skipped type=\"insufficient\" message=\"insufficient (too_many_walls): p75 of "
                             "response_time, limit 0.2 s, samples 4, nights 1"));
  EXPECT_THAT(xml, HasSubstr("<property name=\"criterion\" value=\"level-a-2023\"/>"));
  EXPECT_THAT(xml, HasSubstr("<property name=\"method\" value=\"1\"/>"));
  EXPECT_THAT(xml, HasSubstr("<property name=\"evaluation\" value=\"performance-2026\"/>"));
  EXPECT_THAT(xml, HasSubstr("<property name=\"technical\" value=\"false\"/>"));
}

TEST(ScoreJunit, OfOneSweepSpeaksOfNoNights) {
  const std::string xml = score_junit(made_technical_card());
  EXPECT_THAT(xml, HasSubstr("samples 700; one vantage"));
  EXPECT_THAT(xml, Not(HasSubstr("nights")));
  EXPECT_THAT(xml, Not(HasSubstr("name=\"evaluation\"")));
  EXPECT_THAT(xml, HasSubstr("<property name=\"technical\" value=\"true\"/>"));
}

TEST(ScoreJunit, LeavesOutTimesThatAreNone) {
  ScoreCard card = made_score_card();
  card.verdicts[0].result.vantages[0].segments[0].judgement.quantile = Estimate{kInfinity, 1, kInfinity};
  card.criterion.thresholds[1].readings[0].metric = Metric::cumulative_layout_shift;
  EXPECT_THAT(read_by_another(score_junit(card)),
              testing::StartsWith("ha-noi | page-load home | passed | None\n"
                                  "ha-noi | response search | passed | None\n"));
}

TEST(ScoreJunit, SkipsPortalsThatNothingWasMeasuredOf) {
  ScoreCard card = made_score_card();
  card.verdicts.clear();
  EXPECT_EQ(read_by_another(score_junit(card)),
            "ha-noi | measured | skipped | None\nhue | measured | skipped | None\n"
            "da-nang | measured | skipped | None\n");
  card.portals.clear();
  EXPECT_EQ(read_by_another(score_junit(card)), "");
}

TEST(ScoreJunit, IsXmlWhateverNamesHold) {
  ScoreCard card = made_score_card();
  const std::string hostile = "a\"]]><!--&\x1b[2J\x01\xFF\xEF\xBF\xBF'\n=1+1";
  card.portals[0].portal.id = hostile;
  card.verdicts[0].portal_id = card.verdicts[1].portal_id = hostile;
  card.verdicts[0].target_id = hostile;
  card.method = hostile;
  EXPECT_THAT(
      read_by_another(score_junit(card)),
      testing::StartsWith("a\"]]><!--&[2J\uFFFD' =1+1 | page-load a\"]]><!--&[2J\uFFFD' =1+1 | passed"));
}

TEST(XmlText, EscapesAndLeavesOutWhatXmlCannotHold) {
  const struct {
    std::string text;
    std::string xml;
  } rows[] = {{"", ""},
              {"Huế", "Huế"},
              {"<&>\"'", "&lt;&amp;&gt;&quot;'"},
              {"a\tb\r\nc", "a b  c"},
              {std::string("a\0b\x1f\x7f", 5), "ab"},
              {"a\xC2\x80z", "az"},
              {"\xEF\xBF\xBE\xEF\xBF\xBFok", "ok"},
              {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
              {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"}};
  for (const auto& row : rows) EXPECT_EQ(xml_text(row.text), row.xml);
}

}  // namespace
}  // namespace portalprobe
