#!/usr/bin/env python3
"""`page_engine: auto`: what is taken, that it is said and recorded, and that a sweep keeps what it began with."""

import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import unittest

import servers
import support

HTML = "Content-Type: text/html; charset=utf-8\r\n"


@unittest.skipUnless(shutil.which("chromium-headless-shell") or shutil.which("chromium"), "Chromium is not installed")
class PageEngine(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = self.enterContext(servers.ScriptedServer(self.answer))
        self.to_stop = None
        self.store = f"sqlite:{self.folder}/store.db"
        self.config = self.folder / "config.yaml"
        self.empty = self.folder / "empty"
        self.empty.mkdir()
        self.without = {**os.environ, "PATH": str(self.empty)}
        self.configure("auto")

    def answer(self, _, __, connection):
        if self.to_stop:
            self.to_stop.send_signal(signal.SIGINT)  # lets what is in flight end
        return servers.reply(connection, b"<title>x</title><p>x", headers=HTML)

    def configure(self, engine):
        self.config.write_text(servers.configuration(
            ["one", "two"], rounds=2, defaults=f"{{ timeout: 30s, page_engine: {engine}, profile: none, speed_index: off }}",
            limits="{ in_flight: 1, starts_per_second: 1000, per_host: { gap: 1ms } }"), encoding="utf-8")

    def sweep(self, *args, env=None):
        return support.portal_probe("sweep", self.config, "--now", "--store", self.store, "--connect-to",
                                    f"::127.0.0.1:{self.server.port}", *args, env=env)

    def interrupted(self, env=None):
        """A sweep that was told to stop when it had begun; what it said."""
        process = subprocess.Popen(
            [support.PROGRAM, "sweep", self.config, "--now", "--store", self.store, "--connect-to", f"::127.0.0.1:{self.server.port}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=env)
        self.to_stop = process
        said = process.communicate(timeout=200)[1]
        self.to_stop = None
        self.assertEqual(process.returncode, 130, said)
        return said

    def engines(self):
        return sorted({s["engine"] for s in support.samples(self.store) if s["kind"] == "page"} - {"http"})

    def record(self):
        return json.loads(support.portal_probe("sweeps", "latest", "--json", "--store", self.store).stdout)

    def test_a_browser_that_can_be_used_is_taken(self):
        run = self.sweep()
        self.assertIn(run.returncode, (0, 6), run.stderr)
        self.assertIn("pages are loaded by HeadlessChrome/", run.stderr)
        self.assertEqual(self.engines(), ["browser"])
        versions = self.record()["versions"]
        self.assertEqual(versions["page_engine"], "browser")
        self.assertRegex(versions["chromium"], r"^HeadlessChrome/\d+\.")
        self.assertRegex(versions["chromium_revision"], r"^@[0-9a-f]+$")
        self.assertEqual(versions["profile"], "none: 1350 x 940 at 1, its own processor and network")
        self.assertNotIn("chromium_later", versions)
        self.assertIn("processor_benchmark", self.record())
        self.assertIn("pages loaded by", support.portal_probe("sweeps", "latest", "--store", self.store).stdout)

    def test_without_one_the_reader_is_taken_and_the_sweep_stays_with_it(self):
        said = self.interrupted(env=self.without)
        self.assertIn("pages are loaded without a browser (page_engine auto): chromium-headless-shell is missing", said)
        self.assertEqual(self.record()["versions"]["page_engine"], "network")
        run = self.sweep("--resume", "latest")
        self.assertIn(run.returncode, (0, 6), run.stderr)
        self.assertEqual(self.engines(), ["network"])
        self.assertTrue(self.record()["complete"])

    def test_a_sweep_that_began_with_a_browser_goes_on_with_one_only(self):
        self.interrupted()
        refused = self.sweep("--resume", "latest", env=self.without)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("was begun with a browser, and goes on with one only", refused.stderr)

        with sqlite3.connect(self.folder / "store.db") as store:  # as if the package had been upgraded since
            store.execute("UPDATE sweep_shard SET versions = json_set(versions, '$.chromium', 'HeadlessChrome/140.0.1.2')")
        run = self.sweep("--resume", "latest")
        self.assertIn(run.returncode, (0, 6), run.stderr)
        self.assertEqual(self.engines(), ["browser"])
        self.assertIn("Chromium was upgraded in the middle of the sweep: HeadlessChrome/140.0.1.2 at first, HeadlessChrome/", run.stderr)
        versions = self.record()["versions"]
        self.assertEqual(versions["chromium"], "HeadlessChrome/140.0.1.2")
        self.assertRegex(versions["chromium_later"], r"^HeadlessChrome/")
        self.assertIn("upgraded in the middle of the sweep to", " ".join(
            support.portal_probe("sweeps", "latest", "--store", self.store).stdout.split()))

    def test_check_and_plan_say_what_would_be_taken(self):
        broken = self.folder / "broken"
        broken.mkdir()
        (broken / "chromium-headless-shell").write_text("#!/bin/sh\nexit 1\n")
        (broken / "chromium-headless-shell").chmod(0o755)
        rows = (("auto", None, "browser", "pages are loaded by HeadlessChrome/"),
                ("auto", self.without, "network", "chromium-headless-shell is missing"),
                ("auto", {**os.environ, "PATH": str(broken)}, "network", "the browser does not run"),
                ("browser", self.without, "browser", "page_engine is browser, and pages cannot be loaded by one"))
        for engine, env, want, words in rows:
            with self.subTest(engine=engine, want=want, words=words):
                self.configure(engine)
                check = json.loads(support.portal_probe("check", self.config, "--json", env=env).stdout)
                self.assertEqual(check["page_engine"], want)
                self.assertIn(words, check["page_engine_reason"])
                self.assertIn(words, support.portal_probe("check", self.config, env=env).stdout)
                plan = support.portal_probe("plan", self.config, "--json", env=env)
                self.assertIn(words, plan.stderr)
                self.assertEqual({m["engine"] for m in json.loads(plan.stdout)["measurements"]}, {"http", want})

    def test_a_window_that_cannot_hold_the_visits_is_told_with_figures(self):
        self.config.write_text(servers.configuration(
            [f"p{i}" for i in range(20)], rounds=10, window="5m", defaults="{ page_engine: browser, cores_per_visit: 1000, speed_index: off }"),
            encoding="utf-8")
        words = ("schedule 'test': 200 visits of a browser take about 17m, one at a time at 5s each, and the window is 5m: plan at most "
                 "3 rounds, or a window of 17m or more")
        self.assertIn("the plan cannot be carried out: " + words, support.portal_probe("check", self.config).stdout)
        self.assertIn(words, support.portal_probe("plan", self.config).stderr)
        schedule = json.loads(support.portal_probe("check", self.config, "--json").stdout)["schedules"][0]
        self.assertEqual({key: schedule[key] for key in schedule if key.startswith("browser")},
                         {"browser_visits": 200, "browser_visits_at_once": 1, "browser_time_us": 1_000_000_000, "browser_time_fits": False})
        self.assertEqual(support.portal_probe("plan", self.config, "--window", "1h").stderr.count("visits of a browser"), 0)

    @unittest.skipUnless(shutil.which("fc-list"), "fontconfig is not installed")
    def test_missing_vietnamese_fonts_are_told(self):
        empty = self.folder / "fonts.conf"
        empty.write_text(f"<fontconfig><dir>{self.empty}</dir><cachedir>{self.empty}</cachedir></fontconfig>")
        words = "no installed font has all Vietnamese letters"
        env = {**os.environ, "FONTCONFIG_FILE": str(empty)}
        self.assertIn(words, support.portal_probe("check", self.config, env=env).stdout)
        self.assertIn(words, support.portal_probe("plan", self.config, env=env).stderr)
        self.assertIs(json.loads(support.portal_probe("check", self.config, "--json", env=env).stdout)["vietnamese_fonts"], False)


if __name__ == "__main__":
    support.main()
