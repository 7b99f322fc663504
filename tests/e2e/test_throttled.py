#!/usr/bin/env python3
"""A control group takes the processor away for most of the time: samples that it spoilt say so, and all others are right."""

import json
import pathlib
import tempfile
import threading
import time
import unittest

import faults
import servers
import support

QUOTA_US, PERIOD_US = 2_000, 500_000  # stands still for half a second at a time, some thirty times
DELAY_S = 0.3
SLACK_S = 0.3  # what a busy machine may add; one standstill is more
PORTALS = [f"p{number:03}" for number in range(10)]
LEAD_ON = {f"{portal}.test" for portal in PORTALS[::3]}  # with a redirect, whose second hop may be late


class Throttled(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            share = cls.enterClassContext(faults.ProcessorShare())
        except faults.Unavailable as reason:
            raise unittest.SkipTest(str(reason)) from reason
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        cls.pages, cls.under_way = 0, threading.Event()
        server = cls.enterClassContext(servers.ScriptedServer(cls.answer))
        cls.store = f"sqlite:{cls.folder}/store.db"
        config = cls.folder / "config.yaml"
        config.write_text(servers.configuration(PORTALS, rounds=2, fitness="{ max_unfit_share: 0% }"), encoding="utf-8")
        process = faults.start_sweep(config, cls.store, "--now", "--connect-to", f"::127.0.0.1:{server.port}",
                                     before=share.before)
        cls.reached = cls.under_way.wait(60)
        share.throttle(QUOTA_US, PERIOD_US)
        cls.output, cls.errors = process.communicate(timeout=240)
        cls.code = process.returncode
        cls.samples = support.samples(cls.store)

    @classmethod
    def answer(cls, host, path, connection):
        if path == "/" and host in LEAD_ON:
            return servers.reply(connection, b"", "302 Found", "Location: /there\r\n")
        if path != "/robots.txt":
            cls.pages += 1
            if cls.pages >= len(PORTALS):
                cls.under_way.set()
            time.sleep(DELAY_S)
        return servers.reply(connection)

    def test_nothing_is_lost(self):
        self.assertTrue(self.reached, self.errors)
        summary = json.loads(self.output)
        self.assertEqual(summary["planned"], 2 * 3 * len(PORTALS))
        self.assertEqual(summary["stored"], summary["planned"])
        self.assertEqual(summary["by_outcome"], {"ok": summary["planned"]})
        self.assertEqual(summary["unfit"], sum(not sample["fit"] for sample in self.samples))

    def test_the_share_of_unfit_samples_decides_the_exit_code(self):
        self.assertEqual(self.code, 6, self.errors)
        self.assertIn("unfit", self.errors)

    def test_samples_tell_of_the_throttling(self):
        told = [sample for sample in self.samples if sample.get("throttled_us", 0) > PERIOD_US / 2]
        self.assertTrue(told)
        self.assertTrue([sample for sample in told if not sample["fit"]])

    def test_what_it_spoilt_is_unfit_for_a_reason(self):
        for sample in self.samples:
            self.assertEqual(sample["fit"], "unfit_reason" not in sample)
            if not sample["fit"]:
                self.assertRegex(sample["unfit_reason"],
                                 "acted late|throttled|waited for a processor|stood still|started it late|stole")

    def test_what_is_fit_is_right(self):
        for sample in self.samples:
            waited = (sample["first_byte_us"] - sample["sent_us"]) / 1e6
            self.assertGreaterEqual(waited, DELAY_S - 0.005, sample)
            if sample["fit"]:
                self.assertLess(waited, DELAY_S + SLACK_S, sample)
                self.assertLess(sample["done_us"] / 1e6, DELAY_S + SLACK_S, sample)


if __name__ == "__main__":
    support.main()
