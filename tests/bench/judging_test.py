#!/usr/bin/env python3
"""What the benchmarks make of what they saw: verdicts, differences, and counts, from ones that are known."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent / "harness"))

import verdict  # noqa: E402
from in_flight import MostOpen, count_open  # noqa: E402
from lighthouse import forget  # noqa: E402
from runs import Failed  # noqa: E402
from together import Phase, beyond_alone, spread  # noqa: E402


class Verdicts(unittest.TestCase):
    def test_half_of_the_known_portals_answer_on_either_side(self):
        delays = [verdict.delay_of(portal) for portal in range(2 * verdict.PORTALS_EACH + 1)]
        self.assertEqual(delays, [180] * verdict.PORTALS_EACH + [220] * verdict.PORTALS_EACH + [None])

    def test_three_quarters_decide(self):
        for fast, slow, delay, wrong in (
                (4, 0, 180, False), (3, 1, 180, False), (2, 2, 180, True), (0, 4, 180, True),
                (4, 0, 220, True), (3, 1, 220, True), (2, 2, 220, False), (0, 4, 220, False)):
            with self.subTest(fast=fast, slow=slow, delay=delay):
                self.assertEqual(verdict.is_wrong([200_000] * fast + [200_001] * slow, delay), wrong)


def phase(portal, said, of_server=0, fit=True):
    return Phase(portal, fit, lateness=0, said=said, on_wire=said, of_server=of_server)


class Differences(unittest.TestCase):
    alone = [phase("a", 100, 90), phase("a", 900, 890), phase("a", 110, 90), phase("b", 50, 50)]

    def test_each_sample_is_compared_with_its_own_portals_median(self):
        self.assertEqual(beyond_alone([phase("a", 150), phase("b", 40), phase("a", 110)], self.alone, "said"), [40, -10, 0])

    def test_the_servers_share_is_no_part_of_ours(self):
        self.assertEqual(beyond_alone([phase("a", 5_010, 4_990)], self.alone, "ours"), [10])

    def test_unfit_samples_say_nothing_on_either_side(self):
        alone = [*self.alone, phase("b", 9_000, fit=False)]
        self.assertEqual(beyond_alone([phase("b", 60), phase("b", 7_000, fit=False)], alone, "said"), [10])

    def test_a_portal_that_was_never_fit_alone_cannot_be_compared(self):
        with self.assertRaises(Failed):
            beyond_alone([phase("c", 60)], [*self.alone, phase("c", 60, fit=False)], "said")

    def test_less_counts_like_more(self):
        phases = [phase("b", 50)] * 18 + [phase("b", 20), phase("b", 90)]
        self.assertEqual(spread(phases, self.alone, "said"), 30)


HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"


def row(remote_port, state, local_port=40_000):
    return f"   0: 0100007F:{local_port:04X} 0100007F:{remote_port:04X} {state} 00000000:00000000 00:00000000 0 0\n"


class InFlight(unittest.TestCase):
    def test_connections_to_the_port_count_once_and_while_they_are_made(self):
        for text, count in (
                (HEAD, 0),
                (HEAD + row(8443, "01") + row(8443, "02"), 2),
                (HEAD + row(40_000, "01", local_port=8443), 0),  # the server's end
                (HEAD + row(8443, "06") + row(8443, "08") + row(0, "0A", local_port=8443), 0),  # gone, going, listening
                (HEAD + row(443, "01"), 0)):
            with self.subTest(text=text):
                self.assertEqual(count_open(text, 8443), count)

    def test_fewer_than_nine_tenths_are_not_so_many_in_flight(self):
        most_open = MostOpen(8443)
        most_open.seen = 899
        with self.assertRaises(Failed):
            most_open.require(1000, "the sweep")
        most_open.seen = 900
        most_open.require(1000, "the sweep")


class Figures(unittest.TestCase):
    def test_of_each_page_and_way_only_those_of_the_last_run_are_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "results.ndjson"
            forget(path, {("a", "mobile")})
            self.assertFalse(path.exists())
            rows = [{"page": page, "way": way, "ours": {}} for page in ("a", "b") for way in ("provided", "mobile")]
            path.write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"page": "a", "wa', encoding="utf-8")
            forget(path, {("a", "mobile"), ("b", "provided")})
            self.assertEqual([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()], [rows[0], rows[3]])


if __name__ == "__main__":
    unittest.main()
