#!/usr/bin/env python3
"""A sweep of an evaluation carries its seal; one that is no part of it is refused by name, before anything is sent."""

import hashlib
import json
import pathlib
import tempfile
import unittest

import servers
import support

EVALUATION = """version: 1
id: trial
from: 2024-11-01
to: 2024-11-30
criterion: criterion.yaml
registry: portals.yaml
vantages: [e2e]
"""
WITHIN = "2024-11-10T22:00+07:00"


class Evaluations(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = self.enterContext(servers.ScriptedServer(lambda host, path, connection: servers.reply(connection)))
        head, portals = servers.configuration(["p000"], rounds=1).split("portals:\n")
        self.config = self.write("config.yaml", head + "portal_files: [portals.yaml]\n")
        self.write("portals.yaml", "portals:\n" + portals)
        self.write("criterion.yaml", (support.ROOT / "config/criteria/level-a-2023.yaml").read_text(encoding="utf-8"))
        self.evaluation = self.write("evaluation.yaml", EVALUATION)
        self.store = f"sqlite:{self.folder}/store.db"

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def sweep(self, *args, at=WITHIN):
        return support.portal_probe("sweep", self.config, "--store", self.store, "--now", "--scheduled-at", at,
                                    "--connect-to", f"::127.0.0.1:{self.server.port}", *args)

    def record(self):
        shown = support.portal_probe("sweeps", "latest", "--store", self.store, "--json")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        return json.loads(shown.stdout)

    def seal(self):
        """As documented: anyone can make it with sha256sum and a text editor."""
        def file(name):
            return {"path": name, "sha256": hashlib.sha256((self.folder / name).read_bytes()).hexdigest()}
        sealed = {"criterion": file("criterion.yaml"), "from": "2024-11-01", "id": "trial", "registry": file("portals.yaml"),
                  "time_zone": "Asia/Ho_Chi_Minh", "to": "2024-11-30", "vantages": ["e2e"]}
        return hashlib.sha256(json.dumps(sealed, separators=(",", ":")).encode()).hexdigest()

    def assert_refused(self, ended, *reasons):
        self.assertEqual(ended.returncode, 2, ended.stderr)
        for reason in reasons:
            self.assertIn(reason, ended.stderr)
        self.assertEqual(self.server.requests, [])
        self.assertFalse((self.folder / "store.db").exists())

    def test_a_sweep_is_sealed_by_its_evaluation(self):
        ended = self.sweep("--evaluation", self.evaluation)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(self.record()["evaluation_sha256"], self.seal())

    def test_a_sweep_of_no_evaluation_has_no_seal(self):
        self.assertEqual(self.sweep().returncode, 0)
        self.assertFalse(self.record().get("evaluation_sha256"))
        refused = self.sweep("--resume", "latest", "--evaluation", self.evaluation)
        self.assertEqual(refused.returncode, 2, refused.stderr)
        self.assertIn("is part of no evaluation", refused.stderr)

    def test_a_sweep_outside_the_period_is_refused(self):
        self.assert_refused(self.sweep("--evaluation", self.evaluation, at="2024-12-01T00:00+07:00"),
                            "evaluation trial: the sweep starts at 2024-11-30T17:00:00.000000Z, outside the period")

    def test_a_night_to_come_cannot_be_measured_now(self):
        self.evaluation.write_text(EVALUATION.replace("2024", "9024"), encoding="utf-8")
        far = WITHIN.replace("2024", "9024")
        self.assert_refused(self.sweep("--evaluation", self.evaluation, at=far),
                            "evaluation trial: --now measures at once, and the sweep's start, 9024-11-10T15:00:00.000000Z, is more than a day ahead",
                            "right would be")
        self.assertEqual(self.sweep(at=far).returncode, 0, "what is part of no evaluation may be tried at any time")

    def test_a_sweep_of_other_portals_or_at_another_vantage_is_refused_with_both_reasons(self):
        self.write("elsewhere.yaml", (self.folder / "portals.yaml").read_text(encoding="utf-8") + "# changed\n")
        self.config.write_text(self.config.read_text(encoding="utf-8").replace("id: e2e", "id: e2e-2")
                               .replace("portals.yaml", "elsewhere.yaml"), encoding="utf-8")
        self.assert_refused(self.sweep("--evaluation", self.evaluation),
                            "evaluation trial: vantage e2e-2 is none of its own (e2e)", "evaluation trial: its registry is ")

    def test_check_refuses_what_sweep_would_refuse(self):
        fits = support.portal_probe("check", self.config, "--evaluation", self.evaluation)
        self.assertEqual(fits.returncode, 0, fits.stderr)
        self.config.write_text(self.config.read_text(encoding="utf-8").replace("id: e2e", "id: e2e-2"), encoding="utf-8")
        refused = support.portal_probe("check", self.config, "--evaluation", self.evaluation)
        self.assertEqual(refused.returncode, 2, refused.stdout)
        self.assertIn("vantage e2e-2 is none of its own", refused.stderr)

    def test_a_sweep_is_judged_by_the_criterion_that_its_configuration_named(self):
        shipped = (support.ROOT / "config/criteria/website-2025.yaml").read_text(encoding="utf-8")
        self.config.write_text("criterion: mine.yaml\n" + self.config.read_text(encoding="utf-8"), encoding="utf-8")
        self.write("mine.yaml", shipped)
        self.assertEqual(self.sweep().returncode, 0)
        judged = support.portal_probe("score", "--store", self.store, "--json")
        self.assertEqual(judged.returncode, 0, judged.stderr)
        self.assertEqual(json.loads(judged.stdout)["criterion"]["id"], "website-2025")
        self.write("mine.yaml", shipped + "# mine\n")
        self.assertEqual(self.sweep(at="2024-11-11T22:00+07:00").returncode, 0)
        unknown = support.portal_probe("score", "--store", self.store)
        self.assertEqual(unknown.returncode, 2, "it is none that the program has")
        self.assertIn("--criterion FILE", unknown.stderr)

    def test_an_evaluation_with_problems_is_refused_with_all_of_them(self):
        self.evaluation.write_text(EVALUATION.replace("2024-11-30", "2024-10-30") + "colour: red\n", encoding="utf-8")
        self.assert_refused(self.sweep("--evaluation", self.evaluation),
                            "evaluation.yaml:4:5: 'to' is before 'from', 2024-11-01",
                            "evaluation.yaml:8:1: unknown key 'colour'")


if __name__ == "__main__":
    support.main()
