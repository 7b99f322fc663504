#include "report/xlsx.hpp"

#include <gmock/gmock.h>

#include <cstdio>
#include <memory>

#include "report/ranking_data.hpp"
#include "tests/support/made_standings.hpp"
#include "tests/support/temp_dir.hpp"

namespace portalprobe {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_evaluations::made_standings;
using testing_evaluations::pt;

/// What an independent reader finds: each sheet's name, then REFERENCE TYPE STYLE VALUE of each cell, strings
/// looked up; formulas would begin with `formula`.
constexpr const char* kReader = R"(
import re, sys, zipfile, xml.etree.ElementTree as tree
ns = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
read = lambda name: tree.fromstring(book.read(name))
shared = [''.join(t.text or '' for t in si.iter('{%s}t' % ns['m'])) for si in read('xl/sharedStrings.xml')] if 'xl/sharedStrings.xml' in book.namelist() else []
formats = {f.get('numFmtId'): f.get('formatCode') for f in read('xl/styles.xml').iterfind('.//m:numFmt', ns)}
styles = [formats.get(x.get('numFmtId'), 'builtin ' + x.get('numFmtId')) for x in read('xl/styles.xml').iterfind('m:cellXfs/m:xf', ns)]
for number, sheet in enumerate(read('xl/workbook.xml').iterfind('m:sheets/m:sheet', ns), 1):
    print('sheet', sheet.get('name'))
    for c in read('xl/worksheets/sheet%d.xml' % number).iterfind('.//m:c', ns):
        if c.find('m:f', ns) is not None: print('formula', c.get('r'))
        value = c.findtext('m:v', None, ns)
        text = c.get('t') == 's'
        print(c.get('r'), 'text' if text else 'number', styles[int(c.get('s', 0))], shared[int(value)] if text else value and '%.12g' % float(value))
)";

std::string read_by_another(const std::string& bytes) {
  const support::TempDir folder;
  const std::string command = "PYTHONIOENCODING=utf-8 python3 '" + folder.write("read.py", kReader) + "' '" +
                              folder.write("book.xlsx", bytes) + "' 2>&1";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  char buffer[4096];
  while (pipe != nullptr && std::fgets(buffer, sizeof buffer, pipe.get()) != nullptr) text += buffer;
  return text;
}

std::string written(const std::vector<XlsxSheet>& sheets) {
  const auto bytes = xlsx_file(sheets);
  EXPECT_TRUE(bytes) << bytes.error().message;
  return bytes ? read_by_another(*bytes) : "";
}

TEST(Xlsx, HoldsTheRankingAsTextAndNumbers) {
  const std::string read = written({{"Xếp hạng", ranking_data(made_standings(), Language::vi)}});
  EXPECT_THAT(read, testing::StartsWith("sheet Xếp hạng\nA1 text builtin 0 hạng\n"));
  EXPECT_THAT(read, HasSubstr("A2 number builtin 0 1\n"));
  EXPECT_THAT(read, HasSubstr("E2 text builtin 0 Thành phố Hà Nội\n"));
  EXPECT_THAT(read, HasSubstr("F2 number builtin 0 65.5\n"));
  EXPECT_THAT(read, HasSubstr("G3 number builtin 0 12.125\n"));
  EXPECT_THAT(read, HasSubstr("I3 number 0.00 79.13\n"));
  EXPECT_THAT(read, HasSubstr("L2 text builtin 0 B hoặc C\n"));
  EXPECT_THAT(read, HasSubstr("E4 text builtin 0 =Đà Nẵng\n"));
  EXPECT_THAT(read, Not(HasSubstr("formula")));
  EXPECT_THAT(read, Not(HasSubstr("A4 ")));  // no rank, no cell
}

TEST(Xlsx, ShowsAllDigitsOfPoints) {
  DataTable table;
  table.text("x");
  table.end_row();
  table.points(pt(85.225), 2);
  table.points(pt(-0.5), 1);
  table.points(pt(7), 3);
  table.change(-3);
  table.end_row();
  const std::string read = written({{"a", table}});
  EXPECT_THAT(read, HasSubstr("A2 number builtin 0 85.225\n"));
  EXPECT_THAT(read, HasSubstr("B2 number 0.0 -0.5\n"));
  EXPECT_THAT(read, HasSubstr("C2 number 0.000 7\n"));
  EXPECT_THAT(read, HasSubstr("D2 number builtin 0 -3\n"));
}

TEST(Xlsx, TakesAnyTextWithoutHarm) {
  DataTable table;
  table.text("=HYPERLINK(\"http://a.test\";\"b\")");
  table.text("<&>\"'");
  table.text("\x1b[2J\x01\xFF");
  table.text(
      "a\xEF\xBF\xBF"
      "b");
  table.text("");
  table.end_row();
  const std::string read = written({{"[a]:b*c?d/e\\f'g", table}, {std::string(100, 'x'), table}});
  EXPECT_THAT(read, HasSubstr("sheet  a  b c d e f g\n"));
  EXPECT_THAT(read, HasSubstr("sheet " + std::string(31, 'x') + "\n"));
  EXPECT_THAT(read, HasSubstr("A1 text builtin 0 =HYPERLINK(\"http://a.test\";\"b\")\n"));
  EXPECT_THAT(read, HasSubstr("B1 text builtin 0 <&>\"'\n"));
  EXPECT_THAT(read, HasSubstr("C1 text builtin 0 \uFFFD[2J\uFFFD\uFFFD\n"));
  EXPECT_THAT(read, HasSubstr("D1 text builtin 0 a"));
  EXPECT_THAT(read, Not(HasSubstr("Error")));
}

TEST(Xlsx, SaysWhatNoWorkbookCanHold) {
  const auto refusal = [](const std::vector<XlsxSheet>& sheets) {
    const auto bytes = xlsx_file(sheets);
    return bytes ? "nothing" : bytes.error().message;
  };
  DataTable table;
  table.text("x");
  table.end_row();
  EXPECT_EQ(refusal({}), "workbook: there are no sheets to write");
  EXPECT_EQ(refusal({{"a", table}, {"A", table}}), "workbook: there are two sheets 'A'");
  EXPECT_EQ(refusal({{"[]", table}}), "workbook: a sheet has no name");
  DataTable wide;
  for (int i = 0; i < 16'385; ++i) wide.count(1U);
  wide.end_row();
  EXPECT_THAT(refusal({{"a", wide}}), HasSubstr("has more than 1048576 rows or 16384 columns"));
  DataTable lengthy;
  lengthy.text(std::string(32'768, 'x'));
  lengthy.end_row();
  EXPECT_THAT(refusal({{"a", lengthy}}), HasSubstr("sheet 'a', row 1, column 1: "));
}

TEST(Xlsx, HoldsAnEmptyTable) { EXPECT_EQ(written({{"a", {}}}), "sheet a\n"); }

}  // namespace
}  // namespace portalprobe
