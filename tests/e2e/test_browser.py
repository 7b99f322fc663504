#!/usr/bin/env python3
"""Page loads in Chromium: what pages do to it, and what a sweep makes of them."""

import glob
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import servers
import support

HTML = "Content-Type: text/html; charset=utf-8\r\n"
PAGES = {
    "/": "<title>Cổng</title><link rel=stylesheet href=/s.css><h1>Cổng dịch vụ công</h1><img src=/i.png width=50 height=50>"
         "<script>for(const t=performance.now();performance.now()-t<300;);</script>",
    "/plain": "<p>no script, no sheet",
    "/late": "<p>x<script>setTimeout(()=>{document.body.innerHTML+='<h1 style=\"font-size:80px\">much larger, and late</h1>'},2500)</script>",
    "/dialogs": "<p>x<script>alert(1);confirm(2);prompt(3);onbeforeunload=()=>'stay'</script>",
    "/windows": "<p>x<script>for(let i=0;i<5;i++)open('/plain?'+i)</script>",
    "/endless": "<p>x<script>while(1);</script>",
    "/restless": "<p>x<script>setInterval(()=>{for(let i=0;i<4;i++)fetch('/slow?'+Math.random())},100)</script>",
    "/inside": "<p>x<img src=http://10.0.0.1/a.png><img src=http://127.0.0.1:9/b.png><img src=http://localhost:9/c.png>",
    "/counter": "<p>x<script>fetch('https://f-emc.ngsp.gov.vn/tracking?x',{mode:'no-cors'}).catch(()=>0)</script>",
    "/chatty": "<p>x<script>for(let i=0;i<50000;i++)console.log('line '+i)</script>",
    "/worker": "<p>x<script>navigator.serviceWorker&&navigator.serviceWorker.register('/sw.js')</script>",
}


def answer(_, path, connection):
    name = path.partition("?")[0]
    if name in PAGES:
        return servers.reply(connection, PAGES[name].encode(), headers=HTML)
    if name == "/download":
        return servers.reply(connection, b"x" * 500, headers="Content-Type: application/octet-stream\r\n")
    if name == "/password":
        return servers.reply(connection, b"no", "401 Unauthorized", 'WWW-Authenticate: Basic realm="x"\r\n' + HTML)
    if name == "/hang":
        time.sleep(30)
    if name == "/slow":
        time.sleep(0.3)
    if name == "/s.css":
        return servers.reply(connection, b"h1{color:red}", headers="Content-Type: text/css\r\n")
    return servers.reply(connection, b"x", headers="Content-Type: text/plain\r\n")


@unittest.skipUnless(shutil.which("chromium-headless-shell") or shutil.which("chromium"), "Chromium is not installed")
class Browser(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = self.enterContext(servers.ScriptedServer(answer))
        self.network = ["--connect-to", f"portal.test::127.0.0.1:{self.server.port}"]

    def visit(self, *paths, timeout="60s"):
        run = support.portal_probe("probe", "--browser", "--json", "--timeout", timeout, "--interval", "1ms",
                                   *[f"http://portal.test{path}" for path in paths], *self.network)
        self.assertEqual(run.returncode, 0, run.stderr)
        return [json.loads(line) for line in run.stdout.splitlines()]

    def test_a_page_tells_its_vitals(self):
        sample, plain = self.visit("/", "/plain")
        self.assertEqual((sample["outcome"], sample["engine"], sample["profile"]), ("ok", "browser", "desktop"))
        self.assertLess(sample["ttfb_us"], sample["first_contentful_paint_us"])
        self.assertLessEqual(sample["first_contentful_paint_us"], sample["largest_contentful_paint_us"])
        self.assertGreaterEqual(sample["load_event_us"], 300_000, "its script takes that long")
        self.assertEqual(sample["title"], "Cổng")
        self.assertEqual(sample["requests"], 3)
        self.assertEqual({r["url"].rsplit("/", 1)[-1] for r in sample["resources"]}, {"", "s.css", "i.png"})
        self.assertEqual(plain["outcome"], "ok", "a page without any script")
        self.assertIn("first_contentful_paint_us", plain)

    def test_what_is_painted_late_by_a_timer_is_seen_by_every_visit(self):
        for sample in self.visit("/late", "/late"):
            self.assertGreaterEqual(sample["largest_contentful_paint_us"], 2_500_000)
            self.assertLess(sample["first_contentful_paint_us"], sample["largest_contentful_paint_us"])

    def test_what_pages_do_ends_no_other_visit(self):
        want = {"/dialogs": "ok", "/windows": "ok", "/inside": "ok", "/chatty": "ok", "/worker": "ok", "/download": "content_unexpected",
                "/password": "http_client_error", "/counter": "ok", "/plain": "ok"}
        found = self.visit(*want)
        self.assertEqual({s["final_url"].removeprefix("http://portal.test"): s["outcome"] for s in found}, want)
        counter = next(s for s in found if s["final_url"].endswith("/counter"))
        self.assertEqual(counter["emc_level"], 3)
        self.assertFalse([host for host, _, _ in self.server.requests if "f-emc" in host])
        inside = next(s for s in found if s["final_url"].endswith("/inside"))
        self.assertEqual([r["outcome"] for r in inside["resources"]], ["ok", "cancelled", "cancelled", "cancelled"])

    def test_pages_that_do_not_end_are_cut_and_told(self):
        endless, restless, hang, plain = self.visit("/endless", "/restless", "/hang", "/plain", timeout="5s")
        self.assertEqual((endless["outcome"], endless["censored_after_us"]), ("timed_out", 5_000_000))
        self.assertEqual((restless["outcome"], restless["page_capped"]), ("ok", "quiet"))
        self.assertEqual(hang["outcome"], "timed_out")
        self.assertEqual(plain["outcome"], "ok", "the next page is undisturbed")

    def test_a_killed_browser_is_our_failure_and_is_replaced(self):
        def kill():
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                if any(path == "/hang" for _, path, _ in self.server.requests):
                    for name in glob.glob("/proc/[0-9]*/cmdline"):
                        try:
                            words = pathlib.Path(name).read_bytes().split(b"\0")
                            parent = int(pathlib.Path(name).with_name("stat").read_text().rsplit(")", 1)[1].split()[1])
                        except OSError:
                            continue
                        if any(b"remote-debugging-pipe" in word for word in words) and parent == self.program.pid:
                            return os.kill(int(name.split("/")[2]), signal.SIGKILL)
                time.sleep(0.05)

        self.program = subprocess.Popen(
            [support.PROGRAM, "probe", "--browser", "--json", "--interval", "1ms", "http://portal.test/hang",
             "http://portal.test/plain", *self.network], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        killer = threading.Thread(target=kill)
        killer.start()
        lines = self.program.communicate(timeout=200)[0].splitlines()
        killer.join()
        hang, plain = map(json.loads, lines)
        self.assertEqual((hang["outcome"], hang["side"]), ("probe_error", "probe"))
        self.assertEqual(plain["outcome"], "ok")

    def test_a_sweep_stores_what_the_browser_told(self):
        config = self.folder / "config.yaml"
        config.write_text(servers.configuration(["portal"], rounds=1, defaults="{ page_engine: browser, profile: none }"),
                          encoding="utf-8")
        store = f"sqlite:{self.folder}/store.db"
        run = support.portal_probe("sweep", config, "--now", "--json", "--store", store, *self.network)
        self.assertIn(run.returncode, (0, 6), run.stderr)
        loads = [s for s in support.samples(store) if s["engine"] == "browser"]
        self.assertEqual([(s["outcome"], s["profile"]) for s in loads], [("ok", "none")])
        self.assertGreater(loads[0]["largest_contentful_paint_us"], 0)

    def test_a_missing_browser_is_said(self):
        run = support.portal_probe("probe", "--browser", "--json", "http://portal.test/", *self.network,
                                   env={**os.environ, "PATH": str(self.folder)})
        sample = json.loads(run.stdout)
        self.assertEqual(sample["outcome"], "probe_error")
        self.assertIn("install-deps --browser", sample["detail"])


if __name__ == "__main__":
    support.main()
