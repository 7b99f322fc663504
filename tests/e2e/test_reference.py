#!/usr/bin/env python3
"""The instrument measures itself: alone with `calibrate`, and beside every sweep."""

import json
import pathlib
import tempfile
import unittest

import servers
import support

MARKS = {"connected", "secured", "sent", "first_byte", "done", "response_time"}


class Calibrate(unittest.TestCase):
    def calibrate(self, *args):
        return support.portal_probe("calibrate", *args)

    def test_one_rate_gives_the_error_of_every_mark(self):
        run = self.calibrate("--rate", "20", "--seconds", "3", "--json")
        # Whether this machine is well right now is not for this test to say; the two answers must agree.
        self.assertIn(run.returncode, (0, 6), run.stderr)
        result = json.loads(run.stdout)
        self.assertEqual(result["fit"], run.returncode == 0)
        self.assertEqual(result["pace"], 20)
        (rate,) = result["rates"]
        self.assertEqual(rate["starts_per_second"], 20)
        self.assertGreater(rate["samples"], 0)
        self.assertEqual(rate["failed"], 0, run.stderr)
        self.assertEqual(rate["unmatched"], 0)
        self.assertLessEqual(set(rate["error"]), MARKS)
        for mark, error in rate["error"].items():
            with self.subTest(mark):
                self.assertEqual(set(error), {"samples", "bias_us", "p50_us", "p99_us", "max_us"})
                self.assertLessEqual(error["p50_us"], error["p99_us"])
                self.assertLessEqual(error["p99_us"], error["max_us"])
                self.assertLessEqual(abs(error["bias_us"]), error["max_us"])
        self.assertEqual(result["fit"], not rate["shortcomings"])

    def test_limits_and_pace_come_from_the_configuration(self):
        with tempfile.TemporaryDirectory(prefix="portal-probe-e2e-") as folder:
            config = pathlib.Path(folder) / "config.yaml"
            text = servers.configuration(["p000"], limits="{ starts_per_second: 7 }")
            config.write_text(text.replace("max_unfit_share: 100%", "max_error: 1us, max_unfit_share: 100%"), encoding="utf-8")
            run = self.calibrate("--config", config, "--seconds", "8", "--json")
        result = json.loads(run.stdout)
        self.assertEqual(result["pace"], 7)
        self.assertEqual(result["limits"]["max_error_us"], 1)
        self.assertEqual(run.returncode, 6, "nobody is that exact")
        self.assertEqual(len(result["rates"]), 1, "it went on after a rate that was too much")
        self.assertIsNone(result["max_starts_per_second"])

    def test_refuses_what_it_cannot_do(self):
        for args in (["--rate", "0"], ["--seconds", "0"], ["--config", "nowhere.yaml"], ["--rate", "many"]):
            self.assertEqual(self.calibrate(*args).returncode, 2, args)


class BesideASweep(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = self.enterContext(servers.ScriptedServer(lambda host, path, connection: servers.reply(connection)))
        self.store = f"sqlite:{self.folder}/store.db"
        self.config = self.folder / "config.yaml"

    def sweep(self, *args, **settings):
        if not self.config.exists():
            limits = "{ in_flight: 2, starts_per_second: 20, per_host: { gap: 1ms } }"
            self.config.write_text(servers.configuration(["p000", "p001"], rounds=10, limits=limits, **settings), encoding="utf-8")
        # All hosts lead to the test's server: the reference must not.
        return support.portal_probe("sweep", self.config, "--now", "--json", "--store", self.store,
                                    "--connect-to", f"::127.0.0.1:{self.server.port}", *args)

    def references(self):
        return [sample for sample in support.all_samples(self.store) if sample["kind"] == "reference"]

    def test_references_are_stored_and_count_in_none_of_its_figures(self):
        run = self.sweep()
        self.assertEqual(run.returncode, 0, run.stderr)
        summary = json.loads(run.stdout)
        self.assertEqual(summary["planned"], 60)
        self.assertEqual(summary["stored"], 60)
        references = self.references()
        self.assertGreater(len(references), 2)
        for sample in references:
            self.assertEqual(sample["portal_id"], "reference")
            self.assertEqual(sample["outcome"], "ok", sample.get("detail"))
            self.assertEqual(sample["remote_ip"], "127.0.0.1")
        self.assertEqual([sample["round"] for sample in references], list(range(len(references))))
        self.assertEqual(len(support.samples(self.store)), 60)
        self.assertFalse([path for _, path, _ in self.server.requests if "/wait/" in path])

    def test_a_sweep_through_a_proxy_goes_without_and_says_so(self):
        defaults = (f'{{ timeout: 10s, connect_timeout: 5s, page_engine: none, '
                    f'proxy: "http://127.0.0.1:{self.server.port}" }}')
        run = self.sweep(defaults=defaults)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("no reference measurements", run.stderr)
        self.assertEqual(self.references(), [])


if __name__ == "__main__":
    support.main()
