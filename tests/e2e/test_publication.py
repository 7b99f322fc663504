#!/usr/bin/env python3
"""Published tables of blocks as spreadsheets write them: what `publication` finds in them, prints and refuses."""

import json
import os
import pathlib
import tempfile
import unittest

import support

DEPLOYMENTS_2023 = """Hình thức triển khai;Số lượng;Trung bình
Thuê dịch vụ;39;85,23
Mua sắm;40;76,05
Tự xây dựng;4;68
Toàn quốc;83;79,98
"""
BLOCKS_2024 = """Khối;Số lượng;A;B;C;D;E;Trung bình
Bộ, ngành;21;0;0;5;1;15;43
Địa phương;63;0;0;39;{d};9;63
"""
GRADES = """version: 1
id: two-grades
title: { vi: "Hai mức", en: "Two grades" }
source: { vi: "thử", en: "a test" }
groups: [{ id: performance, title: { vi: "Hiệu năng", en: "Performance" }, points: 10, performance: true }]
levels: [{ name: Đạt, from: 5 }, { name: Chưa đạt, from: 0 }]
"""


class Publication(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))

    def check(self, text, *args, encoding="utf-8-sig"):
        self.file = self.folder / "table.csv"
        self.file.write_bytes(text.replace("\n", "\r\n").encode(encoding))
        return support.portal_probe("publication", self.file, *args)

    def assert_refused(self, ended, *reasons):
        self.assertEqual(ended.returncode, 2, ended.stderr)
        for reason in reasons:
            self.assertIn(reason, ended.stderr)
        self.assertEqual(ended.stdout, "")

    def test_the_table_of_2023_holds_and_shows_its_sums(self):
        for encoding in "utf-8", "utf-8-sig", "utf-16":
            ended = self.check(DEPLOYMENTS_2023, encoding=encoding)
            self.assertEqual((ended.returncode, ended.stderr), (0, ""))
            self.assertEqual(ended.stdout.splitlines(), [
                "nothing contradicts: 2 sums of 3 blocks, by the levels of groups-2023",
                "  the blocks' sizes: 39 + 40 + 4 = 83",
                "  the blocks' means, weighted by their sizes, allow a mean of 79.946686 to 80.004398 for all, and "
                "79.98 was printed"])

    def test_the_provinces_of_2024_are_refused_with_their_sum(self):
        ended = self.check(BLOCKS_2024.format(d=24))
        self.assert_refused(ended, f"{self.file}:3: block 'Địa phương': the levels' counts do not add up to its size: "
                                   "C 39 + D 24 + E 9 = 72, not 63")
        self.assertEqual(len(ended.stderr.splitlines()), 1)
        self.assertEqual(self.check(BLOCKS_2024.format(d=15), "--scheme", "2024").returncode, 0)

    def test_json_has_every_sum(self):
        ended = self.check(BLOCKS_2024.format(d=24), "--scheme", "2024", "--json")
        self.assertEqual(ended.returncode, 2, ended.stderr)
        whole = json.loads(ended.stdout)
        self.assertEqual((whole["scheme"], whole["blocks"], whole["contradicts"]), ("groups-2024", 2, True))
        self.assertEqual([(one["line"], one["block"], one["holds"]) for one in whole["sums"]],
                         [(2, "Bộ, ngành", True), (2, "Bộ, ngành", True),
                          (3, "Địa phương", False), (3, "Địa phương", True)])
        self.assertIn("C 5 + D 1 + E 15 = 21", whole["sums"][0]["text"])
        whole = json.loads(self.check(DEPLOYMENTS_2023, "--json").stdout)
        self.assertEqual([(one["line"], one["block"], one["holds"]) for one in whole["sums"]], [(5, None, True)] * 2)

    def test_levels_are_those_of_the_scheme(self):
        scheme = self.folder / "grades.yaml"
        scheme.write_text(GRADES, encoding="utf-8")
        ended = self.check("khối;số lượng;đạt;chưa đạt;trung bình\nhuyện;8;1;7;9,5\n", "--scheme", scheme)
        self.assert_refused(ended, ":2: block 'huyện': its levels allow a mean of 0.625 to 5.625, not 9.5")
        self.assert_refused(self.check(BLOCKS_2024.format(d=15), "--scheme", scheme),
                            ":1:15: column 'A' is no level of scheme 'two-grades' (it has Đạt, Chưa đạt)")

    def test_what_cannot_be_checked_is_no_success(self):
        self.assert_refused(self.check("khối;số lượng\nbộ;21\ntỉnh;63\n"), "says too little to be checked")
        self.assert_refused(self.check("khối;số lượng;C\nbộ;21;năm\nbộ;;\n"),
                            ":2:7: column 'C' 'năm' is no number of bodies", ":3:1: column 'khối' names block 'bộ' again")
        self.assert_refused(self.check(DEPLOYMENTS_2023, "--scheme", "2022"), "shipped groups are known by their names: 2023, 2024")

    def test_files_that_are_no_tables_are_refused(self):
        self.assert_refused(support.portal_probe("publication", self.folder / "absent.csv"), "absent.csv")
        self.assert_refused(support.portal_probe("publication", self.folder), str(self.folder))
        os.mkfifo(self.folder / "pipe.csv")
        self.assert_refused(support.portal_probe("publication", self.folder / "pipe.csv"), "pipe.csv")
        self.assert_refused(self.check(""), "table.csv")
        self.assert_refused(self.check("PK\x03\x04 a workbook"), "table.csv")
        self.assert_refused(support.portal_probe("publication"), "file is required")


if __name__ == "__main__":
    support.main()
