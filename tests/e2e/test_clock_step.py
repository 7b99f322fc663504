#!/usr/bin/env python3
"""The wall clock is set in mid-sweep: durations and the schedule stay right, and the record tells of it."""

import collections
import datetime
import json
import pathlib
import tempfile
import threading
import time
import unittest

import faults
import servers
import support

HOUR = 3600
WINDOW_S, ROUNDS = 6, 4
PORTALS = [f"p{number:03}" for number in range(10)]
DELAY_S = 0.4
PER_ROUND = 3  # a page, and an action cold and warm


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class SlowServer(servers.ScriptedServer):
    """Answers pages after DELAY_S."""

    def __init__(self):
        super().__init__(self._answer)
        self.pages = 0
        self.some_asked = threading.Event()

    def _answer(self, host, path, connection):
        if path == "/robots.txt":
            return servers.reply(connection, b"User-agent: *")
        with self.lock:
            self.pages += 1
            if self.pages >= len(PORTALS) * PER_ROUND * ROUNDS / 2:
                self.some_asked.set()
        time.sleep(DELAY_S)
        return servers.reply(connection)


class Sweep:
    """A sweep with a clock of its own, which was set in its middle."""

    def __init__(self, test, seconds):
        folder = pathlib.Path(test.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = test.enterClassContext(SlowServer())
        self.clock = faults.SteppedClock(folder)
        self.store = f"sqlite:{folder}/store.db"
        config = folder / "config.yaml"
        config.write_text(servers.configuration(PORTALS, rounds=ROUNDS, window=f"{WINDOW_S}s"), encoding="utf-8")
        self.process = faults.start_sweep(config, self.store, "--connect-to", f"::127.0.0.1:{self.server.port}",
                                          environment=self.clock.environment)
        self.reached_middle = self.server.some_asked.wait(60)
        self.clock.step(seconds)
        self.output, self.errors = self.process.communicate(timeout=120)
        self.record = json.loads(support.portal_probe("sweeps", "latest", "--store", self.store, "--json").stdout)
        self.samples = support.samples(self.store)


class ClockStep:
    """The tests of either direction."""

    SECONDS = 0

    @classmethod
    def setUpClass(cls):
        cls.sweep = Sweep(cls, cls.SECONDS)

    def test_the_clock_was_really_set_in_its_middle(self):
        self.assertTrue(self.sweep.reached_middle, self.sweep.errors)
        self.assertGreater(self.sweep.clock.reads_after, 0)
        self.assertTrue(self.before() and self.after())

    def shift(self, sample):
        return moment(sample["started_at"]) - moment(sample["scheduled_at"])

    def before(self):
        return [sample for sample in self.sweep.samples if abs(self.shift(sample)) < HOUR / 2]

    def after(self):
        return [sample for sample in self.sweep.samples if abs(self.shift(sample) - self.SECONDS) < HOUR / 2]

    def test_nothing_is_lost(self):
        self.assertEqual(self.sweep.process.returncode, 0, self.sweep.errors)
        summary = json.loads(self.sweep.output)
        self.assertEqual(summary["planned"], len(PORTALS) * PER_ROUND * ROUNDS)
        self.assertEqual(summary["stored"], summary["planned"])
        self.assertTrue(summary["complete"])
        self.assertEqual(summary["by_outcome"], {"ok": summary["planned"]})

    def test_durations_stay_right(self):
        for sample in self.sweep.samples:
            marks = [sample[mark] for mark in ("connected_us", "sent_us", "first_byte_us", "done_us") if mark in sample]
            self.assertEqual(marks, sorted(marks), sample)
            self.assertGreaterEqual(marks[0], 0)
            # The server sleeps for at least so long; what it takes beyond, a busy machine may multiply.
            self.assertGreaterEqual((sample["first_byte_us"] - sample["sent_us"]) / 1e6, DELAY_S - 0.005, sample)
            self.assertLess(marks[-1] / 1e6, DELAY_S + 10, sample)

    def test_the_schedule_goes_on_by_the_steady_clock(self):
        asked = sorted(at for _, path, at in self.sweep.server.requests if path != "/robots.txt")
        planned = sorted(moment(sample["scheduled_at"]) for sample in self.sweep.samples)
        self.assertLess(planned[-1] - planned[0], WINDOW_S, "what was planned is not rewritten")
        self.assertGreater(asked[-1] - asked[0], planned[-1] - planned[0] - 1, "no burst")
        self.assertLess(asked[-1] - asked[0], planned[-1] - planned[0] + 30, "no hour of silence")
        for sample in self.sweep.samples:
            self.assertLess(sample.get("lateness_us", 0) + sample.get("held_us", 0), 30e6, sample)

    def test_the_record_tells_when_and_by_how_much(self):
        readings = self.sweep.record["clock"]
        steps = [reading for reading in readings if reading.get("stepped_us")]
        self.assertEqual(len(steps), 1, readings)
        self.assertAlmostEqual(steps[0]["stepped_us"] / 1e6, self.SECONDS, delta=1)
        # Whoever wants the times of one clock can tell the samples before the step from those after it.
        self.assertGreater(len(readings), 2)
        self.assertAlmostEqual(moment(steps[0]["at"]), min(moment(s["started_at"]) for s in self.after()), delta=30)
        self.assertEqual(json.loads(self.sweep.output)["clock_stepped_us"], steps[0]["stepped_us"])
        shown = support.portal_probe("sweeps", "latest", "--store", self.sweep.store)
        self.assertRegex(shown.stdout, rf"set by {'-' if self.SECONDS < 0 else ''}3[ ,.]?[56]\d\d")

    def test_references_are_not_misled(self):
        for mark, error in self.sweep.record["instrument"].items():
            self.assertLess(error["max_us"], 10e6, mark)


class Forwards(ClockStep, unittest.TestCase):
    SECONDS = HOUR


class Backwards(ClockStep, unittest.TestCase):
    SECONDS = -HOUR


class AnswersThatLayUnread(unittest.TestCase):
    """The clock is set between the arrival of answers and our reading them: their stamps are of the clock as it was."""

    def test_they_are_right_or_unfit(self):
        # By little, a stamp of the old clock looks like one of the new.
        for seconds in (1, -1, 0.05, HOUR):
            with self.subTest(seconds=seconds):
                self.sweep(seconds)

    def sweep(self, seconds):
        asked, answers = collections.Counter(), {}
        lock = threading.Lock()
        may_answer, some_asked, all_answered = threading.Event(), threading.Event(), threading.Event()

        def answer(host, path, connection):
            begun = time.monotonic()
            with lock:
                asked[path] += 1
                if asked["/"] == len(PORTALS):
                    some_asked.set()
            if path == "/":
                may_answer.wait(60)
                time.sleep(DELAY_S)
            again = servers.reply(connection)
            with lock:
                answers.setdefault((host.split(".")[0], path), []).append(time.monotonic() - begun)
                if sum(len(times) for (_, of), times in answers.items() if of == "/") == len(PORTALS):
                    all_answered.set()
            return again

        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        server = self.enterContext(servers.ScriptedServer(answer))
        clock = faults.SteppedClock(folder)
        store = f"sqlite:{folder}/store.db"
        config = folder / "config.yaml"
        config.write_text(servers.configuration(PORTALS, rounds=1), encoding="utf-8")
        process = faults.start_sweep(config, store, "--now", "--connect-to", f"::127.0.0.1:{server.port}",
                                     environment=clock.environment)
        self.assertTrue(some_asked.wait(60))
        with faults.Standstill(process):
            may_answer.set()
            self.assertTrue(all_answered.wait(60))
            clock.step(seconds)
        _, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0, errors)
        self.assertGreater(clock.stamps_across, 0, "nothing was stamped before and read after")
        samples = support.samples(store)
        self.assertEqual(len(samples), 3 * len(PORTALS))
        self.assertEqual({sample["outcome"] for sample in samples}, {"ok"})
        for sample in samples:
            took = answers[(sample["portal_id"], "/")]
            waited = (sample["first_byte_us"] - sample["sent_us"]) / 1e6
            if sample["fit"]:
                self.assertGreaterEqual(waited, min(took) - 0.005, sample)


if __name__ == "__main__":
    support.main()
