#!/usr/bin/env python3
"""Pages are untrusted: whatever a page and its resources are, its load ends within its time and bounded memory, says what was
left out, goes nowhere it must not, and leaves the other portals' loads alone."""

import concurrent.futures
import dataclasses
import json
import multiprocessing
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import dns
import hostile_pages
import servers
import support

TIMEOUT_S = 5
#: For starting, for what is under way when the time is over, and for machines that have much else to do.
SPARE_S = 30
MEMORY_KIB = 400_000


@dataclasses.dataclass
class Ended:
    """How one run of the program ended."""
    status: int
    sample: dict
    seconds: float
    peak_kib: int
    errors: str


def run(folder, *args):
    """The program to its end, with what it used by itself."""
    with tempfile.TemporaryFile(dir=folder) as out, tempfile.TemporaryFile(dir=folder) as errors:
        begun = time.monotonic()
        process = subprocess.Popen([support.PROGRAM, *map(str, args)], stdout=out, stderr=errors, stdin=subprocess.DEVNULL)
        late = threading.Timer(2 * TIMEOUT_S + SPARE_S, process.send_signal, [signal.SIGKILL])
        late.start()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        late.cancel()
        out.seek(0)
        errors.seek(0)
        lines = [json.loads(line) for line in out.read().splitlines()]
        return Ended(process.returncode, lines[0] if lines else {}, time.monotonic() - begun, used.ru_maxrss,
                     errors.read().decode("utf-8", "replace"))


class Portals:
    """A context: a server for all pages in a process of its own: what a process has taken before it starts another counts as that
    one's peak."""

    def __enter__(self):
        fork = multiprocessing.get_context("fork")
        ours, theirs = fork.Pipe()
        self.process = fork.Process(target=self.serve, args=(theirs,), daemon=True)
        self.process.start()
        self.ports = ours.recv()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.join()

    @classmethod
    def serve(cls, pipe):
        running = {name: servers.ScriptedServer(cls.answering(page)) for name, page in hostile_pages.PAGES.items()}
        running["sink"] = servers.ScriptedServer(cls.answer_any)
        pipe.send({name: server.port for name, server in running.items()})
        threading.Event().wait()

    @staticmethod
    def answer_any(_, path, connection):
        """For third parties, which are hosts of all pages at once."""
        if path == "/s":
            return False
        return servers.reply(connection, b"x")

    @staticmethod
    def answering(page):
        return lambda host, path, connection: hostile_pages.answer(page, path, connection)


class HostilePages(unittest.TestCase):
    """Each page by itself, in a process of its own."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        cls.ports = cls.enterClassContext(Portals()).ports
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            cls.ended = dict(zip(hostile_pages.PAGES, pool.map(cls.load, hostile_pages.PAGES)))

    @classmethod
    def load(cls, name):
        page = hostile_pages.PAGES[name]
        mapped = ["--connect-to", f"::127.0.0.1:{cls.ports[name]}"]
        if page.max_body:
            return cls.load_in_a_sweep(name, page, mapped)
        return run(cls.folder, "probe", "--page", "--json", "--timeout", f"{TIMEOUT_S}s", *mapped, "http://hostile.test/")

    @classmethod
    def load_in_a_sweep(cls, name, page, mapped):
        """For what only a configuration can set."""
        config, store = cls.folder / f"{name}.yaml", f"sqlite:{cls.folder}/{name}.db"
        config.write_text(servers.configuration(["hostile"], rounds=1, defaults=(
            f"{{ page_engine: network, timeout: {TIMEOUT_S}s, max_body: {page.max_body} }}")), encoding="utf-8")
        ended = run(cls.folder, "sweep", config, "--now", "--json", "--quiet", "--store", store, *mapped)
        ended.sample = next(sample for sample in support.samples(store) if sample["engine"] == "network")
        return ended

    def each(self, check):
        for name, page in hostile_pages.PAGES.items():
            with self.subTest(name):
                check(name, page, self.ended[name])

    def test_each_ends_within_its_time(self):
        def check(_, __, ended):
            self.assertIn(ended.status, (0, 1, 6), ended.errors)
            self.assertTrue(ended.sample, ended.errors)
            self.assertLess(ended.seconds, TIMEOUT_S + SPARE_S)
        self.each(check)

    def test_memory_is_bounded(self):
        self.each(lambda _, __, ended: self.assertLess(ended.peak_kib, MEMORY_KIB))

    def test_the_outcome_says_what_happened(self):
        def check(_, page, ended):
            self.assertIn(ended.sample["outcome"], page.outcomes, ended.sample.get("detail"))
            self.assertEqual("network_load_us" in ended.sample, ended.sample["outcome"] == "ok")
        self.each(check)

    def test_what_was_left_out_is_told(self):
        def check(_, page, ended):
            if page.capped is not None:
                told = set(filter(None, ended.sample.get("page_capped", "").split(",")))
                self.assertEqual(told - set(page.perhaps), set(page.capped))
        self.each(check)

    def test_what_came_of_the_resources_is_told(self):
        def check(_, page, ended):
            rows = ended.sample.get("resources", [])[1:]
            if page.fetched is not None:
                self.assertEqual(len(rows), page.fetched, [row["url"] for row in rows[:10]])
            for ending, outcomes in page.rows.items():
                found = [row for row in rows if row["url"].endswith(ending)]
                self.assertTrue(found, ending)
                for row in found:
                    self.assertIn(row["outcome"], outcomes, row)
        self.each(check)


HEALTHY = [f"healthy{i}" for i in range(8)]
HEALTHY_PAGE = ("<!doctype html><link rel=stylesheet href=/site.css><body class=hero><h1>Cổng dịch vụ công</h1>"
                + "".join(f"<img src=/{i}.png>" for i in range(5)) + hostile_pages.WAITING)


def healthy(path, connection):
    if path == "/site.css":
        return servers.reply(connection, b"@import '/more.css'; .hero{background:url(/hero.png)}", headers=hostile_pages.CSS)
    if path != "/":
        return servers.reply(connection, b"x" * 500, headers=hostile_pages.CSS if path.endswith("css") else hostile_pages.PNG)
    return servers.reply(connection, HEALTHY_PAGE.encode(), headers=hostile_pages.HTML)


class HostilePagesBesideOthers(unittest.TestCase):
    """The most laborious of them in one sweep with pages that mean no harm."""

    LABORIOUS = ("no-end-tags", "resources", "hosts", "frames", "fat-sheets", "hundred-hang", "import-mesh", "import-tree",
                 "late-sheets", "styled-frames", "quadratic-is", "quadratic-var", "quadratic-layers", "long-page")

    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        ports = cls.enterClassContext(Portals()).ports
        peace = cls.enterClassContext(servers.ScriptedServer(lambda host, path, connection: healthy(path, connection)))
        config, store = folder / "config.yaml", f"sqlite:{folder}/store.db"
        config.write_text(servers.configuration([*cls.LABORIOUS, *HEALTHY], rounds=1, defaults=(
            f"{{ page_engine: network, timeout: {TIMEOUT_S}s }}")), encoding="utf-8")
        mapped = [f"{name}.test::127.0.0.1:{ports[name]}" for name in cls.LABORIOUS]
        mapped += [f"{name}.test::127.0.0.1:{peace.port}" for name in HEALTHY] + [f"::127.0.0.1:{ports['sink']}"]
        cls.ended = subprocess.run([support.PROGRAM, "sweep", config, "--now", "--json", "--store", store,
                                    *(word for one in mapped for word in ("--connect-to", one))], capture_output=True, text=True,
                                   timeout=300, stdin=subprocess.DEVNULL, check=False)
        cls.loads = [sample for sample in support.samples(store) if sample["engine"] == "network"]

    def test_the_sweep_ends_complete(self):
        self.assertIn(self.ended.returncode, (0, 6), self.ended.stderr)
        self.assertTrue(json.loads(self.ended.stdout)["complete"])

    def test_the_others_are_loaded_whole(self):
        loads = [load for load in self.loads if load["portal_id"] in HEALTHY]
        self.assertEqual(len(loads), len(HEALTHY))
        for load in loads:
            with self.subTest(load["portal_id"]):
                self.assertEqual((load["outcome"], load["requests"], load["requests_failed"]), ("ok", 9, 0), load.get("detail"))
                self.assertNotIn("page_capped", load)

    def test_nothing_is_our_fault(self):
        self.assertFalse([load for load in self.loads if load["outcome"] == "probe_error"])


INSIDE = {"inside.test": ["127.0.0.9"], "inside6.test": ["::1"], "rebound.test": ["169.254.169.254"], "lan.test": ["10.1.2.3", "192.168.0.1"],
          "mapped.test": ["::ffff:127.0.0.1"]}


class NamesThatLeadInside(unittest.TestCase):
    """Third-party names are looked up, and lead nowhere that is not public; thousands of them end in time."""

    @classmethod
    def setUpClass(cls):
        resolver = cls.enterClassContext(dns.DnsServer(cls.answer_name))
        cls.inside = cls.enterClassContext(servers.ScriptedServer(lambda _, __, connection: servers.reply(connection), "127.0.0.9"))
        markup = "<body>" + "".join(f"<img src=http://{name}:{cls.inside.port}/>" for name in INSIDE)
        markup += "".join(f"<script async src=//none{i}.test/></script>" for i in range(2_000))
        pages = cls.enterClassContext(servers.ScriptedServer(lambda host, path, connection: servers.reply(
            connection, markup.encode(), headers=hostile_pages.HTML)))
        cls.ended = run(None, "probe", "--page", "--json", "--timeout", f"{2 * TIMEOUT_S}s", "--resolver", resolver.address,
                        "--connect-to", f"hostile.test::127.0.0.1:{pages.port}", "http://hostile.test/")

    @staticmethod
    def answer_name(question, send):
        if question.name in INSIDE:
            send(question.addresses(*INSIDE[question.name]))
        else:
            send(question.reply(rcode=dns.NXDOMAIN))

    def test_nothing_inside_is_asked(self):
        self.assertEqual(self.inside.requests, [])
        rows = [row for row in self.ended.sample["resources"] if any(name in row["url"] for name in INSIDE)]
        self.assertEqual(len(rows), len(INSIDE))
        for row in rows:
            self.assertIn(row["outcome"], ("redirect_refused", "dns_not_found"), row)

    def test_names_without_number_are_bounded(self):
        sample = self.ended.sample
        self.assertEqual(sample["outcome"], "ok", sample.get("detail"))
        self.assertEqual(sample["page_capped"], "requests")
        self.assertEqual(sum(row["outcome"] == "dns_not_found" and "//none" in row["url"] for row in sample["resources"]), 1_000 - len(INSIDE))
        self.assertLess(self.ended.seconds, 2 * TIMEOUT_S + SPARE_S)


if __name__ == "__main__":
    support.main()
