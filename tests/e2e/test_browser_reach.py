#!/usr/bin/env python3
"""Where a page in a browser may lead, what goes along with its document, and over which link its workers ask."""

import json
import shutil
import socket
import threading
import unittest

import servers
import support

HTML = "Content-Type: text/html; charset=utf-8\r\n"
SCRIPT = "Content-Type: text/javascript\r\n"


def name_inside():
    """A name of this machine's that the system's hosts file leads to loopback."""
    name = socket.gethostname()
    try:
        return name if "." not in name and socket.gethostbyname(name).startswith("127.") else ""
    except OSError:
        return ""


class HeadServer(servers.ScriptedServer):
    """Hands the fields of a request to `answer(fields, path, connection)`, their names in lower case."""

    def _serve(self, connection):
        with connection:
            connection.settimeout(60)
            try:
                file = connection.makefile("rb")
                while request := file.readline():
                    fields = {}
                    while (line := file.readline().decode("latin-1").strip()):
                        name, _, value = line.partition(": ")
                        fields[name.lower()] = value
                    self.answer(fields, request.decode("latin-1").split(" ")[1], connection)
            except OSError:
                return


@unittest.skipUnless(shutil.which("chromium-headless-shell") or shutil.which("chromium"), "Chromium is not installed")
class BrowserReach(unittest.TestCase):
    def visit(self, *urls, network=(), more=()):
        run = support.portal_probe("probe", "--browser", "--json", "--timeout", "60s", "--interval", "1ms", *urls, *network, *more)
        self.assertEqual(run.returncode, 0, run.stderr)
        return [json.loads(line) for line in run.stdout.splitlines()]

    @unittest.skipUnless(name_inside(), "no name of this machine leads to loopback")
    def test_a_name_that_leads_inside_is_not_followed(self):
        inside = self.enterContext(servers.ScriptedServer(lambda *a: servers.reply(a[2], b"secret")))
        there = f"http://{name_inside()}:{inside.port}/"

        def answer(_, path, connection):
            if path == "/away":
                return servers.reply(connection, b"", "302 Found", f"Location: {there}\r\n")
            return servers.reply(connection, f"<p>x<img src={there}a.png>".encode(), headers=HTML)

        server = self.enterContext(servers.ScriptedServer(answer))
        page, away = self.visit("http://portal.test/", "http://portal.test/away",
                                network=["--connect-to", f"portal.test::127.0.0.1:{server.port}"])
        self.assertEqual(page["outcome"], "ok")
        self.assertEqual([r["outcome"] for r in page["resources"]], ["ok", "cancelled"])
        self.assertEqual(away["outcome"], "redirect_refused", away)
        self.assertEqual(inside.requests, [])

    def test_configured_headers_go_along_with_the_document_alone(self):
        seen = {}

        def answer(fields, path, connection):
            seen.setdefault((fields["host"].partition(":")[0], path), fields.get("x-key"))
            if path == "/away":
                servers.reply(connection, b"", "302 Found", "Location: http://other.test/there\r\n")
            elif path == "/":
                servers.reply(connection, b"", "302 Found", "Location: /home\r\n")
            else:
                servers.reply(connection, b"<p>x<img src=/i.png><iframe src=/frame></iframe>", headers=HTML)

        server = self.enterContext(HeadServer(answer))
        network = [word for name in ("own", "other") for word in ("--connect-to", f"{name}.test::127.0.0.1:{server.port}")]
        own, away = self.visit("http://own.test/", "http://own.test/away", network=network, more=["--header", "X-Key: k"])
        self.assertEqual((own["outcome"], away["outcome"]), ("ok", "moved"))
        self.assertEqual({place: key for place, key in seen.items() if place[1] != "/favicon.ico"},
                         {("own.test", "/"): "k", ("own.test", "/home"): "k", ("own.test", "/i.png"): None,
                          ("own.test", "/frame"): None, ("own.test", "/away"): "k", ("other.test", "/there"): None,
                          ("other.test", "/i.png"): None, ("other.test", "/frame"): None})

    def test_a_port_alone_cannot_be_mapped_in_a_browser(self):
        sample, = self.visit("http://localhost:80/", network=["--connect-to", ":80::9"])
        self.assertEqual((sample["outcome"], sample["side"]), ("probe_error", "probe"))
        self.assertIn("as in a.test:80::9", sample["detail"])

    def test_service_workers_ask_over_the_pages_link(self):
        # Each request of the profile comes 562 ms later: what follows on another's answer is that much later, at least.
        worker = "(async()=>{for(const path of['/one','/two','/three'])await fetch(path)})()"
        page = "<p>x<script>navigator.serviceWorker.register('/worker.js');fetch('/wait')</script>"
        done = threading.Event()

        def answer(_, path, connection):
            if path == "/worker.js":
                return servers.reply(connection, worker.encode(), headers=SCRIPT)
            if path == "/wait":
                done.wait(30)
            if path == "/three":
                done.set()
            return servers.reply(connection, page.encode() if path == "/" else b"x", headers=HTML)

        server = self.enterContext(servers.ScriptedServer(answer))
        sample, = self.visit(f"http://localhost:{server.port}/", more=["--profile", "mobile"])
        self.assertEqual(sample["outcome"], "ok")
        times = {path: when for _, path, when in server.requests}
        self.assertGreater(times["/two"] - times["/one"], 0.5)
        self.assertGreater(times["/three"] - times["/two"], 0.5)


if __name__ == "__main__":
    support.main()
