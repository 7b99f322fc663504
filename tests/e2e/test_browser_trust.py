#!/usr/bin/env python3
"""Whom a browser trusts, and where it may go: one portal's authorities, proxy and addresses hold for no other."""

import base64
import errno
import glob
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

import servers
import support

HTML = "Content-Type: text/html; charset=utf-8\r\n"
SCRIPT = "Content-Type: text/javascript\r\n"


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


def wait_until(condition):
    """Whether it came to hold, however slow the machine is."""
    deadline = time.monotonic() + 60
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


class Authority:
    """An authority of its own, and a server's identity that it signed."""

    def __init__(self, folder, name, host):
        self.ca, self.chain, self.key = (str(folder / f"{name}-{part}.pem") for part in ("ca", "chain", "key"))
        ca_key, request, names = (str(folder / f"{name}.{part}") for part in ("ca-key", "csr", "ext"))
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"]
        run("openssl", "req", "-x509", *curve, "-keyout", ca_key, "-out", self.ca, "-subj", f"/CN=Authority {name}", "-days", "2")
        run("openssl", "req", *curve, "-keyout", self.key, "-out", request, "-subj", f"/CN={host}")
        pathlib.Path(names).write_text(f"subjectAltName=DNS:{host}\nextendedKeyUsage=serverAuth,clientAuth\n", encoding="ascii")
        run("openssl", "x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "2",
            "-extfile", names, "-out", self.chain)


class TlsServer(http.server.ThreadingHTTPServer):
    """Answers every request with a page; with `clients`, asks for certificates of that authority, and says whose came."""

    def __init__(self, identity, clients=None, seen=None, pages=None):
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if seen is not None:
                    certificate = self.connection.getpeercert() or {}
                    names = [value for part in certificate.get("subject", ()) for key, value in part if key == "commonName"]
                    seen.append((self.headers["Host"].partition(":")[0], self.path, names[0] if names else None,
                                 self.headers["User-Agent"]))
                page = ("<title>safe</title><p>safe" + (pages or {}).get(self.path, "")).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Page)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(identity.chain, identity.key)
        if clients:
            context.verify_mode = ssl.CERT_OPTIONAL
            context.load_verify_locations(clients)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass


class Nginx:
    """Asks for certificates of an authority, and writes down whose came."""

    def __init__(self, folder, identity, clients):
        self.folder, self.port = folder, support.closed_port()
        config = folder / "nginx.conf"
        config.write_text(f"""daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.err;
            events {{}}
            http {{ log_format subject "$ssl_client_s_dn"; access_log {folder}/nginx.log subject;
              server {{ listen 127.0.0.1:{self.port} ssl; ssl_certificate {identity.chain}; ssl_certificate_key {identity.key};
                ssl_client_certificate {clients}; ssl_verify_client optional; location / {{ return 204; }} }} }}""", encoding="utf-8")
        self.process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(config)], stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                return socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                time.sleep(0.02)
        self.__exit__()
        said = folder / "nginx.err"
        raise RuntimeError(f"nginx does not listen: {said.read_text(encoding='utf-8') if said.exists() else 'it says nothing'}")

    def subjects(self):
        return (self.folder / "nginx.log").read_text(encoding="utf-8").split("\n")[:-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Listener:
    """Notes who connects, or sends datagrams, to an address of this machine."""

    def __init__(self, address="127.0.0.2"):
        self.tcp = socket.create_server((address, 0), backlog=64)
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((address, self.port))
        self.udp.setblocking(False)
        self.said = {}  # by who connected; empty: nothing yet
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, peer = self.tcp.accept()
            except OSError:
                return
            self.said[peer] = b""
            threading.Thread(target=self._read, args=(connection, peer), daemon=True).start()

    def _read(self, connection, peer):
        with connection:
            connection.settimeout(60)
            try:
                self.said[peer] = connection.recv(200)
            except OSError:
                return

    def reached(self):
        """What each connection until now has said."""
        with socket.create_connection(self.tcp.getsockname()) as last:  # they are taken in the order in which they came
            own = last.getsockname()
            if not wait_until(lambda: own in self.said):
                raise RuntimeError("nobody accepts")
        return [said for peer, said in list(self.said.items()) if peer != own]

    def datagrams(self):
        try:
            return self.udp.recv(100)
        except BlockingIOError:
            return b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.tcp.close()
        self.udp.close()


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="portal-probe-e2e-")))

    def probe(self, *args, **options):
        done = support.portal_probe("probe", "--browser", "--json", "--interval", "1ms", *args, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def sweep(self, portals, defaults, *args):
        """{portal: samples of its page loads} of a sweep of [(id, URL, further lines)]."""
        defaults = f"{{ page_engine: browser, speed_index: off, {defaults} }}"
        text = servers.configuration([], rounds=1, defaults=defaults).rstrip()
        for name, url, more in portals:
            text += f'\n  - {{ id: {name}, name: {name}, {more} pages: [{{ id: home, url: "{url}" }}] }}'
        config = self.folder / "config.yaml"
        config.write_text(text + "\n", encoding="utf-8")
        store = f"sqlite:{tempfile.mkdtemp(dir=self.folder)}/store.db"
        done = support.portal_probe("sweep", config, "--now", "--json", "--store", store, *args)
        self.assertIn(done.returncode, (0, 6), done.stderr)
        found = {}
        for sample in support.samples(store):
            if sample["engine"] == "browser":
                found.setdefault(sample["portal_id"], []).append(sample)
        return found


@unittest.skipUnless(shutil.which("chromium-headless-shell") or shutil.which("chromium"), "Chromium is not installed")
class BrowserTrust(Case):
    def test_one_portals_authority_is_no_others(self):
        identities = {name: Authority(self.folder, name, f"{name}.test") for name in ("a", "b", "c")}
        ports = {name: self.enterContext(TlsServer(identity)).server_port for name, identity in identities.items()}
        mapped = [word for name, port in ports.items() for word in ("--connect-to", f"{name}.test::127.0.0.1:{port}")]
        trusting = f'ca_file: "{identities["a"].ca}", hosts: [a.test, b.test, c.test],'
        portals = [("own", "https://a.test/", trusting), ("strange", "https://b.test/", trusting),
                   ("common", "https://c.test/", ""), ("without", "https://a.test/", "hosts: [a.test],"),
                   ("both", "https://c.test/x", trusting)]
        found = self.sweep(portals, "timeout: 60s", *mapped, "--ca-file", identities["c"].ca)
        self.assertEqual({name: [s["outcome"] for s in loads] for name, loads in found.items()},
                         {"own": ["ok"], "strange": ["tls_untrusted_issuer"], "common": ["ok"],
                          "without": ["tls_untrusted_issuer"], "both": ["ok"]})

    def test_a_proxys_password_is_the_proxys(self):
        asked = []

        def answer(_, path, connection):
            return servers.reply(connection, b"direct", headers=HTML)

        def proxied(head, connection):
            lines = head.decode("latin-1").split("\r\n")
            fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
            asked.append((lines[0], fields.get("proxy-authorization"), fields.get("authorization")))
            if "proxy-authorization" not in fields:
                return servers.reply(connection, b"", "407 No", 'Proxy-Authenticate: Basic realm="p"\r\n')
            if "/locked" in lines[0]:
                return servers.reply(connection, b"no", "401 No", 'WWW-Authenticate: Basic realm="s"\r\n' + HTML)
            return servers.reply(connection, b"<p>x<img src=/locked><script>new WebSocket('ws://portal.test/socket')</script>",
                                 headers=HTML)

        direct = self.enterContext(servers.ScriptedServer(answer))
        proxy = self.enterContext(RawServer(proxied, "127.0.0.3"))
        portals = [("behind", "http://portal.test/", f'proxy: "http://us%65r:p%40ss@127.0.0.3:{proxy.port}",'),
                   ("wrong", "http://portal.test/", f'proxy: "http://127.0.0.3:{proxy.port}",'),
                   ("direct", f"http://127.0.0.1:{direct.port}/", "")]
        found = self.sweep(portals, "timeout: 60s")
        behind, wrong, straight = (found[name][0] for name in ("behind", "wrong", "direct"))
        self.assertEqual((behind["outcome"], behind["via_proxy"], behind["remote_ip"]), ("ok", True, "127.0.0.3"), behind)
        self.assertEqual(wrong["http_status"], 407, wrong)
        self.assertEqual((straight["outcome"], straight["remote_ip"]), ("ok", "127.0.0.1"), straight)
        browsers = [line for line in asked if line[1]]
        right = "basic " + base64.b64encode(b"user:p@ss").decode().lower()
        self.assertEqual({password for _, password, _ in browsers}, {right})
        self.assertEqual({password for _, _, password in asked}, {None}, "nobody else is told")
        self.assertFalse([line for line, _, _ in asked if "socket" in line or "CONNECT" in line], "WebSockets lead nowhere")

    def test_no_way_out_of_a_page_leads_inside(self):
        inside = self.enterContext(Listener("127.0.0.2"))
        there = f"127.0.0.2:{inside.port}"
        fetch = f"fetch('http://{there}/',{{mode:'no-cors'}}).catch(()=>0);new WebSocket('ws://{there}/');"
        page = f"""<title>page</title><link rel=preconnect href="http://{there}"><link rel=dns-prefetch href="http://{there}"><p>x<script>
            {fetch} new WebSocket('ws://inside.test:{inside.port}/'); navigator.sendBeacon('http://{there}/');
            const own = new WebSocket('ws://' + location.host + '/own');
            try {{ new WebTransport('https://{there}/').ready.catch(() => 0) }} catch {{}}
            const peer = new RTCPeerConnection({{iceServers: [
              {{urls: 'turn:{there}?transport=tcp', username: 'a', credential: 'b'}}, {{urls: 'stun:{there}'}}]}});
            peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer));
            new Worker('/worker.js'); new SharedWorker('/worker.js?shared');
            navigator.serviceWorker.register('/service.js');
            const until = performance.now() + 1500; const busy = () => {{ fetch('/busy').then(() => performance.now() < until && setTimeout(busy, 50)) }}; busy();
            </script>"""
        nested = f"try {{ new Worker('/nested.js') }} catch {{}}"

        def answer(_, path, connection):
            name = path.partition("?")[0]
            if name == "/worker.js":
                return servers.reply(connection, (fetch + nested).encode(), headers=SCRIPT)
            if name == "/nested.js":
                return servers.reply(connection, fetch.encode(), headers=SCRIPT)
            if name == "/service.js":
                counter = "fetch('https://f-emc.ngsp.gov.vn/tracking?x',{mode:'no-cors'}).catch(()=>0);"
                text = f"{counter}{fetch}try {{ importScripts('http://{there}/') }} catch {{}}"
                return servers.reply(connection, text.encode(), headers=SCRIPT)
            return servers.reply(connection, page.encode() if name == "/" else b"x", headers=HTML)

        server = self.enterContext(servers.ScriptedServer(answer))
        # A secure context, where service workers are.
        url = f"http://localhost:{server.port}/"
        sample = self.sweep([("page", url, "")], "timeout: 60s")["page"][0]
        self.assertEqual((sample["outcome"], sample["title"]), ("ok", "page"), sample)
        self.assertEqual(sample["emc_level"], 3, "its service worker was to ask the counter")
        asked = [path for _, path, _ in server.requests]
        for path in ("/worker.js", "/worker.js?shared", "/nested.js", "/service.js", "/own"):
            self.assertIn(path, asked, "what is the page's own is reached")
        self.assertEqual(inside.reached(), [])
        self.assertEqual(inside.datagrams(), b"")

        # That it would have gone there, had it been let.
        self.sweep([("page", url, "")], "timeout: 60s, allow_addresses: [127.0.0.2/32]")
        self.assertTrue(wait_until(lambda: any(b"Connection: Upgrade" in head for head in inside.reached())), "a WebSocket")
        self.assertTrue(wait_until(lambda: any(b"GET / " in head and b"Connection: Upgrade" not in head for head in inside.reached())), "a request")
        self.assertNotEqual(inside.datagrams(), b"", "WebTransport")

    def test_a_family_holds_for_the_browser(self):
        four = self.enterContext(servers.ScriptedServer(lambda *a: servers.reply(a[2], b"<p>four", headers=HTML)))
        try:
            six = socket.create_server(("::1", four.port), family=socket.AF_INET6)
        except OSError as why:
            if why.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise
            self.skipTest(f"there is no ::1 here: {why}")
        relay = SixServer(six)
        found = self.sweep([("portal", f"http://localhost:{four.port}/", "")],
                           "timeout: 60s, ip_family: both")
        relay.end()
        self.assertEqual({s["ip_family"]: (s["outcome"], s["remote_ip"]) for s in found["portal"]},
                         {"ipv4": ("ok", "127.0.0.1"), "ipv6": ("ok", "::1")})

    def test_a_client_certificate_is_for_the_portals_origin_alone(self):
        if not shutil.which("nginx"):
            self.skipTest("nginx is missing: scripts/install-deps --test")
        if not shutil.which("chromium"):
            self.skipTest("only the whole of Chromium shows client certificates: scripts/install-deps --client-certificates")
        seen = []
        own = Authority(self.folder, "own", "own.test")
        other = Authority(self.folder, "other", "other.test")
        client = Authority(self.folder, "client", "client.test")
        alike = self.enterContext(TlsServer(other, client.ca, seen))  # it would take the same certificate
        apart = self.enterContext(Nginx(self.folder, other, other.ca))  # this one says whose certificates it takes
        pages = {"/alike": f"<img src=https://other.test:{alike.server_port}/i>",
                 "/apart": f"<img src=https://other.test:{apart.port}/i>"}
        portal = self.enterContext(TlsServer(own, client.ca, seen, pages))
        authorities = self.folder / "both.pem"
        authorities.write_text(pathlib.Path(own.ca).read_text("ascii") + pathlib.Path(other.ca).read_text("ascii"), "ascii")
        mapped = [word for host in ("own.test", "other.test") for word in ("--connect-to", f"{host}::127.0.0.1:")]
        shown = f'client_cert: "{client.chain}", client_key: "{client.key}", ca_file: "{authorities}",'
        url = f"https://own.test:{portal.server_port}"
        found = self.sweep([("apart", f"{url}/apart", shown), ("alike", f"{url}/alike", shown),
                            ("open", f"{url}/open", f'ca_file: "{authorities}",')],
                           "timeout: 30s", *mapped)
        outcomes = {name: loads[0]["outcome"] for name, loads in found.items()}
        self.assertEqual((outcomes["apart"], outcomes["open"]), ("ok", "ok"), found)
        by_browser = [(host, path, name) for host, path, name, agent in seen if "Chrome" in agent]
        for request in (("own.test", "/apart", "client.test"), ("own.test", "/alike", "client.test"), ("own.test", "/open", None)):
            self.assertIn(request, by_browser)
        self.assertFalse([one for one in by_browser if one[0] == "other.test"], "it waits to be told which certificate")
        self.assertEqual(set(apart.subjects()), {"-"}, "it was shown to somebody else")

    def test_without_what_shows_client_certificates_this_is_said(self):
        identity = Authority(self.folder, "client", "client.test")
        path = self.folder / "bin"
        path.mkdir()
        for name in ("chromium-headless-shell", "certutil", "pk12util"):
            if shutil.which(name):
                (path / name).symlink_to(shutil.which(name))
        os.environ["PATH"], before = str(path), os.environ["PATH"]
        self.addCleanup(os.environ.__setitem__, "PATH", before)
        found = self.sweep([("locked", "https://localhost:9/", f'client_cert: "{identity.chain}", client_key: "{identity.key}",')],
                           "timeout: 60s")
        sample, = found["locked"]
        self.assertEqual((sample["outcome"], sample["side"]), ("probe_error", "probe"))
        self.assertIn("only the whole of Chromium shows", sample["detail"])
        self.assertIn("page_engine: network", sample["detail"])

    def test_a_probe_that_is_killed_leaves_no_browser(self):
        here = self.folder / "tmp"
        here.mkdir()
        hanging = threading.Event()

        def answer(_, path, connection):
            if path == "/hang":
                hanging.set()
                time.sleep(60)
            return servers.reply(connection, b"<p>x", headers=HTML)

        server = self.enterContext(servers.ScriptedServer(answer))
        environment = {**os.environ, "TMPDIR": str(here)}
        program = subprocess.Popen([support.PROGRAM, "probe", "--browser", "--json", f"http://localhost:{server.port}/hang"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        self.assertTrue(hanging.wait(120))
        self.assertTrue(processes_with(str(here)))
        program.send_signal(signal.SIGKILL)
        program.wait()
        deadline = time.monotonic() + 120
        while processes_with(str(here)) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertEqual(processes_with(str(here)), [])
        self.assertEqual(len(list(here.iterdir())), 1, "nobody could remove its directory")
        sample, = self.probe(f"http://localhost:{server.port}/", env=environment)
        self.assertEqual(sample["outcome"], "ok")
        self.assertEqual(list(here.iterdir()), [], "the next one did")


class BrowserThatIsNone(Case):
    """What stands where Chromium should be."""

    def detail_of(self, script):
        path = self.folder / "chromium-headless-shell"
        path.write_text("#!/bin/sh\n" + script + "\n", encoding="utf-8")
        path.chmod(0o700)
        sample, = self.probe("http://localhost:9/", env={**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}"})
        self.assertEqual((sample["outcome"], sample["side"]), ("probe_error", "probe"))
        return sample["detail"]

    def test_one_that_is_too_old_is_said(self):
        reply = r"""head -c 20 <&3 >/dev/null; printf '{"id":1,"result":{"product":"HeadlessChrome/90.0.4430.212"}}\0' >&4; exec sleep 600"""
        self.assertEqual(self.detail_of(reply), "the browser is too old: HeadlessChrome/90.0.4430.212, at least 120 is needed")

    def test_one_that_exits_is_said_with_what_it_complained_of(self):
        detail = self.detail_of("echo 'error while loading shared libraries: libnss3.so' >&2; exit 127")
        self.assertIn("the browser does not start", detail)
        self.assertIn("libnss3.so", detail)

    def test_one_that_says_nothing_is_given_up(self):
        self.assertIn("the browser does not start: Browser.getVersion: no answer in time", self.detail_of("exec sleep 600"))


class RawServer(servers.ScriptedServer):
    """Hands the whole head of a request to `answer(head, connection)`."""

    def _serve(self, connection):
        buffer = b""
        with connection:
            connection.settimeout(60)
            try:
                while True:
                    while b"\r\n\r\n" not in buffer:
                        more = connection.recv(65536)
                        if not more:
                            return
                        buffer += more
                    head, buffer = buffer.split(b"\r\n\r\n", 1)
                    self.answer(head, connection)
            except OSError:
                return


class SixServer(servers.ScriptedServer):
    """A listener that is there already."""

    def __init__(self, listener):
        self.answer = lambda *a: servers.reply(a[2], b"<p>six", headers=HTML)
        self.requests = []
        self.lock = threading.Lock()
        self.listener = listener
        threading.Thread(target=self._accept, daemon=True).start()

    def end(self):
        self.listener.close()


def processes_with(text):
    """Those that have it in their command line."""
    found = []
    for name in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            words = pathlib.Path(name).read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if text in words:
            found.append(words.replace("\0", " ")[:200])
    return found


if __name__ == "__main__":
    support.main()
