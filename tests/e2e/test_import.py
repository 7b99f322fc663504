#!/usr/bin/env python3
"""Stores of several vantages become one; what contradicts what is there is refused, and nothing of it stored."""

import json
import pathlib
import subprocess
import tempfile
import threading
import unittest

import servers
import support


class Imports(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = self.enterContext(servers.ScriptedServer(lambda host, path, connection: servers.reply(connection)))
        self.merged = self.store("merged")

    def store(self, name):
        return f"sqlite:{self.folder}/{name}.db"

    def measure(self, vantage):
        """A sweep at a vantage of its own, with a store of its own; gives its archive."""
        config = self.folder / f"{vantage}.yaml"
        text = servers.configuration(["p000", "p001"]).replace("{ id: e2e }", f"{{ id: {vantage}, network: AS45899 }}")
        config.write_text(text, encoding="utf-8")
        run = support.portal_probe("sweep", config, "--now", "--store", self.store(vantage), "--connect-to",
                                   f"::127.0.0.1:{self.server.port}")
        self.assertIn(run.returncode, (0, 6), run.stderr)
        archive = self.folder / f"{vantage}.ndjson"
        exported = support.portal_probe("export", "--all", "--store", self.store(vantage), "-o", archive)
        self.assertEqual(exported.returncode, 0, exported.stderr)
        return archive

    def bring_in(self, *files, code=0):
        run = support.portal_probe("import", *files, "--store", self.merged, "--json")
        self.assertEqual(run.returncode, code, run.stderr)
        return json.loads(run.stdout) if code == 0 else run.stderr

    def lines(self):
        exported = support.portal_probe("export", "--all", "--store", self.merged)
        self.assertEqual(exported.returncode, 0, exported.stderr)
        return sorted(exported.stdout.splitlines())

    def test_stores_of_two_vantages_become_one(self):
        archives = [self.measure("ha-noi"), self.measure("da-nang")]
        lines = [line for archive in archives for line in archive.read_text(encoding="utf-8").splitlines()]
        self.assertGreaterEqual(len(lines), 16)
        counts = {"files": 2, "samples": len(lines), "imported": len(lines), "skipped": 0, "sweeps_new": 2}
        self.assertEqual(self.bring_in(*archives), counts)
        self.assertEqual(self.lines(), sorted(lines), "what comes out is what went in, facts of the sweeps and all")

        listed = support.portal_probe("sweeps", "--store", self.merged, "--json")
        records = {record["vantage_id"]: record for record in map(json.loads, listed.stdout.splitlines())}
        self.assertEqual(set(records), {"ha-noi", "da-nang"})
        for record in records.values():
            self.assertTrue(record["imported"] and record["complete"])
            self.assertEqual(record["planned"], record["stored"])
            shown = support.portal_probe("sweeps", record["sweep_id"], "--store", self.merged)
            self.assertEqual(shown.returncode, 0, shown.stderr)
            self.assertIn("imported", shown.stdout)
            self.assertIn("AS45899", shown.stdout)
            full = json.loads(support.portal_probe("sweeps", record["sweep_id"], "--store", self.merged, "--json").stdout)
            self.assertTrue(full["imported"])
            self.assertEqual(full["vantage_network"], "AS45899")
            self.assertIn("method", full["versions"])
            self.assertEqual(full["rounds"], 2)
        table = support.portal_probe("sweeps", "--store", self.merged)
        self.assertEqual(table.stdout.count("imported"), 2, table.stdout)
        for form in ("csv", "har", "prometheus"):
            exported = support.portal_probe("export", "--format", form, "--store", self.merged)
            self.assertEqual(exported.returncode, 0, exported.stderr)

        before = (self.folder / "merged.db").read_bytes()
        self.assertEqual(self.bring_in(*archives), counts | {"imported": 0, "skipped": len(lines), "sweeps_new": 0})
        self.assertEqual((self.folder / "merged.db").read_bytes(), before, "the second time changes nothing")

        text = support.portal_probe("import", archives[0], "--store", self.merged)
        self.assertIn(f"{len(lines) // 2} there already", text.stdout)

    def test_all_or_nothing(self):
        archive = self.measure("ha-noi")
        whole = archive.read_text(encoding="utf-8")
        changed = json.loads(whole.splitlines()[0]) | {"ttfb_us": 1}
        broken = {"cut": whole[:-20], "contradicting": whole + json.dumps(changed) + "\n",
                  "newer": whole + json.dumps(changed | {"schema_version": 2}) + "\n",
                  "of another network": whole + json.dumps(changed | {"round": 9, "vantage_network": "AS1"}) + "\n"}
        for name, text in broken.items():
            with self.subTest(name):
                archive.write_text(text, encoding="utf-8")
                said = self.bring_in(archive, code=2)
                self.assertIn(f"{archive}:{len(text.splitlines())}: ", said)
                self.assertIn("nothing was imported", said)
                self.assertFalse((self.folder / "merged.db").exists())

    def test_a_complete_sweep_of_ones_own_takes_nothing_new(self):
        archive = self.measure("ha-noi")
        self.merged = self.store("ha-noi")
        lines = [json.loads(line) for line in archive.read_text(encoding="utf-8").splitlines()]
        page = next(line for line in lines if line["kind"] == "page")
        for change, reason in (({"round": 1000}, "field 'round' is 1000"), ({"target_id": "another"}, "is a sample of"),
                               ({"scheduled_at": "2020-01-01T00:00:00.000000Z", "target_id": "another"}, "'scheduled_at'")):
            with self.subTest(reason):
                forged = self.folder / "forged.ndjson"
                forged.write_text(json.dumps(page) + "\n" + json.dumps(page | change) + "\n", encoding="utf-8")
                self.assertIn(f"{forged}:2: ", said := self.bring_in(forged, code=2))
                self.assertIn(reason, said)
                self.assertIn("right would be", said)
        self.assertEqual(len(self.lines()), len(lines))
        self.assertEqual(self.bring_in(archive)["skipped"], len(lines))

    def test_nothing_comes_into_a_store_that_is_measured_into(self):
        archive = self.measure("ha-noi")
        asked, go_on = threading.Event(), threading.Event()

        def answer(host, path, connection):
            asked.set()
            go_on.wait(60)
            servers.reply(connection)

        self.addCleanup(go_on.set)
        slow = self.enterContext(servers.ScriptedServer(answer))
        sweep = self.enterContext(subprocess.Popen(
            [support.PROGRAM, "sweep", self.folder / "ha-noi.yaml", "--now", "--store", self.merged, "--connect-to",
             f"::127.0.0.1:{slow.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        self.assertTrue(asked.wait(60))
        self.assertIn("is measuring into this store", self.bring_in(archive, code=3))
        go_on.set()
        self.assertIn(sweep.wait(60), (0, 6))
        self.bring_in(archive)

    def test_what_cannot_be_read_twice_is_refused(self):
        self.assertIn("right would be a file", self.bring_in("-", code=2))
        self.assertIn("No such file", self.bring_in(self.folder / "none", code=2))
        self.assertIn("no ordinary file", self.bring_in("/dev/stdin", code=2))
        self.assertNotEqual(support.portal_probe("import", "--store", self.merged).returncode, 0)

    def test_an_empty_archive_is_said_to_be_one(self):
        empty = self.folder / "empty.ndjson"
        empty.write_bytes(b"")
        run = support.portal_probe("import", empty, "--store", self.merged, "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(json.loads(run.stdout)["samples"], 0)
        self.assertIn("holds no samples", run.stderr)


if __name__ == "__main__":
    support.main()
