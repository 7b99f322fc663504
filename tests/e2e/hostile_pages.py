"""Pages that a hostile portal might serve, and what a page load may make of each."""

import dataclasses
import functools
import gzip
import itertools
import socket
import struct
import time
import zlib

import servers

HTML = "Content-Type: text/html; charset=utf-8\r\n"
CSS = "Content-Type: text/css\r\n"
PNG = "Content-Type: image/png\r\n"
MIB = 1 << 20


@dataclasses.dataclass
class Page:
    """`files` answer below the page by longest beginning of the path: a function of (path, connection), or (body, headers)."""
    markup: object  # text, bytes, or a function that gives them
    files: dict = dataclasses.field(default_factory=dict)
    outcomes: tuple = ("ok",)
    capped: tuple = ()    # of what `page_capped` names, all of these and no others
    perhaps: tuple = ()   # and of these some, where time may run out
    rows: dict = dataclasses.field(default_factory=dict)  # by ending of the URL: outcomes that its row may have
    fetched: object = None  # how many resources there are, the document left out; None: whatever
    headers: str = HTML
    max_body: str = ""  # empty: as it is by default


def many(one, times):
    return one * times


def numbered(before, after, times):
    return "".join(f"{before}{i}{after}" for i in range(times))


def sheet(text):
    return (text, CSS)


# ---- answers of resources -------------------------------------------------------------------------------------------


def hang(_, connection):
    """Until the other side has gone."""
    connection.recv(1)


def hang_in_header(path, connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")
    hang(path, connection)


def hang_in_body(path, connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
    hang(path, connection)


def drip(_, connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(30):
        connection.sendall(b"x")
        time.sleep(1)


def fat_and_hanging(size):
    """Nearly as much as may be, and no end."""
    def answer(path, connection):
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Length: {size + 10}\r\n\r\n".encode())
        connection.sendall(b"a{}\n" * (size // 4))
        hang(path, connection)
    return answer


def huge_image(_, connection):
    connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {200 * MIB}\r\n{PNG}\r\n".encode())
    for _ in range(200):
        connection.sendall(b"\0" * MIB)


def redirect(location):
    return lambda path, connection: servers.reply(connection, b"", "302 Found", f"Location: {location(path)}\r\n")


def next_number(path):
    stem, number = path.rsplit("-", 1)
    return f"{stem}-{int(number) + 1}"


def importing_next(path, connection):
    return servers.reply(connection, f"@import '{next_number(path)}';".encode(), headers=CSS)


def importing_many(path, connection):
    return servers.reply(connection, "".join(f"@import '{path}-{i}';" for i in range(200)).encode(), headers=CSS)


def reset(_, connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def raw(*pieces):
    def answer(_, connection):
        for piece in pieces:
            connection.sendall(piece)
    return answer


def header_flood(_, connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(2000):
        connection.sendall(b"X-More: 1\r\n" * 100)


def with_cookies(_, connection):
    cookies = "".join(f"Set-Cookie: c{i}={'x' * 3000}\r\n" for i in range(60))
    return servers.reply(connection, b"x", headers=cookies)


@functools.cache
def bomb():
    return gzip.compress(b"a{}\n" * (25 * MIB), 9)


def frame_full_of_frames(path, connection):
    body = "".join(f"<iframe src={path}-{i}></iframe>" for i in range(100))
    return servers.reply(connection, body.encode(), headers=HTML)


def late_sheets(path, connection):
    """One after the other, so that whoever works out what they ask for has to do it anew each time."""
    time.sleep(0.01 * (int(path.rsplit("-", 1)[-1]) % 10))
    return servers.reply(connection, b":is(div,p,i):has(+ :nth-child(2n of .x)) b{background:url(x.png)}" * 500, headers=CSS)


# ---- markup ---------------------------------------------------------------------------------------------------------

SCHEMES = ("data:text/css,a", "blob:http://x/1", "javascript:alert(1)", "file:///etc/passwd", "about:blank", "mailto:a@b", "ftp://x/",
           "filesystem:http://x/", "ws://x/", "view-source:http://x/", "vbscript:x", "JaVaScRiPt&colon;1", "jav&#9;ascript:1")


def odd_schemes():
    text = "<!doctype html><head>"
    for url in SCHEMES:
        if "&" in url:
            continue  # within a style it means what it says
        text += (f'<link rel=stylesheet href="{url}"><link rel=preload as=script href="{url}"><script src="{url}"></script>'
                 f'<style>@import "{url}"; @font-face{{font-family:f;src:url("{url}")}} p{{font-family:f;background:url("{url}")}}</style>')
    text += "<body>"
    for url in SCHEMES:
        text += (f'<img src="{url}" srcset="{url} 2x"><iframe src="{url}"></iframe><embed src="{url}"><object data="{url}"></object>'
                 f'<video src="{url}" poster="{url}"></video><input type=image src="{url}"><table background="{url}"></table>'
                 f'<picture><source srcset="{url}"><img></picture><svg><image href="{url}"/><use href="{url}"/></svg>'
                 f'<p style="background:url({url})">x')
    return text


def nested_srcdoc(depth):
    text = "<img src=/deepest.png>"
    for _ in range(depth):
        text = '<iframe srcdoc="' + text.replace("&", "&amp;").replace('"', "&quot;") + '"></iframe>'
        if len(text) > 60_000:
            break
    return "<body>" + text


def variable_bomb():
    doubled = "".join(f"--v{i}:var(--v{i - 1}) var(--v{i - 1});" for i in range(1, 60))
    return f"*{{--v0:url(x.png);{doubled}background-image:var(--v59)}}"


def nested_is(depth):
    return ":is(" * depth + "div" + ")" * depth


QUADRATIC = {
    "is": "".join(f"{nested_is(7)} :is(div,p,.a{i}) > {nested_is(6)}~i{{background:url(/q)}}" for i in range(5000)),
    "has": "".join(f":has(~ .no{i}){{background:url(/q)}}" for i in range(3000)),
    "nth": "".join(f":nth-last-child({i}n of i){{background:url(/q)}}" for i in range(1, 3000)),
    "var": variable_bomb(),
    "flood": numbered(".c", ",", 250_000) + "i{background:url(/q)}",
    "range": "@font-face{font-family:f;src:url(/q);unicode-range:" + ",".join(f"U+{i % 0x10ffff:X}" for i in range(400_000)) + "}",
    "faces": "".join(f"@font-face{{font-family:f;src:url(/q{i});unicode-range:U+{i:X}}}" for i in range(30_000)) + "i{font-family:f}",
    "blocks": "@media all{" * 100_000,
    "brackets": "a{b:" + "([{" * 500_000,
    "layers": "".join(f"@layer l{i}.m.n{{i{{background:url(/q)}}}}" for i in range(50_000)),
    "escapes": "a{background:url(" + "\\" * 1_000_000,
    "open": "/*" + "*" * 1_000_000,
}
# The parser waits with it for the style sheets: what these ask for is so part of the load, however late they are.
WAITING = "<script>1</script>"
BUSY_BODY = "<body>" + many("<div><p class='a b c'>x<i>y</i><i>z</i>", 300) + many("<i>ự</i>", 10_000) + WAITING

PAGES = {
    # The document.
    "nesting": Page(many("<div>", 100_000), capped=("markup",), fetched=0),
    "no-end-tags": Page("<img src=/a.png>" + many("<li><p>x<b>", 80_000), {"/a.png": ("x", PNG)}, capped=("markup",), fetched=1),
    "broken-utf8": Page(b"<body>" + b"\xff\xc3\xed\xa0\x80<p>\xf8" * 30_000 + b"<img src=/a.png>", {"/a.png": ("x", PNG)}, fetched=1),
    "wrong-charset": Page("<body><img src=/a.png>", {"/": ("x", PNG)}, headers="Content-Type: text/html; charset=utf-16\r\n"),
    "no-charset": Page("<meta charset=x-none><body><img src=/a.png>", {"/a.png": ("x", PNG)},
                       headers="Content-Type: text/html; charset=\"; charset=nonsense\r\n", fetched=1),
    "attributes-cut": Page(lambda: "<img " + many("a=b ", 12_500_000), outcomes=("body_too_large",), capped=("markup",)),
    "attributes-whole": Page(lambda: "<img src=/a.png " + many("a=b ", 12_500_000), {"/a.png": ("x", PNG)}, capped=("markup",),
                             max_body="64MiB"),
    "long-page": Page(lambda: "<body><img src=/a.png>" + many("text ", 2 * MIB) + "<img src=/b.png>", {"/a.png": ("x", PNG)},
                      capped=("markup",), fetched=1),
    "html-bomb": Page(lambda: gzip.compress(b"<p>" * (100 * MIB), 9), headers=HTML + "Content-Encoding: gzip\r\n",
                      outcomes=("body_too_large",), capped=("markup",)),
    "meta-refresh": Page("<meta http-equiv=refresh content='0;url=/'><body><img src=/a.png>", {"/a.png": ("x", PNG)}, fetched=1),
    "refresh-header": Page("<body><img src=/a.png>", {"/a.png": ("x", PNG)}, headers=HTML + "Refresh: 0;url=/\r\n", fetched=1),
    # How much it names.
    "resources": Page("<body>" + numbered("<img src=/r", ">", 5_000), {"/r": ("x", PNG)}, capped=("requests",), fetched=1_000),
    "more-resources": Page("<body>" + numbered("<script async src=/r", "></script>", 20_000), {"/r": ("x", "")},
                           capped=("requests", "markup"), fetched=1_000),
    "hosts": Page(numbered("<link rel=stylesheet href=//h", ".test/s>", 10_000), {"/s": ("x", "")},
                  capped=("requests", "markup"), fetched=1_000),
    "srcset": Page("<body><img srcset='" + numbered("/", "w.png ", 1)[:-1] + " 1w," + ",".join(f"/{i} {i}w" for i in range(2, 100_000)) + "'>",
                   capped=("markup",), fetched=0),
    "candidates": Page("<body>" + many("<img srcset='" + ",".join(f"/r{i} {i}w" for i in range(1, 5_000)) + "'>", 60),
                       {"/r": ("x", PNG)}, fetched=1),
    "frames": Page("<body>" + numbered("<iframe src=/f", "></iframe>", 100), {"/f": frame_full_of_frames},
                   capped=("requests", "frames"), fetched=1_000),
    "srcdoc": Page(nested_srcdoc(12), fetched=0, capped=("frames",)),
    "many-srcdoc": Page("<body>" + numbered("<iframe srcdoc='<img src=/r", ">'></iframe>", 1_000), {"/r": ("x", PNG)}, capped=("frames",),
                        fetched=50),
    "schemes": Page(odd_schemes, fetched=0),
    "base": Page("<base href='http://elsewhere.test:81/x/'><base href='http://no.test/'><body><img src=a.png><a href=/b>",
                 {"/x/a.png": ("x", PNG)}, fetched=1, rows={"http://elsewhere.test:81/x/a.png": ("ok",)}),
    "base-nonsense": Page("<base href='javascript:1'><body><img src=a.png>", {"/a.png": ("x", PNG)}, fetched=1),
    # What comes of it.
    "huge-image": Page("<body><img src=/huge.png><img src=/a.png>", {"/huge": huge_image, "/a.png": ("x", PNG)}, capped=("resource",),
                       rows={"/huge.png": ("body_too_large",), "/a.png": ("ok",)}),
    "big-images": Page("<body>" + numbered("<img src=/r", ".png>", 100), {"/r": (b"\0" * (2 * MIB), PNG)}, capped=("bytes",)),
    "fat-hanging-sheets": Page(numbered("<link rel=stylesheet href=//h", ".test/s.css>", 60), {"/s.css": fat_and_hanging(3 * MIB)},
                               capped=("bytes",)),
    "fat-sheets": Page(numbered("<link rel=stylesheet href=/s", ">", 12) + BUSY_BODY, {"/s": sheet("*,*,*,*{color:var(--x)}\n" * 160_000)},
                       capped=("styles",)),
    "hang": Page("<body><img src=/a.png>", {"/a": hang}, outcomes=("timed_out",), rows={"/a.png": ("cancelled",)}),
    "hang-in-header": Page("<body><img src=/a.png>", {"/a": hang_in_header}, outcomes=("timed_out",), rows={"/a.png": ("cancelled",)}),
    "hang-in-body": Page("<body><img src=/a.png>", {"/a": hang_in_body}, outcomes=("timed_out",), rows={"/a.png": ("cancelled",)}),
    "drip": Page("<body><script src=/a.js></script>", {"/a": drip}, outcomes=("timed_out",), rows={"/a.js": ("cancelled",)}),
    "hundred-hang": Page(numbered("<link rel=stylesheet href=//h", ".test/s>", 400), {"/s": hang}, outcomes=("timed_out",)),
    "sheet-loop": Page("<link rel=stylesheet href=/a.css>", {"/a": redirect(lambda path: path)}, rows={"/a.css": ("redirect_loop",)}),
    "sheet-chain": Page("<link rel=stylesheet href=/a-0>", {"/a": redirect(next_number)}, rows={"/a-0": ("redirect_limit",)}),
    "sheet-to-inside": Page("<link rel=stylesheet href=/a.css><img src=/b.png>", {
        "/a": redirect(lambda _: "http://169.254.169.254/latest/"), "/b": redirect(lambda _: "http://[::ffff:10.0.0.1]/")},
        rows={"/a.css": ("redirect_refused",), "/b.png": ("redirect_refused",)}),
    "sheet-to-nowhere": Page("<link rel=stylesheet href=/a.css><img src=/b.png><img src=/c.png>", {
        "/a": redirect(lambda _: "data:text/css,a{}"), "/b": redirect(lambda _: "file:///etc/passwd"),
        "/c": redirect(lambda _: "http://a:b@x.test/")}, rows={"/a.css": ("redirect_refused",), "/b.png": ("redirect_refused",)}),
    "to-counter": Page("<img src=/a><img src=//F-EMC.ngsp.gov.vn/tracking?x><img src=//f-emc.ngsp.gov.vn./x/../%74racking>",
                       {"/a": redirect(lambda _: "http://f-emc.ngsp.gov.vn/tracking"), "/": ("x", PNG)}, fetched=1,
                       rows={"/a": ("redirect_refused",)}),
    "inside": Page("<body>" + "".join(f"<img src='http://{host}/'>" for host in (
        "127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "169.254.169.254", "10.0.0.1",
        "192.168.1.1", "[fe80::1]", "[fd00::1]", "0", "0.0.0.0", "[64:ff9b::7f00:1]", "[2002:7f00:1::]")),
        rows={"/": ("redirect_refused", "dns_not_found", "ok")}),
    "ports": Page("<body>" + "".join(f"<img src=http://x.test:{port}/>" for port in (1, 22, 25, 110, 6000, 6667)), fetched=0),
    "gzip-sheet": Page("<link rel=stylesheet href=/a.css>", {"/a": (bomb, CSS + "Content-Encoding: gzip\r\n")}, capped=("resource", "styles"),
                       rows={"/a.css": ("body_too_large",)}),
    "gzip-gzip-sheet": Page("<link rel=stylesheet href=/a.css>", {
        "/a": (lambda: gzip.compress(bomb()), CSS + "Content-Encoding: gzip, gzip\r\n")}, capped=("resource", "styles"),
        rows={"/a.css": ("body_too_large",)}),
    "wrong-encodings": Page("<link rel=stylesheet href=/a.css><link rel=stylesheet href=/b.css><script src=/c.js></script>", {
        "/a": ("a{}", CSS + "Content-Encoding: br\r\n"), "/b": (zlib.compress(b"a{}")[:-3], CSS + "Content-Encoding: " + "gzip, " * 50 + "x\r\n"),
        "/c": ("x", "Content-Encoding: gzip\r\n")}, fetched=3),
    "headers": Page("<body><img src=/a.png><img src=/b.png>", {"/a": header_flood, "/b": with_cookies},
                    rows={"/a.png": ("http_protocol_error",), "/b.png": ("ok",)}),
    "cookies": Page("<body>" + numbered("<img src=/r", ">", 900), {"/r": ("x", PNG)}, fetched=900,
                    headers=HTML + "".join(f"Set-Cookie: c{i}={'x' * 1000}\r\n" for i in range(60))),
    "chunks": Page("<body><img src=/a.png><img src=/b.png><script src=/c.js></script>", {
        "/a": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nabc"),
        "/b": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        "/c": raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")}, fetched=3,
        rows={"/a.png": ("http_protocol_error", "http_truncated"), "/c.js": ("http_truncated", "http_protocol_error")}),
    "noise": Page("<body><img src=/a.png><script src=/b.js></script><link rel=stylesheet href=/c.css>", {
        "/a": raw(bytes(range(256)) * 64), "/b": raw(b"HTTP/9.9 999 \0\r\n\r\n"), "/c": raw(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 10_000)},
        fetched=3),
    "lies": Page("<link rel=stylesheet href=/a.css><body><img src=/b.png><iframe src=/c></iframe><script src=/d.js></script>", {
        "/a": ("@import '/no.css'; body{background:url(/no.png)}", HTML), "/b": ("<img src=/no.png>", HTML),
        "/c": ("<img src=/no.png>", PNG), "/d": ("x", "Content-Type: " + "x" * 50_000 + "\r\n")}, fetched=4),
    "resets": Page("<link rel=stylesheet href=/a.css><body>" + numbered("<img src=/r", ">", 50), {"/": reset}, fetched=51),
    # Style sheets.
    "imports-itself": Page("<link rel=stylesheet href=/a.css><body><p>x" + WAITING, {"/a": sheet("@import 'a.css'; @import url(?); p{background:url(x.png)}"),
                                                                         "/x": ("x", PNG)}),
    "imports-in-a-circle": Page("<link rel=stylesheet href=/a.css><link rel=stylesheet href=/b.css><body><p>x" + WAITING, {
        "/a": sheet("@import 'b.css'; p{background:url(x.png)}"), "/b": sheet("@import 'a.css'; @import '/c.css';"),
        "/c": sheet("@import 'b.css';"), "/x": ("x", PNG)}, fetched=4),
    "import-chain": Page("<link rel=stylesheet href=/a-0><body><p>x", {"/a": importing_next}, capped=("requests",), fetched=1_000),
    "import-tree": Page("<link rel=stylesheet href=/a><body><p>x", {"/a": importing_many}, capped=("requests",), fetched=1_000),
    "import-mesh": Page(numbered("<link rel=stylesheet href=/m", ">", 900) + "<body><p>x", {
        "/m": sheet(numbered("@import '/m", "';", 200))}, capped=("styles",), fetched=900),
    "late-sheets": Page(numbered("<link rel=stylesheet href=/l-", ">", 200) + BUSY_BODY, {"/l": late_sheets, "/": ("x", PNG)}, capped=("styles",)),
    "styled-frames": Page(numbered("<iframe src=/f", "></iframe>", 50), {"/f": (
        "<style>" + QUADRATIC["is"] + "</style>" + BUSY_BODY, HTML), "/": ("x", PNG)}, capped=("frames", "styles"), perhaps=("markup",)),
    **{f"quadratic-{name}": Page(f"<link rel=stylesheet href=/style.css>{BUSY_BODY}", {"/style": sheet(text), "/": ("x", PNG)},
                                 capped=("styles",) if name not in ("range", "escapes", "open", "brackets") else None)
       for name, text in QUADRATIC.items()},
    "quadratic-inline": Page("<body>" + many("<p style='" + "--a:var(--b,url(x));" * 20 + "'>x", 3_000) + "<style>" + QUADRATIC["var"] + "</style>",
                             {"/": ("x", PNG)}, capped=None),
}


def _body(body):
    body = body() if callable(body) else body
    return body.encode() if isinstance(body, str) else body


def answer(page, path, connection):
    """One request for anything of a page."""
    if path == "/":
        return servers.reply(connection, _body(page.markup), headers=page.headers)
    beginnings = sorted(itertools.filterfalse(lambda key: not path.startswith(key), page.files), key=len)
    if not beginnings:
        return servers.reply(connection, b"", "404 Not Found")
    file = page.files[beginnings[-1]]
    if callable(file):
        return bool(file(path, connection))
    return servers.reply(connection, _body(file[0]), headers=file[1])
