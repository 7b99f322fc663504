"""The benches' link, and a server at its end."""

import shutil
import subprocess
import time

from runs import Failed, Skipped, ends_with_us  # and where network_link is to be found
from server import find_nginx, make_certificates, page

import network_link

TLS_PORT, PLAIN_PORT = 443, 80


class Link(network_link.Link):
    """With the tools that the benches want at its ends."""

    def __init__(self, program, round_trip_ms, kbit=0):
        for tool in ("tcpdump", "curl"):
            if not shutil.which(tool):
                raise Skipped(f"{tool} is missing: scripts/install-deps --test")
        try:
            super().__init__(program, round_trip_ms, kbit)
        except network_link.Unavailable as reason:
            raise Skipped(str(reason)) from reason


class LinkServer:
    """A context: nginx at the link's far end, with the page over TLS 1.3 (RSA-2048) and over plain HTTP."""

    def __init__(self, link, directory):
        self.directory = directory
        self.ca_file = directory / "root.pem"
        (directory / "site").mkdir(parents=True, exist_ok=True)
        (directory / "site/index.html").write_bytes(page())
        (directory / "site/robots.txt").write_text("User-agent: *\nAllow: /\n")
        make_certificates(directory)
        (directory / "nginx.conf").write_text(self._configuration(link.server_address))
        self._process = subprocess.Popen(
            [*link.server, find_nginx(), "-p", str(directory), "-c", str(directory / "nginx.conf"),
             "-e", str(directory / "error.log")], preexec_fn=ends_with_us)
        try:
            self._wait_for_page(link, f"http://bench.test:{PLAIN_PORT}/")
            self._wait_for_page(link, f"https://bench.test:{TLS_PORT}/")
        except BaseException:
            self.__exit__()
            raise

    def _configuration(self, address):
        here = self.directory
        return f"""user root;
daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
pid {here}/nginx.pid;
error_log {here}/error.log warn;
events {{ worker_connections 8192; }}
http {{
  types {{ text/html html; text/plain txt; }}
  charset utf-8;
  access_log off;
  client_body_temp_path {here}/tmp_body; proxy_temp_path {here}/tmp_proxy; fastcgi_temp_path {here}/tmp_fastcgi;
  uwsgi_temp_path {here}/tmp_uwsgi; scgi_temp_path {here}/tmp_scgi;
  root {here}/site;
  server {{ listen {address}:{PLAIN_PORT} backlog=4096; }}
  server {{
    listen {address}:{TLS_PORT} ssl backlog=4096;
    ssl_certificate {here}/leaf.pem; ssl_certificate_key {here}/leaf.key; ssl_protocols TLSv1.3;
  }}
}}
"""

    def _wait_for_page(self, link, url):
        port = url.rsplit(":", 1)[1].rstrip("/")
        ask = [*link.client, "curl", "--silent", "--show-error", "--fail", "--max-time", "10", "--noproxy", "*",
               "--cacert", str(self.ca_file), "--connect-to", f"::{link.server_address}:{port}", url]
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise Failed(f"nginx ended at once: see {self.directory}/error.log")
            answer = subprocess.run(ask, capture_output=True)
            if answer.returncode == 0 and answer.stdout == page():
                return
            time.sleep(0.1)
        raise Failed(f"{url} does not answer over the link: {answer.stderr.decode().strip()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
