#!/usr/bin/env python3
"""Page loads in Chromium: documents that lead on to others, that are none, and that hang once they have been seen."""

import json
import shutil
import time
import unittest

import servers
import support

HTML = "Content-Type: text/html; charset=utf-8\r\n"
LATE_S = 2  # browsers take whole seconds from a refresh
PAGES = {
    "/plain": "<p>no script, no sheet",
    "/hash": "<p>x<script>location.hash='/home'</script>",
    "/splash": f"<p>one moment<script>setTimeout(()=>location.replace('/app'),{LATE_S * 1000})</script>",
    "/refresh": f"<meta http-equiv=refresh content='{LATE_S};url=/app'><p>one moment",
    "/app": "<h1>the page itself</h1>",
    "/slow-app": "<p>x<script>location.replace('/app-with-a-slow-picture')</script>",
    "/app-with-a-slow-picture": "<h1>the page itself</h1><img src=/slow.png width=5 height=5>",
    "/hangs-later": "<p>x<script>onload=()=>setTimeout(()=>{while(1);},300)</script>",
    "/restless": "<p>x<script>setInterval(()=>{for(let i=0;i<4;i++)fetch('/slow.png?'+Math.random())},100);"
                 "setTimeout(()=>{document.body.innerHTML+='<h1>much larger, and late</h1>'},3000)</script>",
    "/half-a-letter": "<title></title><p>x<script>document.title='\\ud800'</script>",
    "/cut-letters": "<title>" + "x" * 199 + "\U0001f600</title><p>x",
    "/empties": "<p>one moment<script>onload=()=>setTimeout(()=>location.href='/204',100)</script>bảo trì",
    "/hungry": "<p>x<script>(async()=>{for(let i=0;i<12;i++)await(await fetch('/big?'+i)).text()})()</script>Nộp hồ sơ",
}


def answer(_, path, connection):
    name = path.partition("?")[0]
    if name in PAGES:
        return servers.reply(connection, PAGES[name].encode(), headers=HTML)
    if name == "/inside":
        return servers.reply(connection, b"", "302 Found", "Location: http://10.0.0.1/\r\n")
    if name == "/to-the-counter":
        return servers.reply(connection, b"", "302 Found", "Location: https://f-emc.ngsp.gov.vn/tracking\r\n")
    if name in ("/204", "/205"):
        connection.sendall(f"HTTP/1.1 {name[1:]} Nothing\r\nContent-Length: 0\r\n\r\n".encode())
        return True
    if name == "/hang":
        time.sleep(30)
    if name == "/slow.png":
        time.sleep(2)
    if name == "/big":
        return servers.reply(connection, b"x" * (10 << 20), headers="Content-Type: text/plain\r\n")
    return servers.reply(connection, b"x", headers="Content-Type: text/plain\r\n")


@unittest.skipUnless(shutil.which("chromium-headless-shell") or shutil.which("chromium"), "Chromium is not installed")
class Documents(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(servers.ScriptedServer(answer))

    def visit(self, *paths, options=(), timeout="60s"):
        run = support.portal_probe("probe", "--browser", "--json", "--timeout", timeout, "--interval", "1ms", *options,
                                   *[f"http://portal.test{path}" for path in paths],
                                   "--connect-to", f"portal.test::127.0.0.1:{self.server.port}")
        self.assertEqual(run.returncode, 0, run.stderr)
        samples = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual(len(samples), len(paths), run.stdout)
        return samples

    def test_a_fragment_is_no_other_place(self):
        sample, = self.visit("/hash")
        self.assertEqual(sample["outcome"], "ok", sample.get("detail"))

    def test_times_begin_with_the_navigation_though_a_script_leads_on(self):
        for sample in self.visit("/splash", "/refresh", "/splash"):
            self.assertEqual(sample["outcome"], "ok", sample.get("detail"))
            for field in ("ttfb_us", "first_contentful_paint_us", "largest_contentful_paint_us", "load_event_us"):
                self.assertGreaterEqual(sample[field], LATE_S * 1e6, (field, sample))
            self.assertGreaterEqual(sample["first_contentful_paint_us"], sample["ttfb_us"])
            self.assertTrue(sample["final_url"].endswith("/app"))

    def test_the_load_of_the_document_that_is_led_to_is_awaited(self):
        for sample in self.visit("/slow-app", "/slow-app"):
            self.assertEqual(sample["outcome"], "ok", sample.get("detail"))
            self.assertGreaterEqual(sample["load_event_us"], 2_000_000)

    def test_a_document_that_leads_inside_is_refused_and_stored(self):
        for sample in self.visit("/inside", "/to-the-counter"):
            self.assertEqual((sample["outcome"], sample["side"]), ("redirect_refused", "portal"), sample.get("detail"))
        self.assertFalse([host for host, _, _ in self.server.requests if "emc" in host])

    def test_an_answer_without_a_page_is_told_at_once(self):
        for sample in self.visit("/204", "/205"):
            self.assertEqual(sample["outcome"], "content_unexpected", sample)
            self.assertNotIn("censored_after_us", sample)

    def test_a_document_that_does_not_come_is_timed_out_whatever_the_limit(self):
        sample, plain = self.visit("/hang", "/plain", timeout="4s")
        self.assertEqual((sample["outcome"], sample["censored_after_us"]), ("timed_out", 4_000_000))
        self.assertEqual(plain["outcome"], "ok")

    def test_a_page_that_hangs_once_it_is_loaded_is_no_fast_one(self):
        sample, plain = self.visit("/hangs-later", "/plain", timeout="6s")
        self.assertEqual((sample["outcome"], sample["censored_after_us"]), ("timed_out", 6_000_000), sample)
        self.assertNotIn("largest_contentful_paint_us", sample)
        self.assertEqual(plain["outcome"], "ok")

    def test_a_page_that_never_rests_is_judged_by_how_it_is_when_time_is_up(self):
        sample, = self.visit("/restless", timeout="8s")
        self.assertEqual((sample["outcome"], sample["page_capped"]), ("ok", "quiet"))
        self.assertGreaterEqual(sample["largest_contentful_paint_us"], 3_000_000)

    def test_a_title_spoils_no_times(self):
        for sample in self.visit("/half-a-letter", "/cut-letters"):
            self.assertEqual(sample["outcome"], "ok", sample.get("detail"))
            self.assertIn("largest_contentful_paint_us", sample)

    def test_the_document_that_is_shown_is_the_one_that_is_judged(self):
        sample, = self.visit("/empties")
        self.assertEqual(sample["http_status"], 200)
        self.assertEqual(sample["emc_level"], 0)

    def test_an_unknown_body_is_not_taken_for_an_empty_one(self):
        sample, = self.visit("/hungry", options=("--profile", "none"))
        self.assertEqual(sample["outcome"], "ok", sample.get("detail"))
        self.assertNotIn("emc_level", sample)


if __name__ == "__main__":
    support.main()
