#!/usr/bin/env python3
"""A sweep survives whatever ends it: kills at any moment, signals, a second process; resuming completes exactly its plan."""

import collections
import json
import pathlib
import random
import re
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import servers
import support

KEY = ("portal_id", "target_id", "kind", "engine", "profile", "connection", "ip_family", "round")


def keys(samples):
    return [tuple(sample[field] for field in KEY) for sample in samples]


class Sweeps(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = self.enterContext(servers.ScriptedServer(lambda host, path, connection: servers.reply(connection)))
        self.store = f"sqlite:{self.folder}/store.db"
        self.network = ["--connect-to", f"::127.0.0.1:{self.server.port}"]

    def write(self, text, name="config.yaml"):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def sweep(self, config, *args):
        return support.portal_probe("sweep", config, "--store", self.store, *self.network, *args)

    def start(self, config, *args):
        return subprocess.Popen([support.PROGRAM, "sweep", config, "--store", self.store, *self.network, *args],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def plan(self, config, *args):
        planned = support.portal_probe("plan", config, "--json", *args)
        self.assertEqual(planned.returncode, 0, planned.stderr)
        return json.loads(planned.stdout)

    def wait_for_samples(self, count):
        """Until the server has seen so many requests: the sweep is under way then."""
        deadline = time.monotonic() + 60
        while len(self.server.requests) < count:
            self.assertLess(time.monotonic(), deadline, "the sweep did not get under way")
            time.sleep(0.01)

    def sweep_id(self):
        listed = support.portal_probe("sweeps", "--store", self.store, "--json")
        self.assertEqual(listed.returncode, 0, listed.stderr)
        return json.loads(listed.stdout.splitlines()[-1])["sweep_id"]

    def test_fifty_kills_lose_nothing_that_was_stored_and_double_nothing(self):
        limits = ("{ in_flight: 50, starts_per_second: 400, per_host: { in_flight: 1, gap: 1ms }, "
                  "per_address: { in_flight: 50 } }")
        config = self.write(servers.configuration([f"p{i:03}" for i in range(20)], rounds=40, limits=limits))
        moments = random.Random(20261122)
        seen = set()
        command = ["--now", "--seed", "5", "--log-level", "debug"]
        for kill in range(50):
            process = self.start(config, *command)
            reported = 0
            timer = threading.Timer(moments.uniform(0.02, 0.25), process.kill)
            timer.start()
            for line in process.stderr:
                if match := re.match(r"(\d+) samples stored", line):
                    reported = int(match.group(1))
            status = process.wait()
            timer.cancel()
            process.stdout.close()
            process.stderr.close()
            self.assertIn(status, (-signal.SIGKILL, 0))
            if (self.folder / "store.db").exists() and support.portal_probe("sweeps", "--store", self.store).returncode == 0:
                listed = support.portal_probe("sweeps", "--store", self.store, "--json").stdout
                if listed.strip():
                    now = keys(support.all_samples(self.store))
                    self.assertEqual(len(now), len(set(now)), "a sample was stored twice")
                    self.assertLessEqual(seen, set(now), "a stored sample was lost")
                    self.assertGreaterEqual(len(now), len(seen) + reported, f"kill {kill}: reported as stored and lost")
                    seen = set(now)
                    command = ["--resume", "latest", "--log-level", "debug"]
            if status == 0:
                break
        self.assertTrue(seen, "nothing was ever stored: the kills came too early to show anything")
        last = self.sweep(config, "--resume", "latest", "--json")
        self.assertEqual(last.returncode, 0, last.stderr)
        summary = json.loads(last.stdout)
        self.assertTrue(summary["complete"])
        stored = keys(support.samples(self.store))
        planned = self.plan(config, "--now", "--seed", "5")["measurements"]
        wanted = [tuple({**p, "profile": "none"}[field] for field in KEY) for p in planned]
        self.assertEqual(collections.Counter(stored), collections.Counter(wanted))
        listed = support.portal_probe("sweeps", "--store", self.store, "--json").stdout.splitlines()
        self.assertEqual(len(listed), 1, "resuming made another sweep")

    def test_the_samples_moments_are_the_plans(self):
        config = self.write(servers.configuration(["p000", "p001", "p002"], rounds=3, window="3s"))
        args = ["--seed", "77", "--scheduled-at", "2030-01-01T00:00:00Z"]
        first = self.plan(config, *args)
        self.assertEqual(first, self.plan(config, *args))
        self.assertNotEqual(first["measurements"], self.plan(config, "--seed", "78", *args[2:])["measurements"])
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 1))
        args[3] = soon
        planned = {tuple({**p, "profile": "none"}[field] for field in KEY): p["scheduled_at"]
                   for p in self.plan(config, *args)["measurements"]}
        run = self.sweep(config, *args, "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        stored = support.samples(self.store)
        self.assertEqual({key: sample["scheduled_at"] for key, sample in zip(keys(stored), stored)}, planned)
        for sample in stored:
            self.assertGreaterEqual(sample["started_at"], sample["scheduled_at"])

    def test_signals_end_a_sweep_in_order_and_resuming_completes_it(self):
        limits = ("{ in_flight: 50, starts_per_second: 40, per_host: { in_flight: 1, gap: 1ms }, "
                  "per_address: { in_flight: 50 } }")
        config = self.write(servers.configuration([f"p{i:03}" for i in range(10)], rounds=2, limits=limits))
        for number, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
            with self.subTest(number):
                process = self.start(config, "--now")
                self.wait_for_samples(len(self.server.requests) + 5)
                process.send_signal(number)
                _, errors = process.communicate(timeout=60)
                self.assertEqual(process.returncode, code, errors)
                self.assertIn("--resume " + self.sweep_id(), errors.strip().splitlines()[-1])
                self.assertTrue(support.samples(self.store))
                again = self.sweep(config, "--resume", self.sweep_id(), "--json")
                self.assertEqual(again.returncode, 0, again.stderr)
                self.assertEqual(json.loads(again.stdout)["stored"], 60)

    def test_resuming_a_complete_sweep_does_nothing(self):
        config = self.write(servers.configuration(["p000"]))
        self.assertEqual(self.sweep(config, "--now").returncode, 0)
        before = support.samples(self.store)
        asked = len(self.server.requests)
        again = self.sweep(config, "--resume", "latest", "--json")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(support.samples(self.store), before)
        self.assertEqual(len(self.server.requests), asked)

    def test_resuming_under_another_configuration_is_refused(self):
        config = self.write(servers.configuration(["p000"]))
        self.assertEqual(self.sweep(config, "--now").returncode, 0)
        other = self.write(servers.configuration(["p000", "p001"]), "other.yaml")
        refused = self.sweep(other, "--resume", "latest")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("another configuration", refused.stderr)

    def test_shards_run_side_by_side_and_are_together_the_plan(self):
        limits = ("{ in_flight: 50, starts_per_second: 100, per_host: { in_flight: 1, gap: 1ms }, "
                  "per_address: { in_flight: 50 } }")
        config = self.write(servers.configuration([f"p{i:03}" for i in range(30)], rounds=2, limits=limits))
        args = ["--now", "--seed", "3", "--scheduled-at", "2030-01-01T00:00:00Z"]
        processes = [self.start(config, *args, "--shard", f"{i}/3") for i in range(3)]
        for process in processes:
            _, errors = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 0, errors)
        self.assertEqual(len({json.loads(line)["sweep_id"] for line in
                              support.portal_probe("sweeps", "--store", self.store, "--json").stdout.splitlines()}), 1)
        planned = [tuple({**p, "profile": "none"}[field] for field in KEY)
                   for p in self.plan(config, *args)["measurements"]]
        self.assertEqual(collections.Counter(keys(support.samples(self.store))), collections.Counter(planned))

    def test_a_store_in_which_a_process_measures_is_refused_to_a_second_one(self):
        limits = ("{ in_flight: 50, starts_per_second: 5, per_host: { in_flight: 1, gap: 1ms }, "
                  "per_address: { in_flight: 50 } }")
        config = self.write(servers.configuration(["p000", "p001"], rounds=5, limits=limits))
        process = self.start(config, "--now")
        try:
            self.wait_for_samples(1)
            second = self.sweep(config, "--now", "--scheduled-at", "2031-01-01T00:00:00Z")
            self.assertEqual(second.returncode, 3, second.stderr)
            self.assertIn(str(process.pid), second.stderr)
            # Looking is allowed all the while.
            self.assertEqual(support.portal_probe("sweeps", "--store", self.store).returncode, 0)
        finally:
            process.kill()
            process.communicate()


if __name__ == "__main__":
    support.main()
