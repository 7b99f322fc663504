#!/usr/bin/env python3
"""Page loads without a browser, as a sweep makes and stores them."""

import json
import pathlib
import tempfile
import unittest

import servers
import support

PAGE = ("<!doctype html><html lang=vi><head><title>Cổng</title><link rel=stylesheet href=/site.css>"
        "<script defer src=/site.js></script></head><body><h1>Cổng dịch vụ công</h1><img src=/logo.png>"
        "<script>(window._govaq=window._govaq||[]).push(['setSiteId','33']);"
        "var s=document.createElement('script');s.src='https://f-emc.ngsp.gov.vn/embed/gov-tracking.min.js';"
        "document.head.appendChild(s);</script></body></html>")
STYLE = "@font-face{font-family:T;src:url(/t.woff2)} h1{font-family:T;background:url(/h1.svg)} .no{background:url(/no.png)}"
TYPES = {"css": "text/css", "js": "text/javascript", "png": "image/png", "svg": "image/svg+xml", "woff2": "font/woff2"}


def answer(host, path, connection):
    """Of every host the same page; what it is made of is there except for the picture."""
    if path == "/logo.png":
        return servers.reply(connection, status="404 Not Found", body=b"")
    if path == "/site.css":
        return servers.reply(connection, body=STYLE.encode(), headers="Content-Type: text/css\r\n")
    kind = TYPES.get(path.rsplit(".", 1)[-1])
    if kind:
        return servers.reply(connection, body=b"x" * 500, headers=f"Content-Type: {kind}\r\n")
    return servers.reply(connection, body=PAGE.encode(), headers="Content-Type: text/html; charset=utf-8\r\n")


class PageLoads(unittest.TestCase):
    def setUp(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = self.enterContext(servers.ScriptedServer(answer))
        self.store = f"sqlite:{folder}/store.db"
        self.config = folder / "config.yaml"
        self.network = ["--store", self.store, "--connect-to", f"::127.0.0.1:{self.server.port}"]

    def sweep(self, *args, **settings):
        self.config.write_text(servers.configuration(["p000", "p001"], **settings), encoding="utf-8")
        return support.portal_probe("sweep", self.config, "--now", "--json", *self.network, *args)

    def loads(self):
        return [sample for sample in support.samples(self.store) if sample["engine"] == "network"]

    def test_each_page_is_loaded_once_a_round_beside_its_document(self):
        run = self.sweep(rounds=3, defaults="{ page_engine: network }")
        self.assertIn(run.returncode, (0, 6), run.stderr)
        self.assertEqual(json.loads(run.stdout)["planned"], 2 * 3 * 4, "document, load, and a pair of the default action")
        loads = self.loads()
        self.assertEqual(len(loads), 6)
        for load in loads:
            self.assertEqual(load["outcome"], "ok", load.get("detail"))
            self.assertEqual((load["kind"], load["connection"], load["profile"]), ("page", "cold", "desktop"))
            self.assertGreaterEqual(load["network_load_us"], load["done_us"])
            self.assertEqual(load["requests"], 6, "page, style, script, picture, font, background")
            self.assertEqual(load["requests_failed"], 1)
            self.assertIs(load["needs_browser"], False)
            self.assertEqual((load["emc_level"], load["emc_site_id"]), (2, "33"))
        asked = {path for _, path, _ in self.server.requests}
        self.assertNotIn("/no.png", asked)
        self.assertFalse([host for host, _, _ in self.server.requests if "f-emc" in host], "the counter is never asked")

    def test_the_resources_come_out_again(self):
        self.sweep(rounds=1, defaults="{ page_engine: network }")
        har = json.loads(support.portal_probe("export", "--format", "har", "--store", self.store).stdout)["log"]
        self.assertEqual(har["version"], "1.2")
        page = next(p for p in har["pages"] if p["pageTimings"]["onLoad"] > 0)
        entries = {e["request"]["url"].rsplit("/", 1)[-1]: e for e in har["entries"] if e.get("pageref") == page["id"]}
        self.assertEqual(set(entries), {"", "site.css", "site.js", "logo.png", "t.woff2", "h1.svg"})
        self.assertEqual(entries["logo.png"]["response"]["status"], 404)
        for entry in entries.values():
            timings = entry["timings"]
            self.assertGreaterEqual(min(timings[name] for name in ("send", "wait", "receive")), 0)
            total = sum(timings[name] for name in ("blocked", "dns", "connect", "send", "wait", "receive") if timings[name] > 0)
            self.assertAlmostEqual(entry["time"], total, places=2)

    def test_pages_are_loaded_unless_told_otherwise(self):
        self.sweep(rounds=1, defaults="{ timeout: 10s }")
        self.assertEqual([load["outcome"] for load in self.loads()], ["ok", "ok"])

    def test_none_loads_no_page(self):
        self.sweep(rounds=2, defaults="{ page_engine: none }")
        self.assertEqual(self.loads(), [])
        self.assertEqual({path for _, path, _ in self.server.requests} - {"/", "/robots.txt"}, set())

    def test_resuming_a_complete_sweep_loads_nothing_again(self):
        self.sweep(rounds=2, defaults="{ page_engine: network }")
        before = len(self.server.requests)
        again = support.portal_probe("sweep", self.config, "--resume", "latest", "--json", *self.network)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(len(self.server.requests), before)


if __name__ == "__main__":
    support.main()
