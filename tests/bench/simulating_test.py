#!/usr/bin/env python3
"""A simulated evaluation: its sweeps are sealed with it, and its samples are drawn from what is said to be true.

usage: simulating_test.py SIMULATED_EVALUATION
"""

import math
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import unittest
from collections import defaultdict
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent / "harness"))

import evaluation  # noqa: E402

PROGRAM = None


class Simulated(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        directory = Path(cls.folder.name)
        file = evaluation.write(directory, nights=12, vantages=("ha-noi-1",))
        output = cls.simulate(file, directory / "store.db", "rounds=8", "seed=3", "truth=1", "upgrade_on=7").stdout
        cls.truth = {}
        for line in output.splitlines()[:-1]:
            portal, *facts = line.split()
            cls.truth[portal] = dict(fact.split("=") for fact in facts)
        cls.store = sqlite3.connect(directory / "store.db")

    @classmethod
    def tearDownClass(cls):
        cls.store.close()
        cls.folder.cleanup()

    @staticmethod
    def simulate(*arguments):
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=True)

    def ask(self, sql):
        return self.store.execute(sql).fetchall()

    def logarithms(self, column, where, true, limit):
        """By portal and sweep: logarithms of values in what their 75th percentile should be."""
        found = defaultdict(list)
        for portal, sweep, value in self.ask(f"SELECT portal_id, sweep_id, {column} FROM samples WHERE {where}"):
            found[portal, sweep].append(math.log(value / (float(self.truth[portal][true]) * limit)))
        return found

    def test_its_sweeps_belong_to_it_and_are_complete(self):
        self.assertEqual(self.ask("SELECT count(*), count(DISTINCT evaluation_sha256), min(length(evaluation_sha256)), "
                                  "sum(complete), sum(planned = stored) FROM sweeps"), [(12, 1, 64, 12, 12)])
        self.assertEqual(len(self.truth), 85)
        self.assertEqual(self.ask("SELECT count(DISTINCT portal_id) FROM samples"), [(85,)])

    def test_a_browser_is_upgraded_once(self):
        versions = self.ask("SELECT versions ->> '$.chromium' FROM sweeps ORDER BY sweep_id")
        self.assertEqual(len(set(versions[:6])), 1)
        self.assertEqual(len(set(versions[6:])), 1)
        self.assertNotEqual(versions[0], versions[-1])

    def test_a_quarter_of_the_times_is_over_the_true_percentile(self):
        for column, where, true, limit in (
                ("response_time_us", "connection = 'warm' AND outcome = 'ok'", "response", 0.2e6),
                ("largest_contentful_paint_us", "engine = 'browser' AND outcome = 'ok'", "page", 2.5e6)):
            with self.subTest(column):
                values = sum(self.logarithms(column, where, true, limit).values(), [])
                self.assertGreater(len(values), 5000)
                self.assertAlmostEqual(sum(value > 0 for value in values) / len(values), 0.25, delta=0.02)
                self.assertAlmostEqual(statistics.pstdev(values), 0.5, delta=0.03)

    def test_the_times_of_a_night_are_alike(self):
        nights = self.logarithms("response_time_us", "connection = 'warm' AND outcome = 'ok'", "response", 0.2e6)
        nights = [night for night in nights.values() if len(night) > 1]
        within = statistics.mean(statistics.variance(night) for night in nights)
        size = statistics.mean(map(len, nights))
        between = statistics.variance([statistics.mean(night) for night in nights]) - within / size
        self.assertAlmostEqual(between / (between + within), 0.3, delta=0.05)

    def test_all_sides_fail_and_ailing_portals_most(self):
        self.assertEqual({side for side, in self.ask("SELECT DISTINCT side FROM samples")},
                         {"none", "portal", "network", "protection", "vantage", "probe", "unexplained"})
        for ailment, outcome, least in (("walled", "blocked", 0.5), ("moved", "moved", 0.99), ("flaky", "ok", 0.7),
                                        ("tended", "skipped_maintenance", 0.05), ("none", "ok", 0.95)):
            portals = [portal for portal, facts in self.truth.items() if facts["ailment"] == ailment]
            self.assertTrue(portals)
            for portal in portals:
                with self.subTest(ailment=ailment, portal=portal):
                    share, = self.ask(f"SELECT avg(outcome = '{outcome}') FROM samples WHERE portal_id = '{portal}'")[0]
                    self.assertGreater(share, least)

    def test_one_seed_gives_one_evaluation(self):
        directory = Path(self.folder.name)
        times = []
        for store, seed in (("a.db", 3), ("b.db", 3), ("c.db", 4)):
            self.simulate(directory / "evaluation.yaml", directory / store, "rounds=1", "nights=1", "pages=network", f"seed={seed}")
            with sqlite3.connect(directory / store) as made:
                times.append(made.execute("SELECT portal_id, network_load_us, ttfb_us FROM samples "
                                          "ORDER BY portal_id, target_id, engine, connection").fetchall())
        self.assertEqual(times[0], times[1])
        self.assertNotEqual(times[0], times[2])


if __name__ == "__main__":
    PROGRAM = sys.argv.pop()
    unittest.main()
