#!/usr/bin/env python3
"""The vantage's link is down for ten seconds in mid-sweep: what failed then is not held against portals, all else is unharmed."""

import collections
import datetime
import json
import pathlib
import tempfile
import time
import unittest

import faults
import servers
import support

PORTALS = [f"p{number:03}" for number in range(5)]
ROUNDS, WINDOW_S = 10, 24
DELAY_S = 0.3
DOWN_S = 10
MARGIN_S = 3  # around both ends of the outage: what was under way, and the line's own waking up


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def answer(host, path, connection):
    time.sleep(DELAY_S)
    return servers.reply(connection)


class Sweep:
    """A sweep over a link of its own."""

    def __init__(self, test, broken_end, controls):
        self.link = test.enterClassContext(faults.link(round_trip_ms=4))
        self.broken_end = broken_end
        folder = pathlib.Path(test.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        with self.link.at_server():
            self.server = test.enterClassContext(servers.ScriptedServer(answer, self.link.server_address))
            self.control = test.enterClassContext(servers.ScriptedServer(answer, self.link.server_address))
        self.store = f"sqlite:{folder}/store.db"
        url = f"http://{self.link.server_address}:{self.control.port}/"
        settings = {"controls": ", ".join(f'{{ id: control-{number}, url: "{url}" }}' for number in range(2)).join("[]")}
        config = folder / "config.yaml"
        config.write_text(servers.configuration(PORTALS, rounds=ROUNDS, window=f"{WINDOW_S}s",
                                                defaults="{ timeout: 5s, connect_timeout: 3s, page_engine: none }",
                                                **(settings if controls else {})), encoding="utf-8")
        self.process = faults.start_sweep(config, self.store, "--only", "*/home", "--connect-to",
                                          f":80:{self.link.server_address}:{self.server.port}", before=self.link.client)

    def is_in_its_middle(self):
        return len(self.server.requests) >= len(PORTALS) * ROUNDS / 4

    def finish(self):
        self.output, self.errors = self.process.communicate(timeout=120)
        every = support.all_samples(self.store)
        self.samples = [sample for sample in every if sample["kind"] == "page"]
        self.controls = [sample for sample in every if sample["kind"] == "control"]
        self.record = json.loads(support.portal_probe("sweeps", "latest", "--store", self.store, "--json").stdout)


class LinkDown(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            cls.sweeps = {
                "our own link, with controls": Sweep(cls, "client", True),
                "beyond our link, with controls": Sweep(cls, "server", True),
                "our own link, without controls": Sweep(cls, "client", False),
            }
        except faults.Unavailable as reason:
            raise unittest.SkipTest(str(reason)) from reason
        deadline = time.monotonic() + 60
        while not all(sweep.is_in_its_middle() for sweep in cls.sweeps.values()) and time.monotonic() < deadline:
            time.sleep(0.01)
        cls.down = time.time()
        for sweep in cls.sweeps.values():
            sweep.link.set(sweep.broken_end, "down")
        time.sleep(DOWN_S)  # the fault itself
        for sweep in cls.sweeps.values():
            sweep.link.set(sweep.broken_end, "up")
        cls.up = time.time()
        for sweep in cls.sweeps.values():
            sweep.finish()

    def begun(self, sample):
        return moment(sample["started_at"])

    def each(self, of=lambda sample: True):
        for name, sweep in self.sweeps.items():
            for sample in filter(of, sweep.samples):
                yield name, sweep, sample

    def test_nothing_is_lost(self):
        for name, sweep in self.sweeps.items():
            with self.subTest(name):
                self.assertEqual(sweep.process.returncode, 0, sweep.errors)
                summary = json.loads(sweep.output)
                self.assertEqual(summary["planned"], len(PORTALS) * ROUNDS)
                self.assertEqual(summary["stored"], summary["planned"])

    def test_the_outage_is_met(self):
        for name, sweep in self.sweeps.items():
            with self.subTest(name):
                outcomes = collections.Counter(
                    sample["outcome"] for sample in sweep.samples if self.down < self.begun(sample) < self.up - MARGIN_S)
                self.assertGreater(sum(outcomes.values()), len(PORTALS))
                expected = "connect_unreachable" if sweep.broken_end == "client" else "connect_timed_out"
                self.assertEqual(set(outcomes), {expected})

    def test_with_controls_it_is_the_vantages(self):
        for name, _, sample in self.each(lambda sample: sample["outcome"] != "ok"):
            if "with controls" in name:
                with self.subTest(name, outcome=sample["outcome"]):
                    self.assertEqual(sample["side"], "vantage")
                    self.assertIn("control-0", sample["detail"])
                    self.assertIn("control-1", sample["detail"])

    def test_without_it_is_nobodys_but_the_networks(self):
        for name, _, sample in self.each(lambda sample: sample["outcome"].startswith("connect_")):
            if "without controls" in name:
                with self.subTest(outcome=sample["outcome"]):
                    self.assertEqual(sample["side"], "network")

    def test_before_and_after_all_is_well(self):
        for name, _, sample in self.each():
            begun = self.begun(sample)
            if begun < self.down - MARGIN_S or begun > self.up + MARGIN_S:
                with self.subTest(name, begun=begun - self.down):
                    self.assertEqual(sample["outcome"], "ok", sample.get("detail"))
        for name, sweep in self.sweeps.items():
            with self.subTest(name):
                self.assertTrue([sample for sample in sweep.samples if self.begun(sample) < self.down - 1])
                self.assertTrue([sample for sample in sweep.samples if self.begun(sample) > self.up + 1])

    def test_what_waited_for_our_line_is_unfit(self):
        for name, sweep, sample in self.each(lambda sample: sample["outcome"] == "ok" and sample["connected_us"] > 900_000):
            silent = {control["portal_id"] for control in sweep.controls if self.was_silent(control, sample)}
            if len(silent) == 2:
                with self.subTest(name, begun=self.begun(sample) - self.down):
                    self.assertFalse(sample["fit"])
                    self.assertIn("controls", sample["unfit_reason"])

    def was_silent(self, control, sample):
        """Whether a control was out of reach while the sample waited for its connection."""
        if control["outcome"] == "ok" and (control["connected_us"] < 1_000_000 or not control.get("tcp_retransmits")):
            return False
        waited = control["connected_us"] if control["outcome"] == "ok" else control.get("censored_after_us", 0)
        begun = self.begun(control)
        return begun < self.begun(sample) + sample["connected_us"] / 1e6 and self.begun(sample) < begun + waited / 1e6

    def test_nobody_is_spared_afterwards(self):
        for name, sweep in self.sweeps.items():
            with self.subTest(name):
                for portal, load in sweep.record["load"].items():
                    self.assertEqual(load["backoffs"], 0, portal)
                for sample in sweep.samples:
                    if self.begun(sample) > self.up + MARGIN_S:
                        self.assertLess(sample.get("held_us", 0), 10_000_000, sample)


if __name__ == "__main__":
    support.main()
