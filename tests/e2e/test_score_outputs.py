#!/usr/bin/env python3
"""One sweep's verdicts as text, JSON, spreadsheets, JUnit and Prometheus' gauges: they say the same, and hostile names do no harm."""

import csv
import io
import json
import pathlib
import re
import tempfile
import unittest
import xml.etree.ElementTree as tree
import zipfile

import servers
import support

PORTALS = ["p000", "p001", "p002"]
CRITERION = """version: 1
id: trial
title: { vi: "Thử nghiệm", en: "Trial" }
source: { vi: "Quy chế", en: "Rule" }
assumptions: [{ vi: "Giả định thử", en: "An assumption" }]
thresholds:
  - id: first-byte
    title: { vi: "Byte đầu tiên", en: "First byte" }
    kind: page
    readings: [{ metric: ttfb, engine: http, kind: page }]
    statistic: p75
    limit: 20s
    min_samples: 13
    points: 10
"""
HOSTILE = "=1+1 <b>&\""


def answer(host, _path, connection):
    """p001 fails always; p002 keeps robots out."""
    if host.startswith("p001"):
        return servers.reply(connection, b"out of order", "500 Internal Server Error")
    if host.startswith("p002"):
        return servers.reply(connection, b"<title>Request Rejected</title>The requested URL was rejected.", "403 Forbidden")
    return servers.reply(connection)


class ScoreOutputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        cls.server = cls.enterClassContext(servers.ScriptedServer(answer))
        text = servers.configuration(PORTALS, rounds=16, fitness="{ max_lateness: 60s, max_error: 60s, max_unfit_share: 100% }")
        config = cls.write("config.yaml", text.replace("name: Cổng p000", 'name: "' + HOSTILE.replace('"', '\\"', 1) + '"'))
        cls.criterion = cls.write("criterion.yaml", CRITERION)
        cls.store = f"sqlite:{cls.folder}/store.db"
        ended = support.portal_probe("sweep", config, "--store", cls.store, "--now", "--json",
                                     "--connect-to", f"::127.0.0.1:{cls.server.port}")
        assert ended.returncode == 0, ended.stderr
        cls.json = json.loads(cls.run_fine("score", "--json"))
        cls.verdicts = {line["portal_id"]: line["verdict"] for line in cls.json["verdicts"]}

    @classmethod
    def write(cls, name, text):
        path = cls.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    @classmethod
    def run_fine(cls, command, *args):
        ended = support.portal_probe(command, *args, "--criterion", cls.criterion, "--store", cls.store)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def test_json_has_verdicts_with_their_figures(self):
        self.assertEqual(self.verdicts, {"p000": "pass", "p001": "fail", "p002": "insufficient"})
        self.assertTrue(self.json["technical"])
        self.assertIsNone(self.json["evaluation"])
        lines = {line["portal_id"]: line for line in self.json["verdicts"]}
        fast, down, walled = (lines[name] for name in PORTALS)
        self.assertLess(fast["interval_us"][1], fast["limit_us"])
        self.assertEqual((down["value_us"], down["value_beyond"], down["failed"]), (None, True, 16))
        self.assertEqual((walled["reason"], walled["left_out"]["wall"]), ("too_many_walls", 16))
        self.assertEqual([portal["portal_id"] for portal in self.json["portals"]], PORTALS)

    def test_text_says_the_same_in_both_languages(self):
        english, vietnamese = self.run_fine("score"), self.run_fine("score", "--lang", "vi", "--by", "block", "--sensitivity")
        for text in ("Technical result of one sweep", "An assumption", "declared User-Agent", "p001", "fail", "∞"):
            self.assertIn(text, english)
        for text in ("Kết quả đo kỹ thuật, không phải xếp hạng", "chưa đạt ngưỡng", "chưa đủ số liệu", "giây", "(không rõ)"):
            self.assertIn(text, vietnamese)
        self.assertNotIn("mức A", vietnamese)

    def test_junit_says_the_same(self):
        root = tree.fromstring(self.run_fine("export", "--format", "junit"))
        found = {}
        for suite in root.findall("testsuite"):
            case = suite.find("testcase")
            self.assertEqual(case.get("name"), "first-byte home")
            found[suite.get("name")] = "pass" if not len(case) else case[0].get("type")
        self.assertEqual(found, self.verdicts)
        self.assertEqual((root.get("tests"), root.get("failures")), ("3", "1"))

    def test_prometheus_says_the_same(self):
        text = self.run_fine("export", "--format", "prometheus")
        found = dict(re.findall(r'^portal_probe_threshold_verdict\{portal="(\w+)",.*verdict="(\w+)"\} 1$', text, re.MULTILINE))
        self.assertEqual(found, self.verdicts)
        self.assertIn('threshold="first-byte",metric="ttfb"} +Inf\n', text)
        self.assertEqual(re.findall(r'^portal_probe_portal_points\{portal="(\w+)"\} (\w+)$', text, re.MULTILINE),
                         [("p000", "10"), ("p001", "0")])

    def test_spreadsheets_hold_text_and_no_formulas(self):
        file, book = self.folder / "scores.csv", self.folder / "scores.xlsx"
        self.run_fine("score", "-o", file)
        self.run_fine("score", "-o", book, "--by", "block", "--sensitivity")
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
        self.assertEqual({row["portal_id"]: row["verdict"] for row in rows}, self.verdicts)
        self.assertTrue(rows[0]["name"].startswith("'=1+1 <b>&"), rows[0])
        sheets = zipfile.ZipFile(book)
        self.assertIsNone(sheets.testzip())
        names = [sheet.get("name") for sheet in tree.fromstring(sheets.read("xl/workbook.xml")).iter() if sheet.tag.endswith("}sheet")]
        self.assertEqual(names, ["portals", "verdicts", "blocks", "readings"])
        for name in sheets.namelist():
            if name.startswith("xl/worksheets/sheet"):
                self.assertFalse([cell for cell in tree.fromstring(sheets.read(name)).iter() if cell.tag.endswith("}f")])


if __name__ == "__main__":
    support.main()
