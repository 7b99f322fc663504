#!/usr/bin/env python3
"""Whose failure it was: controls tell a vantage's outage from a portal's, and a process that stood still says so."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import servers
import support


def closed_port():
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Controls(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = self.enterContext(servers.ScriptedServer(lambda host, path, connection: servers.reply(connection)))
        self.closed = closed_port()
        self.here = f"http://127.0.0.1:{self.server.port}/"
        self.nowhere = f"http://127.0.0.1:{self.closed}/"

    def sweep(self, *controls):
        """Sweeps a portal that is well and one that refuses every connection."""
        store = f"sqlite:{self.folder}/{len(controls)}-{hash(controls)}.db"
        config = self.folder / "config.yaml"
        text = servers.configuration(["p000", "p001"])
        listed = ", ".join(f"{{ id: control-{number}, url: \"{url}\" }}" for number, url in enumerate(controls))
        config.write_text(text.replace("portals:\n", f"controls: [{listed}]\nportals:\n", 1), encoding="utf-8")
        run = support.portal_probe("sweep", config, "--now", "--json", "--store", store,
                                   "--connect-to", f"p000.test:80:127.0.0.1:{self.server.port}",
                                   "--connect-to", f"p001.test:80:127.0.0.1:{self.closed}")
        self.assertIn(run.returncode, (0, 6), run.stderr)
        summary = json.loads(run.stdout)
        self.assertEqual(summary["planned"], summary["stored"])
        every = support.all_samples(store)
        return ([s for s in every if s["portal_id"] == "p000"], [s for s in every if s["portal_id"] == "p001"],
                [s for s in every if s["kind"] == "control"])

    def test_a_failure_is_the_portals_while_the_controls_are_in_reach(self):
        well, refused, controls = self.sweep(self.here, self.here)
        self.assertEqual({s["side"] for s in refused}, {"portal"})
        self.assertEqual({s["outcome"] for s in refused}, {"connect_refused"})
        self.assertEqual({s["outcome"] for s in well + controls}, {"ok"})
        self.assertEqual({s["portal_id"] for s in controls}, {"control-0", "control-1"})

    def test_it_is_the_vantages_when_no_control_is_in_reach(self):
        _, refused, controls = self.sweep(self.nowhere, self.nowhere)
        self.assertEqual({s["outcome"] for s in controls}, {"connect_refused"})
        self.assertEqual({s["outcome"] for s in refused}, {"connect_refused"}, "what happened stays")
        self.assertEqual({s["side"] for s in refused}, {"vantage"})
        for sample in refused:
            self.assertIn("control-1 (connect_refused)", sample["detail"])

    def test_it_is_unexplained_when_some_are(self):
        _, refused, _ = self.sweep(self.here, self.nowhere)
        self.assertEqual({s["side"] for s in refused}, {"unexplained"})

    def test_nobody_waits_without_controls(self):
        _, refused, controls = self.sweep()
        self.assertEqual({s["side"] for s in refused}, {"portal"})
        self.assertEqual(controls, [])


class Standstill(unittest.TestCase):
    """The process is stopped for some seconds while answers are on their way."""

    def test_what_was_under_way_keeps_its_durations_or_is_unfit(self):
        def answer(host, path, connection):
            time.sleep(1)
            return servers.reply(connection)

        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        server = self.enterContext(servers.ScriptedServer(answer))
        store = f"sqlite:{folder}/store.db"
        config = folder / "config.yaml"
        names = [f"p{number:03}" for number in range(10)]
        config.write_text(servers.configuration(names, defaults="{ timeout: 3s, connect_timeout: 2s }"), encoding="utf-8")
        process = subprocess.Popen([os.environ["PORTAL_PROBE"], "sweep", config, "--now", "--json", "--quiet", "--store", store,
                                    "--connect-to", f"::127.0.0.1:{server.port}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        while sum(host.startswith("p0") for host, _, _ in list(server.requests)) < 10 and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGSTOP)
        time.sleep(5)
        process.send_signal(signal.SIGCONT)
        _, errors = process.communicate(timeout=120)
        self.assertIn(process.returncode, (0, 6), errors)
        samples = support.samples(store)
        self.assertTrue(samples)
        for sample in samples:
            with self.subTest(sample["portal_id"], round=sample["round"]):
                # The answer came a second after the request; we looked seconds later.
                if sample["fit"]:
                    self.assertEqual(sample["outcome"], "ok", sample.get("detail"))
                    self.assertLess(sample["done_us"] - sample["sent_us"], 3_000_000)
        stood = [s for s in samples if s["round"] == 0 and s.get("loop_lag_us", 0) > 3_000_000]
        self.assertTrue(stood, "nothing tells of the standstill")


if __name__ == "__main__":
    support.main()
