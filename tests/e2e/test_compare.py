#!/usr/bin/env python3
"""Two sweeps of a server that becomes slower for one portal and fails for another: what `compare` says, writes and refuses."""

import csv
import io
import json
import pathlib
import tempfile
import time
import unittest
import zipfile

import servers
import support

PORTALS = ["p000", "p001", "p002", "p003"]
DELAY = 0.15
EVALUATION = """version: 1
id: trial
from: 2024-11-01
to: 2024-11-30
criterion: criterion.yaml
registry: portals.yaml
vantages: [e2e]
"""


class Server:
    """p000 answers after `delay`; p001 fails always; p002 fails once it is `broken`; p003 is left alone."""

    def __init__(self):
        self.delay = 0
        self.broken = False

    def answer(self, host, _path, connection):
        if host.startswith("p000"):
            time.sleep(self.delay)
        if host.startswith("p001") or (host.startswith("p002") and self.broken):
            return servers.reply(connection, b"out of order", "500 Internal Server Error")
        return servers.reply(connection)


class Compare(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        cls.portals = Server()
        cls.server = cls.enterClassContext(servers.ScriptedServer(cls.portals.answer))
        text = servers.configuration(PORTALS, rounds=8, fitness="{ max_lateness: 60s, max_error: 60s, max_unfit_share: 100% }")
        cls.config = cls.write("config.yaml", text.replace("name: Cổng p000", "name: '=HYPERLINK(\"http://x\")'"))
        cls.store = f"sqlite:{cls.folder}/store.db"
        cls.a = cls.sweep("2024-11-10T22:00+07:00")
        cls.portals.delay, cls.portals.broken = DELAY, True
        cls.b = cls.sweep("2024-11-11T22:00+07:00")

    @classmethod
    def write(cls, name, text):
        path = cls.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    @classmethod
    def sweep(cls, at, *args, config=None, store=None):
        ended = support.portal_probe("sweep", config or cls.config, "--store", store or cls.store, "--now", "--json",
                                     "--scheduled-at", at, "--connect-to", f"::127.0.0.1:{cls.server.port}", *args)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)["sweep_id"]

    def compare(self, *args, store=None):
        return support.portal_probe("compare", *args, "--store", store or self.store)

    def compared(self, *args):
        ended = self.compare(*args, "--json")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return json.loads(ended.stdout)

    def assert_refused(self, ended, reason):
        self.assertEqual(ended.returncode, 2, ended.stderr)
        self.assertIn(reason, ended.stderr)
        self.assertEqual(ended.stdout, "")

    def test_it_finds_the_portal_that_became_slower_and_the_one_that_fails(self):
        whole = self.compared(self.a, self.b)
        changes = {portal["portal_id"]: portal["change"] for portal in whole["portals"]}
        self.assertEqual((changes["p000"], changes["p001"], changes["p002"]), ("worse", "unchanged", "worse"))
        self.assertEqual(whole["before"]["sweeps"], [self.a])
        lines = {(line["portal_id"], line["target_id"], line["metric"]): line for line in whole["lines"]}
        self.assertEqual(len(lines), len(PORTALS) * 4, sorted(lines))  # page and action cold, the action's two warm
        slower = lines["p000", "home", "ttfb"]
        self.assertEqual((slower["before"]["values"], slower["after"]["values"]), (8, 8))
        self.assertGreaterEqual(slower["after"]["median"], DELAY * 1e6)
        self.assertGreater(slower["shift"], 0)
        self.assertLess(slower["p"], slower["p_corrected"])
        self.assertLessEqual(slower["p_corrected"], 0.05)
        down = lines["p002", "home", "ttfb"]
        self.assertEqual((down["after"]["infinite"], down["after"]["median"], down["shift"]), (8, None, None))
        always = lines["p001", "default-action", "response_time"]
        self.assertEqual((always["p"], always["cliffs_delta"], always["before"]["failed"]), (1, 0, 8))

    def test_the_other_way_round_it_is_better(self):
        changes = {portal["portal_id"]: portal["change"] for portal in self.compared(self.b, self.a)["portals"]}
        self.assertEqual((changes["p000"], changes["p001"], changes["p002"]), ("better", "unchanged", "better"))

    def test_it_prints_portals_and_figures(self):
        ended = self.compare(self.a[:17], "latest")
        self.assertEqual(ended.returncode, 0, ended.stderr)
        for text in (self.a, self.b, "p000/home", "p002/home", "failed", "Mann-Whitney"):
            self.assertIn(text, ended.stdout)
        self.assertIn("chậm hơn", self.compare(self.a, self.b, "--lang", "vi").stdout)

    def test_it_writes_spreadsheets_without_formulas(self):
        file, other, book = (self.folder / name for name in ("a.csv", "b.csv", "c.xlsx"))
        ended = self.compare(self.a, self.b, "--csv", file, "-o", book)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
        self.assertEqual(len(rows), len(PORTALS) * 4)
        self.assertEqual(rows[0]["name"], "'=HYPERLINK(\"http://x\")")
        self.assertEqual(rows[0]["change"], "worse")
        sheets = zipfile.ZipFile(book)
        text = "".join(sheets.read(name).decode() for name in sheets.namelist() if name.endswith(".xml"))
        self.assertIn("HYPERLINK", text)
        self.assertNotIn("<f>", text)
        self.assertEqual(self.compare(self.a, self.b, "-o", other).returncode, 0)
        self.assertEqual(other.read_bytes(), file.read_bytes())

    def test_it_refuses_what_cannot_be_compared(self):
        self.assert_refused(self.compare(self.a, self.a), f"A and B are the same sweep, {self.a}")
        self.assert_refused(self.compare(self.a, "nothing"), "no sweep is named 'nothing'")
        self.assert_refused(self.compare(self.a, self.b, "-o", "x.txt"), "right would be FILE.csv or FILE.xlsx")
        self.assertEqual(self.compare(self.a).returncode, 2)
        store = f"sqlite:{self.folder}/other.db"
        one, other = (self.sweep(at, "--only", only, store=store)
                      for at, only in (("2024-11-10T22:00+07:00", "p003"), ("2024-11-11T22:00+07:00", "p001")))
        self.assert_refused(self.compare(one, other, store=store), "no target in common")

    def test_nights_of_an_evaluation_are_its_values(self):
        head, portals = servers.configuration(["p003"], rounds=2).split("portals:\n")
        config = self.write("evaluated.yaml", head + "portal_files: [portals.yaml]\n")
        self.write("portals.yaml", "portals:\n" + portals)
        self.write("criterion.yaml", (support.ROOT / "config/criteria/level-a-2023.yaml").read_text(encoding="utf-8"))
        files = [self.write(f"{name}.yaml", EVALUATION.replace("trial", name)) for name in ("first", "second", "third")]
        store = f"sqlite:{self.folder}/evaluated.db"
        for day, file in ((10, files[0]), (11, files[1])):
            self.sweep(f"2024-11-{day}T22:00+07:00", "--evaluation", file, config=config, store=store)
        ended = self.compare(files[0], files[1], "--json", store=store)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        whole = json.loads(ended.stdout)
        self.assertTrue(whole["nightly"])
        self.assertEqual((whole["before"]["name"], whole["before"]["nights"]), ("first", 1))
        self.assertEqual({(line["before"]["values"], line["reason"]) for line in whole["lines"]}, {(1, "too_few_nights")})
        self.assert_refused(self.compare(files[0], "latest", store=store), "first is an evaluation and")
        self.assert_refused(self.compare(files[0], files[2], store=store), "no sweep of the store is part of evaluation third")
        self.assert_refused(self.compare(files[0], files[0], store=store), "sweeps in common")


if __name__ == "__main__":
    support.main()
