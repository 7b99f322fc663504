#!/usr/bin/env python3
"""The process is stopped while names, connections and answers are on their way: each sample is right, or says that it is not."""

import collections
import json
import pathlib
import tempfile
import threading
import time
import unittest

import dns
import faults
import servers
import support

STOPPED_S = 5
SLACK_US = 2_000_000  # what a busy machine may add to any of it; the standstill is more than twice that
WAIT_FOR_ANSWER = [f"answer{number}" for number in range(5)]
WAIT_FOR_NAME = [f"name{number}" for number in range(5)]
SLOW = [f"slow{number}" for number in range(3)]  # their answers come when the process runs again
EVERYBODY = {*WAIT_FOR_ANSWER, *WAIT_FOR_NAME, *SLOW}


class Standstill:
    """The tests under either time limit."""

    TIMEOUT_S = 0

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        cls.stopped, cls.going_on = threading.Event(), threading.Event()
        cls.lock = threading.Lock()
        cls.waiting, cls.answered = set(), set()
        cls.all_wait, cls.all_answered = threading.Event(), threading.Event()
        cls.server = cls.enterClassContext(servers.ScriptedServer(cls.answer))
        cls.resolver = cls.enterClassContext(dns.DnsServer(cls.answer_dns))
        cls.store = f"sqlite:{cls.folder}/store.db"
        config = cls.folder / "config.yaml"
        text = servers.configuration(sorted(EVERYBODY), rounds=2, defaults=(
            f'{{ timeout: {cls.TIMEOUT_S}s, connect_timeout: {cls.TIMEOUT_S}s, page_engine: none, '
            f'resolvers: ["{cls.resolver.address}"] }}'))
        config.write_text(text, encoding="utf-8")
        process = faults.start_sweep(config, cls.store, "--now", "--only", "*/home", "--connect-to", f":80::{cls.server.port}")
        cls.reached = cls.all_wait.wait(60)
        with faults.Standstill(process):
            cls.stopped.set()
            cls.came = cls.all_answered.wait(60)
            time.sleep(STOPPED_S)  # the fault itself
        cls.going_on.set()
        cls.output, cls.errors = process.communicate(timeout=120)
        cls.code = process.returncode
        cls.samples = support.samples(cls.store)

    @classmethod
    def hold(cls, name):
        """Whether it was the first that waited until the process had stopped."""
        with cls.lock:
            first = name not in cls.waiting and not cls.stopped.is_set()
            cls.waiting.add(name)
            if cls.waiting >= EVERYBODY:
                cls.all_wait.set()
        cls.stopped.wait(60)
        return first

    @classmethod
    def note_answer(cls, name):
        with cls.lock:
            cls.answered.add(name)
            if cls.answered >= {*WAIT_FOR_ANSWER, *WAIT_FOR_NAME}:
                cls.all_answered.set()

    @classmethod
    def answer(cls, host, path, connection):
        name = host.split(".")[0]
        if name in WAIT_FOR_ANSWER:
            cls.hold(name)
        if name in SLOW and cls.hold(name):
            cls.going_on.wait(60)
        servers.reply(connection)
        cls.note_answer(name)
        return True

    @classmethod
    def answer_dns(cls, question, send):
        name = question.name.split(".")[0]
        if name in WAIT_FOR_NAME:
            cls.hold(name)
        send(question.addresses("127.0.0.1"))
        cls.note_answer(name)

    def of(self, names):
        found = [sample for sample in self.samples if sample["portal_id"] in names]
        self.assertEqual(len(found), 2 * len(names))
        return found

    def under_way(self, names):
        """Those that the process was stopped over."""
        found = [sample for sample in self.of(names) if sample.get("loop_lag_us", 0) > STOPPED_S * 1_000_000 - SLACK_US]
        self.assertGreaterEqual(len(found), len(names), "nothing tells of the standstill")
        return found

    def test_nothing_is_lost(self):
        self.assertTrue(self.reached and self.came)
        self.assertEqual(self.code, 0, self.errors)
        summary = json.loads(self.output)
        self.assertEqual(summary["stored"], summary["planned"])
        self.assertTrue(summary["complete"])
        outcomes = collections.Counter(sample["outcome"] for sample in self.samples)
        self.assertNotIn("probe_error", outcomes)

    def test_what_came_in_the_meantime_has_its_own_time_or_says_that_it_has_not(self):
        for sample in self.under_way([*WAIT_FOR_ANSWER, *WAIT_FOR_NAME]):
            with self.subTest(sample["portal_id"]):
                self.check(sample)

    def test_what_came_late_is_not_held_against_a_portal(self):
        for sample in self.under_way(SLOW):
            with self.subTest(sample["portal_id"]):
                if sample["outcome"] != "ok":
                    self.check_time_limit(sample)

    def test_what_was_asked_for_afterwards_is_unharmed(self):
        for sample in self.samples:
            if sample["round"] == 1:
                with self.subTest(sample["portal_id"]):
                    self.assertEqual(sample["outcome"], "ok", sample.get("detail"))
                    self.check(sample)

    def check(self, sample):
        """Without the standstill in any mark, or unfit with its reason."""
        if sample["outcome"] != "ok":
            self.check_time_limit(sample)
        elif sample["fit"]:
            for mark in ("resolved_us", "connected_us", "sent_us", "first_byte_us", "done_us"):
                self.assertLess(sample[mark], SLACK_US, sample)
        else:
            self.assertTrue(sample["unfit_reason"])

    def check_time_limit(self, sample):
        """It may have run out before we looked, if it is shorter than we stood still; that says nothing of the portal."""
        self.assertLess(self.TIMEOUT_S, STOPPED_S)
        self.assertEqual(sample["outcome"], "timed_out", sample.get("detail"))
        self.assertFalse(sample["fit"], sample)
        self.assertIn("stood still", sample["unfit_reason"])

    def test_the_standstill_is_no_portals_manners(self):
        record = json.loads(support.portal_probe("sweeps", "latest", "--store", self.store, "--json").stdout)
        self.assertEqual({portal: load["backoffs"] for portal, load in record["load"].items()},
                         dict.fromkeys(record["load"], 0))


class LongerThanTheTimeLimit(Standstill, unittest.TestCase):
    TIMEOUT_S = 3


class WithinTheTimeLimit(Standstill, unittest.TestCase):
    TIMEOUT_S = 60


if __name__ == "__main__":
    support.main()
