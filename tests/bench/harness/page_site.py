"""A site of pages that others wrote, and the hosts that they fetch from, all at the far end of a link."""

import json
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import npm
import page_certificates
from runs import Failed, ends_with_us
from server import find_nginx

HOST = "www.pages.test"
PORTS = {"http/1.1": 443, "http/2": 8443}
FOLDER = Path(__file__).resolve().parent.parent / "pages"
NO_NAMES = ("dist", "pages", "docs", "examples", "example", "layout", "page", "composed")
# What no page names, but the style sheets of some.
HOSTS_OF_FONTS = ("fonts.gstatic.com", "assets.nhs.uk")
NAMED_HOST = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//([a-z0-9.-]+\.[a-z]+)[/"']""", re.IGNORECASE)


@dataclass
class Served:
    """A request that the server has answered, or whose client went away."""

    url: str
    started: float  # seconds, wall clock, at the server
    ended: float
    status: int
    sent: int  # bytes, header and body
    connection: int
    agent: str


@dataclass
class Page:
    """`name` is short and unique, `path` is where it is on the site."""

    name: str
    path: str

    @property
    def url(self):
        return f"https://{HOST}/{self.path}"


def install(build):
    """Fetches the packages with the pages, as locked, puts together those that come in parts, and returns their folder."""
    packages = npm.install(FOLDER, build / "pages")
    subprocess.run(["node", FOLDER / "compose.mjs", packages], check=True, preexec_fn=ends_with_us)
    return packages


def pages():
    """The pages of pages.txt."""
    lines = (FOLDER / "pages.txt").read_text().splitlines()
    paths = [line for line in lines if line and not line.startswith("#")]
    return [Page(_short(path), path) for path in paths]


def _short(path):
    words = path.removesuffix(".html").replace("startbootstrap-", "").split("/")
    words = [word for word in words if word not in NO_NAMES and word[0] != "@"]
    if len(words) > 1 and words[-1] == "index":
        words.pop()
    return "-".join(words)


class PageSite:
    """A context: nginx at the link's far end with the pages over HTTP/1.1 and over HTTP/2, each host with a certificate of
    its own."""

    def __init__(self, link, directory, packages):
        self.directory = directory
        self._log = directory / "access.log"
        directory.mkdir(parents=True, exist_ok=True)
        self._log.write_text("")
        named = set()
        for page in pages():
            named.update(NAMED_HOST.findall((packages / page.path).read_text(errors="replace").lower()))
        self.hosts = sorted(named.union(HOSTS_OF_FONTS))
        self.ca_file, self.key_hash = page_certificates.make(directory, [HOST, *self.hosts])
        conf = directory / "nginx.conf"
        conf.write_text(_configuration(directory, packages, link.server_address, self.hosts))
        self._process = subprocess.Popen([*link.server, find_nginx(), "-p", str(directory), "-c", str(conf),
                                          "-e", str(directory / "error.log")], preexec_fn=ends_with_us)
        try:
            self._wait(link)
        except BaseException:
            self.__exit__()
            raise

    def _wait(self, link):
        """Until it answers, with the page."""
        deadline = time.monotonic() + 30
        for port in PORTS.values():
            ask = [*link.client, "curl", "--silent", "--fail", "--max-time", "10", "--noproxy", "*", "--cacert",
                   str(self.ca_file), "--connect-to", f"::{link.server_address}:{port}", "--output", "/dev/null", pages()[0].url]
            while subprocess.run(ask).returncode != 0:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise Failed(f"the pages' server does not answer: see {self.directory}/error.log")
                time.sleep(0.1)

    def forget(self):
        """What was asked for until now."""
        self._log.write_text("")

    def served(self):
        """What was asked for since."""
        rows = [json.loads(line) for line in self._log.read_text().splitlines()]
        return [Served(row["url"], row["ended"] - row["took"], row["ended"], row["status"], row["sent"], row["connection"],
                       row["agent"]) for row in rows]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()


# What other hosts are asked for is in packages, too. What is not is not there for anybody.
ELSEWHERE = {
    "cdn.jsdelivr.net": r'rewrite "^/npm/((?:@[^/]+/)?[^/@]+)@[^/]+/(.*)$" /$1/$2 break;',
    "use.fontawesome.com": r"rewrite ^/releases/v[^/]+/(.*)$ /@fortawesome/fontawesome-free/$1 break;",
    "cdnjs.cloudflare.com":
        r"rewrite ^/ajax/libs/SimpleLightbox/[^/]+/simpleLightbox(.*)$ /simplelightbox/dist/simple-lightbox$1 break;",
    "fonts.googleapis.com": "rewrite ^/(css2?|icon)$ /@fontsource/$font_family/index.css break; "
                            "rewrite ^/files/ /@fontsource/$font_file$uri break;",
}

# Two of the design systems want their assets at the site's root.
ASSETS = "location /assets/ { try_files /govuk-frontend/dist/govuk$uri /nhsuk-frontend/dist/nhsuk$uri =404; }"


def _configuration(here, packages, address, hosts):
    families = sorted((folder.name for folder in (packages / "@fontsource").iterdir()), key=len, reverse=True)
    by_words = "\n".join(f'    "~*family={name.replace("-", ".")}[:|&]" {name}; "~*family={name.replace("-", ".")}$" {name};'
                         for name in families)
    by_file = "\n".join(f'    "~^/files/{name}-" {name};' for name in families)
    servers = "\n".join(_server(here, packages, address, host, ELSEWHERE.get(host, "return 404;")) for host in hosts)
    return f"""user root;
daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
pid {here}/nginx.pid;
error_log {here}/error.log warn;
events {{ worker_connections 8192; }}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  keepalive_timeout 4s;  # so that no load profits from a connection that an earlier one left behind
  sendfile on;
  tcp_nopush on;
  ssl_protocols TLSv1.2 TLSv1.3;
  gzip on;
  gzip_types text/css application/javascript application/json image/svg+xml;
  server_names_hash_bucket_size 128;
  log_format request escape=json '{{"url":"https://$host$request_uri","ended":$msec,"took":$request_time,"status":$status,'
    '"sent":$bytes_sent,"connection":$connection,"agent":"$http_user_agent"}}';
  access_log {here}/access.log request;
  client_body_temp_path {here}/tmp_body; proxy_temp_path {here}/tmp_proxy; fastcgi_temp_path {here}/tmp_fastcgi;
  uwsgi_temp_path {here}/tmp_uwsgi; scgi_temp_path {here}/tmp_scgi;
  map $args $font_family {{
    default none;
{by_words}
  }}
  map $uri $font_file {{
    default none;
{by_file}
  }}
{_server(here, packages, address, HOST, ASSETS, "default_server")}
{servers}
}}
"""


def _server(here, packages, address, host, rules, default=""):
    names = f"{host} *.pages.test" if host == HOST else host
    return f"""  server {{
    server_name {names};
    listen {address}:{PORTS["http/1.1"]} ssl {default};
    listen {address}:{PORTS["http/2"]} ssl http2 {default};
    ssl_certificate {here}/{host}.pem; ssl_certificate_key {here}/leaf.key;
    root {packages};
    add_header Access-Control-Allow-Origin *;
    {rules}
  }}"""
