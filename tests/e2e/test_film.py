#!/usr/bin/env python3
"""Speed Index, and the files of visits: what stays of a sweep, of one that was killed, and on a full disk."""

import hashlib
import json
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import servers
import support

HTML = "Content-Type: text/html; charset=utf-8\r\n"
VITALS = {"ttfb_us", "first_contentful_paint_us", "largest_contentful_paint_us", "load_event_us", "total_blocking_time_us",
          "cumulative_layout_shift"}
# In three steps, a second apart.
STEPS = ("<body style='margin:0'><script>let n=0;const add=()=>{document.body.insertAdjacentHTML('beforeend',"
         "`<div style='height:300px;background:${['#246','#a32','#393'][n]}'>x</div>`);if(++n<3)setTimeout(add,1000)};add()</script>")
PAGES = {
    "/": "<h1>Cổng dịch vụ công</h1><p>" + "nộp hồ sơ trực tuyến " * 50,
    "/steps": STEPS,
    "/blank": "<title>nothing</title>",
    "/restless": "<body><script>setInterval(()=>{document.body.style.background='#'+(0x100000+Math.random()*0xefffff|0).toString(16)},16)</script>x",
}


def answer(_, path, connection):
    page = PAGES.get(path.partition("?")[0])
    if page is None:
        return servers.reply(connection, b"x", headers="Content-Type: text/plain\r\n")
    return servers.reply(connection, page.encode(), headers=HTML)


@unittest.skipUnless(shutil.which("chromium-headless-shell") or shutil.which("chromium"), "Chromium is not installed")
class Film(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        self.server = self.enterContext(servers.ScriptedServer(answer))
        self.network = ["--connect-to", f"::127.0.0.1:{self.server.port}"]
        self.store = f"sqlite:{self.folder}/store.db"
        self.artifacts = self.folder / "store.db.artifacts"

    def probe(self, *args):
        run = support.portal_probe("probe", "--browser", "--json", "--profile", "none", "--interval", "1ms", *args, *self.network)
        self.assertEqual(run.returncode, 0, run.stderr)
        return [json.loads(line) for line in run.stdout.splitlines()]

    def config(self, portals, rounds=1, path="/", **defaults):
        settings = ", ".join(f"{key}: {value}" for key, value in
                             {"page_engine": "browser", "profile": "none", "timeout": "20s", **defaults}.items())
        # All visits count, however slow the machine is just now.
        fitness = "{ max_lateness: 1h, max_error: 1m, max_page_error: 1m, max_unfit_share: 100% }"
        text = servers.configuration(portals, rounds=rounds, defaults=f"{{ {settings} }}", fitness=fitness)
        text = text.replace('.test/"', f'.test{path}"')
        file = self.folder / "config.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    def sweep(self, config, *args, before=()):
        command = [*before, support.PROGRAM, "sweep", config, "--json", "--store", self.store, *self.network, *args]
        run = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
        self.assertIn(run.returncode, (0, 6), run.stderr)
        return json.loads(run.stdout)

    def index(self, sweep_id, portal):
        """A portal's index, each of its files looked at."""
        folder = self.artifacts / sweep_id / portal
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        listed = set()
        for visit in index["visits"]:
            for file in visit["files"]:
                content = (folder / file["file"]).read_bytes()
                self.assertEqual((len(content), hashlib.sha256(content).hexdigest()), (file["bytes"], file["sha256"]))
                listed.add(folder / file["file"])
        self.assertEqual({path for path in folder.rglob("*") if path.is_file()} - {folder / "index.json"}, listed)
        return index

    def test_a_page_in_steps_has_a_speed_index_in_a_visit_of_its_own(self):
        visit, film = self.probe("--speed-index", "http://portal.test/steps")
        self.assertEqual((visit["engine"], visit["outcome"]), ("browser", "ok"))
        self.assertNotIn("speed_index_us", visit)
        self.assertEqual((film["engine"], film["outcome"], film["http_status"]), ("film", "ok", 200))
        self.assertGreaterEqual(film["speed_index_us"], 900_000, "a third after one second, a third after two")
        self.assertEqual(VITALS & film.keys(), set(), "filming takes time from them")
        self.assertNotIn("resources", film)

    def test_what_shows_nothing_has_none(self):
        _, film = self.probe("--speed-index", "--timeout", "4s", "http://portal.test/blank")
        self.assertNotIn("speed_index_us", film)

    def test_a_page_that_never_rests_is_filmed_to_its_end(self):
        _, film, _, after = self.probe("--speed-index", "--timeout", "6s", "http://portal.test/restless", "http://portal.test/")
        self.assertEqual(film["outcome"], "ok", film.get("detail"))
        self.assertIn("speed_index_us", film)
        self.assertEqual(after["outcome"], "ok")

    def test_a_film_is_kept_where_it_is_wanted(self):
        self.probe("--film", self.folder / "film", "http://portal.test/steps?token=abc")
        kept = {path.name: path for path in (self.folder / "film").rglob("*") if path.is_file()}
        for picture in [path for name, path in kept.items() if name.endswith(".jpg")]:
            self.assertEqual(picture.read_bytes()[:2], b"\xff\xd8")
        film = json.loads(kept["film.json"].read_text())
        self.assertGreaterEqual(len(film["frames"]), 3)
        self.assertEqual(film["frames"][-1]["visual_progress"], 100)
        har = kept["visit.har"].read_text()
        self.assertIn("token=REDACTED", har)
        self.assertNotIn("token=abc", har + str(kept))

    def test_a_sweep_keeps_the_worst_and_the_median_visit(self):
        end = self.sweep(self.config(["a", "b"], rounds=4, path="/?session=s3cret"), "--now")
        loads = [sample for sample in support.samples(self.store) if sample["engine"] != "http"]
        films = [(sample["portal_id"], sample["round"]) for sample in loads if sample["engine"] == "film"]
        self.assertEqual(sorted(films), [("a", 0), ("b", 0)])
        self.assertEqual(len(loads), 2 * 4 + 2)
        for portal in ("a", "b"):
            index = self.index(end["sweep_id"], portal)
            self.assertEqual(sorted(visit["engine"] for visit in index["visits"]), ["browser", "browser", "film"])
            ranks = {tuple(visit["kept_as"]): visit["rank"] for visit in index["visits"] if visit["engine"] == "browser"}
            self.assertEqual(ranks, {("worst",): 4, ("median",): 2})
        self.assertEqual((end["artifacts"]["visits"], end["artifacts"]["visits_lost"]), (6, 0))
        hars = list(self.artifacts.rglob("*.har"))
        self.assertEqual(len(hars), 4)
        for har in hars:
            self.assertNotIn("s3cret", har.read_text())
        exported = support.portal_probe("export", "--store", self.store, "--format", "har")
        self.assertNotIn("s3cret", exported.stdout)
        self.assertIn("session=REDACTED", exported.stdout)

    def test_nothing_is_filmed_or_kept_where_nothing_is_wanted(self):
        end = self.sweep(self.config(["a"], artifacts="none", speed_index="off"), "--now")
        self.assertEqual([s["engine"] for s in support.samples(self.store) if s["kind"] == "page"].count("film"), 0)
        self.assertIsNone(end["artifacts"])
        self.assertFalse(self.artifacts.exists())

    def test_a_killed_sweep_is_settled_when_it_is_resumed(self):
        config = self.config(["a"], rounds=4)
        process = subprocess.Popen([support.PROGRAM, "sweep", config, "--now", "--store", self.store, *self.network],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 120
        while not list(self.artifacts.rglob("visit.har")):
            self.assertLess(time.monotonic(), deadline, "no visit came to its end")
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertEqual(list(self.artifacts.rglob("index.json")), [])
        end = self.sweep(config, "--resume", "latest")
        index = self.index(end["sweep_id"], "a")
        self.assertEqual(sorted(visit["engine"] for visit in index["visits"]), ["browser", "browser", "film"])
        self.assertEqual({visit["of"] for visit in index["visits"] if visit["engine"] == "browser"}, {4})
        self.assertEqual(list(self.artifacts.rglob("*.part")), [])

    def test_a_folder_that_cannot_be_written_costs_no_sample(self):
        self.artifacts.write_text("no folder")
        end = self.sweep(self.config(["a"]), "--now")
        self.assertTrue(end["complete"])
        self.assertEqual(end["artifacts"]["visits_lost"], 2)
        details = [s.get("detail", "") for s in support.samples(self.store) if s["engine"] in ("browser", "film")]
        self.assertEqual(["could not be kept" in detail for detail in details], [True, True])

    def test_a_full_disk_costs_no_sample(self):
        self.artifacts.mkdir()
        mounted = ["unshare", "--mount", "sh", "-c", f'mount -t tmpfs -o size=64k none "{self.artifacts}" && exec "$@"', "sh"]
        if not shutil.which("unshare") or subprocess.run([*mounted, "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("this system lets nobody mount here")
        end = self.sweep(self.config(["a"]), "--now", before=mounted)
        self.assertTrue(end["complete"])
        self.assertEqual(end["artifacts"]["visits_lost"], 2)
        self.assertIn("no room", end["artifacts"]["error"])


if __name__ == "__main__":
    support.main()
