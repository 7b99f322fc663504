#!/usr/bin/env python3
"""A sweep's record tells what the vantage was like and what the sweep put on each portal."""

import collections
import json
import pathlib
import tempfile
import unittest

import servers
import support

ASKS_US_TO_STAY_AWAY = "p001.test"


def answer(host, path, connection):
    if host.split(":")[0] == ASKS_US_TO_STAY_AWAY:
        connection.sendall(b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 4\r\n\r\nbusy")
        return True
    return servers.reply(connection)


class Vantage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        cls.server = cls.enterClassContext(servers.ScriptedServer(answer))
        cls.store = f"sqlite:{cls.folder}/store.db"
        cls.network = ["--connect-to", f"::127.0.0.1:{cls.server.port}"]
        cls.config = cls.folder / "config.yaml"
        cls.config.write_text(servers.configuration(["p000", "p001"], rounds=2), encoding="utf-8")
        cls.sweep = support.portal_probe("sweep", cls.config, "--store", cls.store, "--now", "--json", *cls.network)
        cls.record = json.loads(support.portal_probe("sweeps", "latest", "--store", cls.store, "--json").stdout)

    def sweeps(self, *args):
        return support.portal_probe("sweeps", "--store", self.store, *args)

    def test_the_clock_is_read_at_the_start_and_at_the_end(self):
        readings = self.record["clock"]
        self.assertGreaterEqual(len(readings), 2)
        self.assertLessEqual(readings[0]["at"], self.record["started_at"])
        self.assertGreaterEqual(readings[-1]["at"], max(sample["started_at"] for sample in support.samples(self.store)))
        self.assertNotIn("stepped_us", readings[0])
        self.assertIn("stepped_us", readings[-1])
        said = {reading.get("synchronised") for reading in readings}
        self.assertEqual(self.record["clock_synchronised"], False if False in said else None if None in said else True)
        self.assertEqual(json.loads(self.sweep.stdout)["clock_synchronised"], self.record["clock_synchronised"])

    def test_the_processor_was_measured(self):
        self.assertGreater(self.record["processor_benchmark"], 0)
        self.assertEqual(json.loads(self.sweep.stdout)["processor_benchmark"], self.record["processor_benchmark"])

    def test_the_record_counts_what_the_server_was_asked(self):
        asked = collections.Counter(host.split(":")[0].split(".")[0] for host, _, _ in self.server.requests)
        load = self.record["load"]
        self.assertEqual({portal: one["requests"] for portal, one in load.items()}, dict(asked))
        for one in load.values():
            self.assertGreater(one["bytes_sent"], 0)
            self.assertGreater(one["bytes_received"], 0)

    def test_back_offs_and_what_was_held_stand_in_the_record(self):
        self.assertGreater(self.record["load"]["p001"]["backoffs"], 0)
        self.assertGreater(self.record["load"]["p001"]["held_for_backoff_us"], 0)
        self.assertEqual(self.record["load"]["p000"]["backoffs"], 0)
        self.assertEqual(self.record["load"]["p000"]["held_for_backoff_us"], 0)

    def test_people_read_the_same(self):
        shown = self.sweeps("latest")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        for part in (self.record["sweep_id"], "clock (UTC)", "back-offs", "work units a second",
                     f"{self.record['stored']} of {self.record['planned']}"):
            self.assertIn(part, shown.stdout)
        mark = "clock not synchronised"
        for text in (shown.stdout, self.sweeps().stdout):
            self.assertEqual(mark in text, self.record["clock_synchronised"] is False)

    def test_a_sweep_is_found_by_the_beginning_of_its_id(self):
        self.assertEqual(json.loads(self.sweeps(self.record["sweep_id"][:-3], "--json").stdout), self.record)
        unknown = self.sweeps("nosuch")
        self.assertEqual(unknown.returncode, 2)
        self.assertIn("no sweep is named 'nosuch'", unknown.stderr)

    def test_resuming_what_is_complete_leaves_the_record_as_it_is(self):
        again = support.portal_probe("sweep", self.config, "--store", self.store, "--resume", "latest", *self.network)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(json.loads(self.sweeps("latest", "--json").stdout), self.record)


if __name__ == "__main__":
    support.main()
