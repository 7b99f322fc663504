#!/usr/bin/env python3
"""The EMC tag of portals and of the other systems of their bodies: looked at once a sweep, counted, shown; the counter is never asked."""

import collections
import json
import pathlib
import subprocess
import tempfile
import threading
import time
import unittest

import servers
import support

TEXT = "<h1>Cổng dịch vụ công</h1><p>" + "Thủ tục hành chính. " * 40 + "</p><link rel=stylesheet href=/site.css><img src=/logo.png>"


def tag(site_id):
    return ("<script>(window._govaq=window._govaq||[]).push(['setTrackerUrl','https://f-emc.ngsp.gov.vn/tracking'],"
            f"['setSiteId','{site_id}']);var s=document.createElement('script');"
            "s.src='https://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js';document.head.appendChild(s);</script>")


PAGES = {
    "p000.test": TEXT + tag(33),
    "info0.test": TEXT + tag(163),
    "forms0.test": TEXT + tag(164),
    "p001.test": TEXT + tag(94),
    "info1.test": TEXT + tag(33),  # somebody's copy of p000's
    "p002.test": TEXT + tag(95),
    "info2.test": TEXT,
    "p003.test": TEXT + "<!--" + tag(1) + "-->",
    "p004.test": "<body><app-root></app-root><script src=/app.js></script>",
    "p005.test": TEXT + tag(96),
}
SYSTEMS = {"p000": ["http://info0.test/", "http://forms0.test/start"], "p001": ["http://info1.test/"],
           "p002": ["http://info2.test/"], "p005": ["http://leads-away.test/", "http://broken.test/"]}
PORTALS = [f"p00{i}" for i in range(6)]
SYSTEM_HOSTS = [url.split("/")[2] for urls in SYSTEMS.values() for url in urls]


class Bodies(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = self.enterContext(servers.ScriptedServer(self.answer))
        self.store = f"sqlite:{self.folder}/store.db"
        self.config = self.folder / "config.yaml"
        self.going_on = threading.Event()
        self.going_on.set()

    def answer(self, host, path, connection):
        if host == "slow.test":
            self.going_on.wait(60)
        if host == "broken.test":
            return servers.reply(connection, body=tag(9).encode(), status="500 Internal Server Error")
        if host == "leads-away.test":
            return servers.reply(connection, body=b"", status="302 Found", headers="Location: http://p005.test/\r\n")
        if path not in ("/", "/start"):
            return servers.reply(connection, body=b"")
        return servers.reply(connection, body=PAGES.get(host, TEXT).encode(), headers="Content-Type: text/html; charset=utf-8\r\n")

    def write(self, portals=PORTALS, **settings):
        text = servers.configuration(portals, systems=SYSTEMS, **{"defaults": "{ timeout: 60s }", **settings})
        self.config.write_text(text, encoding="utf-8")

    def command(self, *args):
        return ["sweep", self.config, "--store", self.store, "--connect-to", f"::127.0.0.1:{self.server.port}", *args]

    def sweep(self, *args):
        run = support.portal_probe(*self.command(*args))
        self.assertIn(run.returncode, (0, 6), run.stderr)
        return run.stdout

    def looks(self):
        return [sample for sample in support.all_samples(self.store) if sample["kind"] == "system"]

    def asked(self):
        return collections.Counter(host for host, _, _ in self.server.requests)

    def test_systems_are_looked_at_once_a_sweep_and_cost_one_request_each(self):
        self.write(rounds=3)
        summary = json.loads(self.sweep("--now", "--json"))
        self.assertEqual(summary["planned"], 6 * 3 * 4 + len(SYSTEM_HOSTS))
        self.assertEqual(summary["stored"], summary["planned"])
        looks = self.looks()
        self.assertEqual(len(looks), len(SYSTEM_HOSTS))
        for look in looks:
            self.assertEqual((look["role"], look["engine"], look["connection"], look["round"]), ("system", "http", "cold", 0))
            self.assertNotIn("network_load_us", look)
        asked = self.asked()
        for host in SYSTEM_HOSTS:
            self.assertEqual(asked[host], 1, "its document, and nothing that it names")
        self.assertEqual([host for host in asked if "f-emc" in host], [], "the counter is never asked")

    def test_each_body_is_as_good_as_its_weakest_system(self):
        self.write(rounds=1)
        emc = json.loads(self.sweep("--now", "--json"))["emc"]
        bodies = {body["portal_id"]: body for body in emc["portals"]}
        self.assertEqual({name: body["level"] for name, body in bodies.items()},
                         {"p000": 2, "p001": 2, "p002": 0, "p003": 1, "p004": None, "p005": None})
        self.assertEqual(emc["bodies"], {"active": 2, "text": 1, "absent": 1, "unknown": 2})
        self.assertEqual([(s["level"], s["site_id"]) for s in bodies["p000"]["systems"]], [(2, "163"), (2, "164")])
        self.assertEqual(bodies["p000"]["systems_active"], 2)
        self.assertEqual((bodies["p002"]["portal_level"], bodies["p002"]["systems_active"]), (2, 0))
        self.assertEqual(bodies["p004"]["pages"][0]["unknown"], "needs_browser")
        self.assertEqual([s["unknown"] for s in bodies["p005"]["systems"]], ["moved", "http_server_error"])
        self.assertEqual(emc["shared_site_ids"], [{"site_id": "33", "places": ["p000", "p001/system-1"]}])

        shown = support.portal_probe("sweeps", "latest", "--json", "--store", self.store)
        self.assertEqual(json.loads(shown.stdout)["emc"], emc, "the record tells the same")

    def test_people_read_it_too(self):
        self.write(rounds=1)
        text = self.sweep("--now")
        self.assertIn("EMC tag of 6 bodies: 2 active, 1 text only, 1 absent, 2 unknown\n", text)
        self.assertIn("EMC site ids of several systems: 33 (p000, p001/system-1)\n", text)
        sheet = support.portal_probe("sweeps", "latest", "--store", self.store).stdout
        self.assertRegex(sheet, r"\np000 +active +2 of 2 active\n")
        self.assertRegex(sheet, r"\n  system-2 +unknown +http_server_error +http://broken.test/\n")

    def test_documents_alone_tell_of_systems_but_not_of_portals(self):
        self.write(rounds=2, defaults="{ timeout: 60s, page_engine: none }")
        emc = json.loads(self.sweep("--now", "--json"))["emc"]
        body = next(body for body in emc["portals"] if body["portal_id"] == "p000")
        self.assertEqual((body["level"], body["portal_level"], body["pages"], body["systems_active"]), (None, None, [], 2))
        self.assertEqual(len(self.looks()), len(SYSTEM_HOSTS))

    def test_sweeps_that_could_not_tell_say_nothing(self):
        self.config.write_text(servers.configuration(["p000"], rounds=1), encoding="utf-8")
        self.assertIsNone(json.loads(self.sweep("--now", "--json"))["emc"])
        self.assertNotIn("EMC", support.portal_probe("sweeps", "latest", "--store", self.store).stdout)

    def test_a_killed_sweep_looks_at_no_system_again(self):
        self.going_on.clear()
        self.write([*PORTALS, "slow"], rounds=3)
        process = subprocess.Popen([support.PROGRAM, *map(str, self.command("--now"))], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 60
            while len(self.looks_so_far()) < len(SYSTEM_HOSTS):
                self.assertLess(time.monotonic(), deadline, "the systems were not looked at")
                time.sleep(0.1)
        finally:
            process.kill()
            process.communicate()
        self.going_on.set()
        summary = json.loads(self.sweep("--resume", "latest", "--json"))
        self.assertTrue(summary["complete"])
        self.assertEqual(summary["planned"], 7 * 3 * 4 + len(SYSTEM_HOSTS))
        self.assertEqual(len(self.looks()), len(SYSTEM_HOSTS))
        for host in SYSTEM_HOSTS:
            self.assertEqual(self.asked()[host], 1)

    def looks_so_far(self):
        """Of a sweep that may not have begun yet."""
        exported = support.portal_probe("export", "--store", self.store, "--format", "ndjson")
        return [line for line in exported.stdout.splitlines() if json.loads(line)["kind"] == "system"]


if __name__ == "__main__":
    support.main()
