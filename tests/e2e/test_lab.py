#!/usr/bin/env python3
"""The main job on real servers: a sweep over the whole national list, as the lab serves it, names every illness."""

import collections
import json
import pathlib
import tempfile
import unittest

import support

# Whose doing each outcome of the lab is; `ok` is nobody's.
SIDES = {"ok": "none", "blocked": "protection", "skipped_backoff": "protection"}


class LabSweep(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-"))
        cls.lab = cls.enterClassContext(support.Lab(pathlib.Path(cls.folder) / "lab"))
        cls.store = f"sqlite:{cls.folder}/lab.db"
        cls.sweep = support.portal_probe("sweep", support.ROOT / "config/demo.yaml", "--now", "--json", "--store", cls.store,
                                       *cls.lab.options)
        cls.samples = support.samples(cls.store)
        cls.by_portal = collections.defaultdict(list)
        for sample in cls.samples:
            cls.by_portal[sample["portal_id"]].append(sample)

    def test_the_sweep_is_complete(self):
        self.assertEqual(self.sweep.returncode, 0, self.sweep.stderr)
        summary = json.loads(self.sweep.stdout)
        self.assertTrue(summary["complete"])
        self.assertEqual(summary["planned"], summary["stored"])
        self.assertEqual(summary["stored"], len(self.samples))
        self.assertEqual(summary["by_outcome"], dict(collections.Counter(s["outcome"] for s in self.samples)))

    def test_every_portal_was_measured_cold_and_warm_in_both_rounds(self):
        self.assertEqual(set(self.by_portal), self.lab.portals())
        for portal, samples in self.by_portal.items():
            with self.subTest(portal):
                kinds = collections.Counter((s["round"], s["connection"]) for s in samples)
                self.assertEqual(len({key[0] for key in kinds}), 2)
                self.assertEqual({key[1] for key in kinds}, {"cold", "warm"})

    def test_every_illness_is_named(self):
        for portal, (illness, outcomes) in self.lab.illnesses().items():
            with self.subTest(portal=portal, illness=illness):
                found = {s["outcome"] for s in self.by_portal[portal]}
                self.assertTrue(found and found <= outcomes, f"{found}, should be {outcomes}: "
                                f"{[s.get('detail') for s in self.by_portal[portal]][:2]}")
                if outcomes == {"blocked", "skipped_backoff"}:
                    self.assertEqual(found, outcomes, "asked to stay away, and came back")

    def test_the_others_are_well(self):
        for portal in self.lab.portals() - set(self.lab.illnesses()):
            with self.subTest(portal):
                self.assertEqual({s["outcome"] for s in self.by_portal[portal]}, {"ok"},
                                 [s.get("detail") for s in self.by_portal[portal]][:2])

    def test_each_failure_has_its_side_and_says_why(self):
        for sample in self.samples:
            with self.subTest(portal=sample["portal_id"], outcome=sample["outcome"]):
                self.assertEqual(sample["side"], SIDES.get(sample["outcome"], "portal"))
                if sample["outcome"] != "ok":
                    self.assertTrue(sample.get("detail"))

    def test_slow_portals_are_slow_in_the_right_mark(self):
        ill = {illness: portal for portal, (illness, _) in self.lab.illnesses().items()}
        for sample in self.by_portal[ill["slow_first_byte"]]:
            self.assertGreaterEqual(sample["first_byte_us"] - sample["sent_us"], 2_900_000)
        for sample in self.by_portal[ill["slow_body"]]:
            self.assertLess(sample["first_byte_us"] - sample["sent_us"], 1_500_000)
            self.assertGreaterEqual(sample["done_us"] - sample["first_byte_us"], 1_500_000)

    def test_a_hanging_portal_is_censored_at_the_timeout(self):
        at_least = {"hang": 4_500_000, "handshake_hang": 1_800_000}  # nearly the timeouts of demo.yaml
        for portal, (illness, _) in self.lab.illnesses().items():
            for sample in self.by_portal[portal] if illness in at_least else []:
                self.assertGreaterEqual(sample["censored_after_us"], at_least[illness], sample)
                self.assertFalse({"first_byte_us", "done_us", "ttfb_us", "response_time_us"} & set(sample))

    def test_marks_of_healthy_samples_are_there_and_in_order(self):
        for sample in self.samples:
            if sample["outcome"] != "ok":
                continue
            cold = ["connected_us", "secured_us"]  # nothing is looked up: the lab is an address
            names = ["sent_us", "first_byte_us", "done_us"]
            if sample["connection"] == "cold":
                names = cold + names
            else:
                self.assertFalse(set(cold) & set(sample))
            marks = [sample[name] for name in names]
            self.assertEqual(marks, sorted(marks), sample)

    def test_both_http_versions_and_many_addresses_were_met(self):
        healthy = [s for s in self.samples if s["outcome"] == "ok"]
        self.assertEqual({s["http_version"] for s in healthy}, {"1.1", "2"})
        self.assertEqual(len({s["remote_ip"] for s in healthy}), 20)

    def test_pages_are_whole(self):
        """The same page of the same server has the same hash, whatever the connection."""
        for portal in self.lab.portals() - set(self.lab.illnesses()):
            self.assertEqual(len({s["body_sha256"] for s in self.by_portal[portal]}), 1, portal)

    def test_nobody_was_asked_more_often_than_planned(self):
        """As often as the samples say, which is once a measurement, once more to prime a warm one, and for each resource of a page;
        nothing for a portal that asked to be left alone."""
        requests = collections.Counter()
        ill = {illness: portal for portal, (illness, _) in self.lab.illnesses().items()}
        hosts = dict(line.split()[:2] for line in (self.lab.directory / "hosts").read_text().splitlines())
        for line in (self.lab.directory / "access.log").read_text().splitlines():
            requests[line.split()[0]] += 1
        sent = [s for s in self.by_portal[ill["rate_limited"]] if s["outcome"] != "skipped_backoff"]
        self.assertEqual(requests[hosts[ill["rate_limited"]]], sum(s["requests"] for s in sent))
        for portal in self.lab.portals() - set(self.lab.illnesses()) - {"quoc-gia"}:
            self.assertEqual(requests[hosts[portal]], sum(s["requests"] for s in self.by_portal[portal]), portal)


if __name__ == "__main__":
    support.main()
