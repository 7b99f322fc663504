"""A local nginx to measure: a 20 kB page over TLS (RSA-2048), over plain HTTP, and over TLS with a second's delay."""

import os
import shutil
import socket
import ssl
import subprocess
import time
import urllib.request

from runs import Failed, ends_with_us

PAGE_BYTES = 20_000
WAIT_S = 0.1  # before /wait is answered, over TLS
MODULES = "/usr/lib/nginx/modules"


def free_ports(count):
    """Ports that nobody uses now. All are held until the last is found, so they differ."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def openssl(*words, text=None):
    subprocess.run(["openssl", *map(str, words)], check=True, input=text, text=True, stderr=subprocess.PIPE)


def make_certificates(directory):
    """A root and a server's certificate from it, both RSA-2048."""
    subject = "/CN=Benchmark root"
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", subject,
            "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            "-keyout", directory / "root.key", "-out", directory / "root.pem")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=bench.test",
            "-keyout", directory / "leaf.key", "-out", directory / "leaf.csr")
    (directory / "leaf.ext").write_text(
        "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\n"
        "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:bench.test,DNS:*.bench.test\n")
    openssl("x509", "-req", "-days", "30", "-sha256", "-in", directory / "leaf.csr", "-CA", directory / "root.pem",
            "-CAkey", directory / "root.key", "-CAcreateserial", "-extfile", directory / "leaf.ext",
            "-out", directory / "leaf.pem")


def page():
    head = ('<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>Cổng dịch vụ công</title></head>\n'
            "<body><h1>Cổng dịch vụ công</h1>\n")
    row = '<p><a href="/thu-tuc/{:04}">Thủ tục số {}: đăng ký khai sinh</a></p>\n'
    body = head.encode()
    number = 0
    while len(body) < PAGE_BYTES - 100:
        body += row.format(number, number).encode()
        number += 1
    return body + b"<!--" + b"." * (PAGE_BYTES - len(body) - 23) + b"-->\n</body></html>\n"


def find_nginx():
    nginx = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if not nginx:
        raise Failed("nginx is missing: scripts/install-deps --lab")
    return nginx


class Server:
    """Runs until `stop`, or until this program ends in whatever way."""

    def __init__(self, directory):
        self.directory = directory
        self.tls_port, self.plain_port, self.slow_port, self.status_port = free_ports(4)
        self.ca_file = directory / "root.pem"
        (directory / "site").mkdir(parents=True, exist_ok=True)
        (directory / "site/index.html").write_bytes(page())
        (directory / "site/robots.txt").write_text("User-agent: *\nAllow: /\n")
        make_certificates(directory)
        self._asked = 0
        (directory / "nginx.conf").write_text(self._configuration())
        self._process = self._start()

    def _configuration(self):
        here = self.directory
        tls = f"ssl_certificate {here}/leaf.pem; ssl_certificate_key {here}/leaf.key; ssl_protocols TLSv1.2 TLSv1.3;"
        site = f"root {here}/site; server_name _; location = / {{ try_files /index.html =404; }}"
        wait = f"location = /wait {{ access_by_lua_block {{ ngx.sleep({WAIT_S}) }} try_files /index.html =404; }}"
        delay = "location = / { access_by_lua_block { ngx.sleep(1) } try_files /index.html =404; }"
        asked = ("location ~ ^/sleep/([0-9][0-9]?)$ { access_by_lua_block { ngx.sleep(tonumber(ngx.var[1])) } "
                 "try_files /index.html =404; }")
        return f"""{"user root;" if os.geteuid() == 0 else ""}
daemon off;
worker_processes 1;
worker_rlimit_nofile 32768;
pid {here}/nginx.pid;
error_log {here}/error.log warn;
load_module {MODULES}/ndk_http_module.so;
load_module {MODULES}/ngx_http_lua_module.so;
events {{ worker_connections 16384; }}
http {{
  types {{ text/html html; text/plain txt; }}
  charset utf-8;
  access_log off;
  client_body_temp_path {here}/tmp_body; proxy_temp_path {here}/tmp_proxy; fastcgi_temp_path {here}/tmp_fastcgi;
  uwsgi_temp_path {here}/tmp_uwsgi; scgi_temp_path {here}/tmp_scgi;
  server {{ listen 127.0.0.1:{self.tls_port} ssl backlog=4096; {tls} {site} {wait} }}
  server {{ listen 127.0.0.1:{self.plain_port} backlog=4096; {site} }}
  server {{ listen 127.0.0.1:{self.slow_port} ssl backlog=4096; {tls} root {here}/site; server_name _; {delay} {asked} }}
  server {{ listen 127.0.0.1:{self.status_port}; location / {{ stub_status; }} }}
}}
"""

    def _start(self):
        process = subprocess.Popen(
            [find_nginx(), "-p", str(self.directory), "-c", str(self.directory / "nginx.conf"),
             "-e", str(self.directory / "error.log")], preexec_fn=ends_with_us)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise Failed(f"nginx ended at once: see {self.directory}/error.log")
            try:
                self.accepted()
                return process
            except OSError:
                time.sleep(0.05)
        process.terminate()
        raise Failed("nginx does not answer")

    def accepted(self):
        """Connections accepted so far, but for those of asking."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.status_port}/", timeout=10) as answer:
            words = answer.read().decode().split()
        self._asked += 1
        return int(words[7]) - self._asked

    def check(self):
        """Fails unless all three answer with the page: a benchmark of error pages would look splendid."""
        trust = ssl.create_default_context(cafile=self.ca_file)
        for port, context in ((self.tls_port, trust), (self.slow_port, trust), (self.plain_port, None)):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
                stream = context.wrap_socket(raw, server_hostname="p00000.bench.test") if context else raw
                stream.sendall(b"GET /?a=b HTTP/1.1\r\nHost: p00000.bench.test\r\nConnection: close\r\n\r\n")
                answer = b""
                while piece := stream.recv(65536):
                    answer += piece
                if not answer.startswith(b"HTTP/1.1 200") or len(answer) < PAGE_BYTES:
                    raise Failed(f"port {port} answers {answer[:200]!r}")

    def stop(self):
        self._process.terminate()
        self._process.wait()
