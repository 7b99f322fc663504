#!/usr/bin/env python3
"""Portals are untrusted: whatever one of them sends costs bounded time and memory, is named as its own fault, and leaves the
others undisturbed."""

import collections
import gzip
import json
import pathlib
import resource
import subprocess
import tempfile
import time
import unittest

import servers
import support

TIMEOUT_S = 4


def endless_body(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(4096):  # 256 MiB, if nobody stops it
        connection.sendall(b"x" * 65536)


def long_header(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * (5 << 20) + b"\r\nContent-Length: 0\r\n\r\n")


def many_headers(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 200_000 + b"Content-Length: 0\r\n\r\n")


def endless_header(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(100_000):
        connection.sendall(b"X-More: 1\r\n" * 100)


def gzip_bomb(connection):
    bomb = gzip.compress(b"\0" * (200 << 20), 9)
    servers.reply(connection, bomb, headers="Content-Encoding: gzip\r\n")


def one_byte_a_second(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(30):
        connection.sendall(b"x")
        time.sleep(1)


def one_header_byte_a_second(connection):
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n":
        connection.sendall(bytes([byte]))
        time.sleep(1)


def silence(_):
    time.sleep(TIMEOUT_S * 3)


def interim_for_ever(connection):
    while True:
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000)


def redirect_to(location):
    def answer(connection):
        servers.reply(connection, b"", "302 Found", f"Location: {location}\r\n")
    return answer


def hostile_title(connection):
    servers.reply(connection, "<title>\x1b[2J\x1b]0;owned\x07\u202eevil\x00</title>".encode() + b"\xff\xfe", headers="Content-Type: text/html\r\n")


def wrong_length(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nabc")


def negative_length(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc")


def nul_bytes(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-\0: \0\r\nContent-Length: 2\r\n\r\nok")


def huge_chunk(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nabc")


def retry_for_ever(connection):
    servers.reply(connection, b"", "429 Too Many Requests", "Retry-After: 99999999999999999999\r\n")


def random_noise(connection):
    connection.sendall(bytes(range(256)) * 64)


def cookie_flood(connection):
    cookies = "".join(f"Set-Cookie: c{i}={'x' * 3000}\r\n" for i in range(100))
    servers.reply(connection, b"<title>ok</title>ok", headers=cookies)


def html_maze(connection):
    servers.reply(connection, b"<" * 300_000 + b"<div>" * 100_000 + b"<!--" * 50_000, headers="Content-Type: text/html\r\n")


PORTALS = {
    "endless-body": (endless_body, {"body_too_large"}),
    "long-header": (long_header, {"http_protocol_error"}),
    "many-headers": (many_headers, {"http_protocol_error"}),
    "endless-header": (endless_header, {"http_protocol_error"}),
    "gzip-bomb": (gzip_bomb, {"body_too_large"}),
    "byte-a-second": (one_byte_a_second, {"timed_out"}),
    "header-byte-a-second": (one_header_byte_a_second, {"timed_out"}),
    "silence": (silence, {"timed_out"}),
    "interim": (interim_for_ever, {"http_protocol_error", "timed_out"}),
    "to-file": (redirect_to("file:///etc/passwd"), {"redirect_refused"}),
    "to-metadata": (redirect_to("http://169.254.169.254/latest/"), {"redirect_refused"}),
    "to-decimal": (redirect_to("http://2130706433/"), {"redirect_refused"}),
    "to-mapped": (redirect_to("http://[::ffff:10.0.0.1]/"), {"redirect_refused"}),
    "to-localhost": (redirect_to("http://localhost:1/"), {"redirect_refused"}),
    "to-userinfo": (redirect_to("http://a:b@c.test/"), {"redirect_refused"}),
    "to-nowhere": (redirect_to("http://"), {"redirect_refused"}),
    "to-port-zero": (redirect_to("http://x.test:0/"), {"redirect_refused"}),
    "to-invalid": (redirect_to("https://khong-co.invalid/"), {"dns_not_found"}),
    "title": (hostile_title, {"ok"}),
    "wrong-length": (wrong_length, {"ok", "http_protocol_error"}),  # browsers read such a body to its end
    "negative-length": (negative_length, {"http_protocol_error", "http_truncated"}),
    "nul-bytes": (nul_bytes, {"http_protocol_error", "ok"}),
    "huge-chunk": (huge_chunk, {"http_protocol_error", "http_truncated"}),
    "retry-for-ever": (retry_for_ever, {"blocked", "skipped_backoff"}),
    "noise": (random_noise, {"http_protocol_error"}),
    "cookies": (cookie_flood, {"ok"}),
    "html-maze": (html_maze, {"ok"}),
}
HEALTHY = [f"healthy{i}" for i in range(20)]


def answer(host, path, connection):
    name = host.split(".")[0].split(":")[0]
    if name not in PORTALS:
        return servers.reply(connection)
    if path == "/robots.txt":
        return servers.reply(connection, b"User-agent: *")
    PORTALS[name][0](connection)
    return False


class HostilePortals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))
        server = cls.enterClassContext(servers.ScriptedServer(answer))
        config = cls.folder / "config.yaml"
        config.write_text(servers.configuration(
            [*PORTALS, *HEALTHY], rounds=2,
            defaults=f"{{ timeout: {TIMEOUT_S}s, connect_timeout: 2s, max_body: 8MiB, page_engine: none }}"), encoding="utf-8")
        cls.store = f"sqlite:{cls.folder}/store.db"
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        begun = time.monotonic()
        cls.ran = subprocess.run([support.PROGRAM, "sweep", config, "--now", "--json", "--store", cls.store, "--connect-to",
                                  f":80:127.0.0.1:{server.port}"], capture_output=True, text=True, timeout=300,
                                 stdin=subprocess.DEVNULL, check=False)
        cls.took = time.monotonic() - begun
        cls.peak = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
        cls.samples = collections.defaultdict(list)
        for sample in support.samples(cls.store):
            cls.samples[sample["portal_id"]].append(sample)

    def test_the_sweep_ends_complete(self):
        self.assertEqual(self.ran.returncode, 0, self.ran.stderr)
        self.assertTrue(json.loads(self.ran.stdout)["complete"])
        # A hanging portal costs its timeouts one after the other, six of them; twice that is bounded enough.
        self.assertLess(self.took, 12 * (TIMEOUT_S + 2))

    def test_each_is_named_as_its_own_fault(self):
        for portal, (_, outcomes) in PORTALS.items():
            with self.subTest(portal):
                found = {sample["outcome"] for sample in self.samples[portal]}
                self.assertTrue(found and found <= outcomes,
                                f"{found}: {[s.get('detail') for s in self.samples[portal]][:2]}")
                self.assertNotIn("probe_error", found)

    def test_the_others_are_undisturbed(self):
        for portal in HEALTHY:
            with self.subTest(portal):
                self.assertEqual({sample["outcome"] for sample in self.samples[portal]}, {"ok"})
                self.assertEqual(len(self.samples[portal]), 6)

    def test_memory_is_bounded(self):
        self.assertLess(self.peak, 300_000, "peak of all children, in KiB")

    def test_nothing_stored_can_harm_a_terminal(self):
        for sample in self.samples["title"]:
            self.assertNotIn("\x1b", sample.get("title", ""))
            self.assertNotIn("\u202e", sample.get("title", ""))


if __name__ == "__main__":
    support.main()
