#!/usr/bin/env python3
"""From samples of three vantages to verdicts, a ranking and a whole evaluation: what `score` says, writes and refuses."""

import csv
import hashlib
import io
import json
import os
import pathlib
import random
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml
import zipfile
from datetime import datetime, timedelta, timezone

import support

CRITERION = """version: 1
id: made
title: { vi: "Thử", en: "Trial" }
source: { vi: "Thử", en: "Trial" }
points: 20
thresholds:
  - { id: page-load, title: { vi: "Tải trang", en: "Page load" }, kind: page, readings: [{ metric: largest_contentful_paint }, { metric: network_load }], limit: 2.5s, points: 10 }
  - { id: response, title: { vi: "Phản hồi", en: "Response" }, kind: action, readings: [{ metric: response_time }, { metric: server_wait }], limit: 200ms, points: 10 }
"""
EVALUATION = """version: 1
id: trial
from: 2026-11-01
to: 2026-11-30
criterion: criterion.yaml
registry: portals.yaml
vantages: [ha-noi, da-nang, hcm]
"""
NETWORKS = {"ha-noi": "AS1", "da-nang": "AS2", "hcm": "AS3"}
# id: seconds of a page load, of a response; block
PORTALS = {"fast": (1.0, 0.05, "ministry"), "slow": (4.0, 0.05, "province"), "lame": (1.0, 0.9, "province"),
           "edge": (2.3, 0.05, "province")}
ROUNDS = 12


def registry():
    entries = []
    for portal, (_, _, block) in PORTALS.items():
        name = "=cmd|' /C calc'!A0" if portal == "lame" else f"Cổng {portal}"
        entries.append(f"  - id: {portal}\n    name: {json.dumps(name)}\n    block: {block}\n    verified: 2026-10-01\n"
                       f"    pages: [{{ id: home, role: home, url: \"https://{portal}.test/\" }}]\n"
                       f"    actions: [{{ id: search, role: search, url: \"https://{portal}.test/s\", tags: [payment] }}]\n")
    return "portals:\n" + "".join(entries)


def instant(when):
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Scores(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        cls.write("criterion.yaml", CRITERION)
        cls.write("portals.yaml", registry())
        cls.evaluation = cls.write("evaluation.yaml", EVALUATION)
        cls.store = f"sqlite:{cls.folder}/store.db"
        archives = [cls.archive(vantage) for vantage in NETWORKS]
        run = support.portal_probe("import", *archives, "--store", cls.store)
        assert run.returncode == 0, run.stderr

    @classmethod
    def write(cls, name, text):
        path = cls.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    @classmethod
    def seal(cls):
        def file(name):
            return {"path": name, "sha256": hashlib.sha256((cls.folder / name).read_bytes()).hexdigest()}
        sealed = {"criterion": file("criterion.yaml"), "from": "2026-11-01", "id": "trial", "registry": file("portals.yaml"),
                  "time_zone": "Asia/Ho_Chi_Minh", "to": "2026-11-30", "vantages": sorted(NETWORKS)}
        return hashlib.sha256(json.dumps(sealed, separators=(",", ":")).encode()).hexdigest()

    @classmethod
    def archive(cls, vantage, nights=20, **facts):
        """An archive as another vantage would export it."""
        chance = random.Random(vantage)
        facts = {"evaluation_sha256": cls.seal(), "vantage_network": NETWORKS[vantage], "method": "1", **facts}
        lines = []
        for night in range(nights):
            begun = datetime(2026, 11, 1, 15, tzinfo=timezone.utc) + timedelta(days=night)
            mood = chance.lognormvariate(0, 0.1)
            for round_ in range(ROUNDS):
                for portal, (load, response, _) in PORTALS.items():
                    at = begun + timedelta(minutes=round_)
                    common = {"schema_version": 1, "sweep_id": f"{begun:%Y%m%dT%H%M%SZ}-{vantage}", "round": round_, "portal_id": portal,
                              "ip_family": "ipv4", "stratum": "night", "vantage_id": vantage, "scheduled_at": instant(at), "held_us": 0,
                              "started_at": instant(at), "lateness_us": 0, "fit": True, "outcome": "ok", "side": "none",
                              "via_proxy": False, **facts}
                    took = mood * chance.lognormvariate(0, 0.15)
                    lines.append({**common, "target_id": "home", "role": "home", "kind": "page", "engine": "browser", "profile": "desktop",
                                  "connection": "cold", "largest_contentful_paint_us": int(1e6 * load * took), "browser_version": "Chrome/1"})
                    lines.append({**common, "target_id": "search", "role": "search", "kind": "action", "engine": "http", "profile": "none",
                                  "connection": "warm", "response_time_us": int(1e6 * response * took),
                                  "server_wait_us": int(1e6 * response * took / 2)})
        return cls.write(f"{vantage}.ndjson", "".join(json.dumps(line) + "\n" for line in lines))

    def score(self, *args, code=0):
        run = support.portal_probe("score", "--store", self.store, *args)
        self.assertEqual(run.returncode, code, run.stderr)
        return run

    def judged(self, *args):
        return json.loads(self.score("--evaluation", self.evaluation, "--json", *args).stdout)

    def test_an_evaluation_of_three_vantages_is_judged(self):
        result = self.judged()
        self.assertEqual(result["evaluation"]["id"], "trial")
        self.assertEqual(len(result["sweeps"]), 60)
        verdicts = {(one["portal_id"], one["threshold"]): one for one in result["verdicts"]}
        self.assertEqual(len(verdicts), 8)
        self.assertEqual({key: one["verdict"] for key, one in verdicts.items() if key[0] != "edge"},
                         {("fast", "page-load"): "pass", ("fast", "response"): "pass", ("slow", "page-load"): "fail",
                          ("slow", "response"): "pass", ("lame", "page-load"): "pass", ("lame", "response"): "fail"})
        fast = verdicts["fast", "page-load"]
        self.assertEqual((fast["metric"], fast["statistic"], fast["limit_us"], fast["samples"], fast["nights"]),
                         ("largest_contentful_paint", "p75", 2500000, 20 * ROUNDS, 20))
        low, high = fast["interval_us"]
        self.assertTrue(low <= fast["value_us"] <= high < 2500000)
        self.assertFalse(fast["one_vantage"])
        portals = {one["portal_id"]: one for one in result["portals"]}
        self.assertEqual((portals["fast"]["points"], portals["fast"]["rank"]), (20, 1))
        self.assertEqual((portals["slow"]["points"], portals["slow"]["rank"]), (10, portals["lame"]["rank"]))

    def test_one_sweep_gives_a_technical_result(self):
        sweep = sorted(f"{line.split()[0]}" for line in
                       support.portal_probe("sweeps", "--store", self.store).stdout.splitlines() if "-hcm" in line)[0]
        result = json.loads(self.score(sweep, "--criterion", self.folder / "criterion.yaml", "--json").stdout)
        self.assertTrue(result["technical"])
        self.assertIsNone(result["evaluation"])
        self.assertEqual({one["verdict"] for one in result["verdicts"] if one["portal_id"] == "fast"}, {"insufficient"})  # 12 of 13
        text = self.score(sweep, "--criterion", "level-a-2023", "--lang", "vi").stdout
        self.assertIn("kết quả đo kỹ thuật", text.lower())
        self.assertNotRegex(text, r"\bmức [B-E]\b")

    def test_every_reading_side_by_side_and_blocks(self):
        result = self.judged("--sensitivity", "--by", "block")
        readings = [one for one in result["verdicts"] if (one["portal_id"], one["threshold"]) == ("fast", "response")][0]["readings"]
        self.assertEqual([one["metric"] for one in readings], ["response_time", "server_wait"])
        blocks = {one["label"]: one for one in result["blocks"]["blocks"]}
        self.assertEqual({label: one["portals"] for label, one in blocks.items()}, {"ministry": 1, "province": 3})
        self.assertEqual(blocks["ministry"]["mean"], 20)
        tagged = self.judged("--by", "tag")["blocks"]["blocks"]
        self.assertEqual([one["label"] for one in tagged], ["payment"])

    def groups(self, text, name="groups.csv"):
        return self.write(name, text)

    def test_the_whole_evaluation_from_excels_own_csv(self):
        points = "\ufeffportal_id;functions;accessibility\r\nfast;61,5;8\r\nslow;70;10\r\nlame;40;5\r\nedge;65,25;7\r\n"
        result = self.judged("--groups", self.groups(points), "--by", "block")
        bodies = {one["portal_id"]: one for one in result["standings"]["bodies"]}
        self.assertEqual((bodies["fast"]["total"], bodies["fast"]["levels"]), (89.5, ["B"]))
        self.assertEqual((bodies["slow"]["total"], bodies["slow"]["levels"]), (90, ["A"]))
        self.assertEqual(bodies["slow"]["rank"], 1)
        self.assertEqual(result["standings_blocks"]["all"]["bodies"], 4)
        before = "portal_id,functions,layout,performance,security,accessibility,emc\nfast,30,4,12,10,4,5\nslow,20,4,12,10,4,0\n"
        change = self.judged("--groups", self.groups(points), "--previous", self.groups(before, "before.csv"))["change"]
        self.assertFalse(change["totals_compare"], "three groups and six are different criteria")
        self.assertTrue(change["differences"])

    def test_points_of_groups_that_cannot_be_are_refused(self):
        whole = "portal_id,functions,accessibility\nfast,61,8\nslow,70,10\nlame,40,5\n"
        for text, says in ((whole, "edge"), (whole + "edge,1,1\nedge,1,1\n", "edge"), (whole + "edge,71,1\n", "70"),
                           (whole + "edge,1,1\nstranger,1,1\n", "stranger"), (whole + "edge,-1,1\n", "'-1'")):
            ended = self.score("--evaluation", self.evaluation, "--groups", self.groups(text), code=2)
            self.assertIn(says, ended.stderr)
            self.assertIn("groups.csv", ended.stderr)

    def test_tables_for_spreadsheets_hold_no_formulas(self):
        book = self.folder / "scores.xlsx"
        table = self.folder / "scores.csv"
        self.score("--evaluation", self.evaluation, "-o", book, "--by", "block")
        self.score("--evaluation", self.evaluation, "-o", table, "--lang", "en")
        with zipfile.ZipFile(book) as sheets:
            self.assertFalse([name for name in sheets.namelist() if b"<f>" in sheets.read(name)])
            self.assertGreaterEqual(sum("worksheets/sheet" in name for name in sheets.namelist()), 3)
        rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
        self.assertEqual(len(rows), 1 + len(PORTALS))
        self.assertTrue(any(cell.startswith("'=cmd") for row in rows for cell in row))
        self.assertTrue((self.folder / "scores-2.csv").exists())

    def test_pipelines_get_exit_codes_junit_and_gauges(self):
        ended = self.score("--evaluation", self.evaluation, "--fail-on", "threshold", code=4)
        self.assertIn("slow", ended.stderr)
        self.assertIn("lame", ended.stderr)
        junit = support.portal_probe("export", "--format", "junit", "--evaluation", self.evaluation, "--store", self.store)
        self.assertEqual(junit.returncode, 0, junit.stderr)
        root = xml.fromstring(junit.stdout)
        self.assertEqual(len(root.findall(".//testcase")), 8)
        self.assertEqual(len(root.findall(".//failure")), 2)
        gauges = support.portal_probe("export", "latest", "--format", "prometheus", "--evaluation", self.evaluation, "--store", self.store)
        self.assertEqual(gauges.returncode, 0, gauges.stderr)
        self.assertIn("probe_success{", gauges.stdout)
        self.assertRegex(gauges.stdout, r'portal_probe_threshold_verdict\{[^}]*portal="slow"[^}]*verdict="fail"')

    def test_exclusions_are_shown_both_ways(self):
        self.write("exclusions.yaml", "version: 1\nexclusions:\n  - { portal: slow, from: 2026-11-01T00:00+07:00, to: 2026-11-03T12:00+07:00, "
                                      "reason: upgrade, decided_by: team }\n")
        with_exclusions = self.write("with-exclusions.yaml", EVALUATION + "exclusions: exclusions.yaml\n")
        result = json.loads(self.score("--evaluation", with_exclusions, "--json").stdout)
        slow = [one for one in result["verdicts"] if (one["portal_id"], one["threshold"]) == ("slow", "page-load")][0]
        self.assertEqual((slow["nights"], slow["left_out"]["excluded"]), (18, 2 * ROUNDS))
        self.assertEqual(slow["with_excluded"]["nights"], 20)

    def test_another_seal_vantage_or_method_is_refused_by_name(self):
        other = self.write("other.yaml", EVALUATION.replace("id: trial", "id: another"))
        self.assertIn("seal", self.score("--evaluation", other, code=2).stderr)
        mixed = f"sqlite:{self.folder}/mixed.db"
        for archive in (self.archive("ha-noi", 1), self.archive("hcm", 1, method="2")):
            self.assertEqual(support.portal_probe("import", archive, "--store", mixed).returncode, 0)
        ended = support.portal_probe("score", "--store", mixed, "--evaluation", self.evaluation)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("different methods", ended.stderr)
        self.assertIn("20261101T150000Z-hcm", ended.stderr)

    def test_asking_for_every_reading_changes_no_verdict(self):
        plain, every = self.judged(), self.judged("--sensitivity", "--criterion", "level-a-2023")
        level_a = self.judged("--criterion", "level-a-2023")
        self.assertEqual(every["portals"], level_a["portals"])
        self.assertEqual(len(every["verdicts"]), len(level_a["verdicts"]))
        self.assertEqual([one["rank"] for one in plain["portals"]], [one["rank"] for one in self.judged("--sensitivity")["portals"]])

    def test_no_output_is_written_over_what_is_read(self):
        points = "portal_id,functions,accessibility\nfast,61,8\nslow,70,10\nlame,40,5\nedge,60,5\n"
        groups = self.groups(points, "points.csv")
        ended = self.score("--evaluation", self.evaluation, "--groups", groups, "-o", groups, code=2)
        self.assertIn("would be written over", ended.stderr)
        self.assertEqual(groups.read_text(encoding="utf-8"), points)
        store = self.store.removeprefix("sqlite:")
        self.assertEqual(support.portal_probe("export", "--format", "junit", "--store", self.store, "-o", store).returncode, 2)

    def test_an_empty_name_is_not_no_name(self):
        for option in ("--evaluation", "--criterion", "--groups"):
            self.assertIn("is empty", self.score(option, "", code=2).stderr)

    def test_a_reader_that_leaves_is_an_output_that_failed(self):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing) as closed:
            run = subprocess.run([support.PROGRAM, "score", "--store", self.store, "--evaluation", self.evaluation, "--json"],
                                 stdout=closed, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        self.assertEqual(run.returncode, 3, run.stderr)

    def test_archives_that_say_nothing_of_their_sweep_are_judged_and_told(self):
        silent = f"sqlite:{self.folder}/silent.db"
        for vantage in NETWORKS:
            path = self.archive(vantage)
            lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            for line in lines:
                for fact in ("evaluation_sha256", "vantage_network", "method", "browser_version"):
                    line.pop(fact, None)
            self.write(f"silent-{vantage}.ndjson", "".join(json.dumps(line) + "\n" for line in lines))
            run = support.portal_probe("import", self.folder / f"silent-{vantage}.ndjson", "--store", silent)
            self.assertEqual(run.returncode, 0, run.stderr)
        run = support.portal_probe("score", "--evaluation", self.evaluation, "--store", silent, "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        result = json.loads(run.stdout)
        fast = [one for one in result["verdicts"] if (one["portal_id"], one["threshold"]) == ("fast", "page-load")][0]
        self.assertEqual((fast["verdict"], fast["nights"], fast["one_vantage"]), ("pass", 20, True))
        self.assertTrue(any("nothing of a seal" in one["en"] for one in result["notices"]))

    def test_what_is_not_there_is_said(self):
        for arguments, code, says in ((["nonsense"], 2, "no sweep is named 'nonsense'"), (["--criterion", "level-z"], 2, "level-a-2023"),
                                      (["--scheme", "2023"], 2, "--groups"), (["-o", "scores.pdf"], 2, "FILE.xlsx")):
            self.assertIn(says, self.score(*arguments, code=code).stderr)
        empty = support.portal_probe("score", "--store", f"sqlite:{self.folder}/none.db")
        self.assertEqual(empty.returncode, 3)


if __name__ == "__main__":
    support.main()
