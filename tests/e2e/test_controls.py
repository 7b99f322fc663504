#!/usr/bin/env python3
"""Whose failure it was: controls tell a vantage's outage from a portal's."""

import json
import pathlib
import tempfile
import unittest

import servers
import support


class Controls(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = self.enterContext(servers.ScriptedServer(lambda host, path, connection: servers.reply(connection)))
        self.closed = support.closed_port()
        self.here = f"http://127.0.0.1:{self.server.port}/"
        self.nowhere = f"http://127.0.0.1:{self.closed}/"

    def sweep(self, *controls):
        """Sweeps a portal that is well and one that refuses every connection."""
        store = f"sqlite:{self.folder}/{len(controls)}-{hash(controls)}.db"
        config = self.folder / "config.yaml"
        listed = ", ".join(f"{{ id: control-{number}, url: \"{url}\" }}" for number, url in enumerate(controls))
        config.write_text(servers.configuration(["p000", "p001"], controls=f"[{listed}]"), encoding="utf-8")
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


if __name__ == "__main__":
    support.main()
