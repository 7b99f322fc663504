#!/usr/bin/env python3
"""Pages that try to hold up, crash, fill or leave the browser that loads them: each visit ends within its time limit and says
what happened, and the next one is undisturbed."""

import concurrent.futures
import json
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time
import unittest

import servers
import support

HTML = "Content-Type: text/html; charset=utf-8\r\n"
LIMIT_S = 10
AT_ONCE = 3  # browsers: most of these pages only sit out their time
MOST_RSS_KB = 400 * 1024
OK = {"ok"}
SLOW = {"ok", "timed_out"}  # how far it comes depends on the machine

# name: (page, what may come of it)
PAGES = {
    "plain": ("<p>an ordinary page", OK),
    "many": ("<p>x" + "".join(f"<img src=/tiny?{i}>" for i in range(5000)), SLOW),
    "huge-image": ("<p>x<img src=/huge.png>", SLOW),
    "huge-markup": ("<p>" + "x " * 12_000_000, SLOW),
    "deep": ("<p>x" + "<div>" * 100_000, SLOW),
    "titles": ("<p>x<script>document.title='t'.repeat(5e7)</script>", SLOW),
    "closes-itself": ("<p>x<script>window.close()</script>", OK),  # it may not
    "closes-later": ("<p>x<script>setTimeout(()=>window.close(),500)</script>", OK),
    "leaving": ("<p>x<script>addEventListener('beforeunload',(e)=>{e.preventDefault();return'stay'});"
                "setTimeout(()=>location.reload(),300)</script>", SLOW),
    "unload": ("<p>x<script>addEventListener('pagehide',()=>{for(const t=Date.now();Date.now()-t<20000;);})</script>", OK),
    "reloads": ("<p>x<script>location.reload()</script>", SLOW),
    "refreshes": ("<meta http-equiv=refresh content=0><p>x", {"ok", "timed_out"}),
    "wanders": ("<p>x<script>location.href='/wanders?'+Math.random()</script>", SLOW),
    "history": ("<p>x<script>for(let i=0;i<1e5;i++)try{history.pushState(0,'','?'+i)}catch{}</script>", SLOW),
    "console": ("<p>x<script>setInterval(()=>{for(let i=0;i<1000;i++)console.log('a line of text '+i)},100)</script>", SLOW),
    "alerts": ("<p>x<script>for(let i=0;i<300;i++)alert(i)</script>", SLOW),
    "dialogs-for-ever": ("<p>x<script>while(1)alert(1)</script>", {"timed_out", "ok"}),
    "prints": ("<p>x<script>print()</script>", OK),
    "asks": ("<p>x<script>navigator.geolocation.getCurrentPosition(()=>0);Notification.requestPermission();"
             "navigator.mediaDevices&&navigator.mediaDevices.getUserMedia({video:true}).catch(()=>0)</script>", OK),
    "pop-ups": ("<p>x<script>for(let i=0;i<100;i++)open('/plain?'+i)</script>", SLOW),
    "frames": ("<p>x" + "<iframe src=/frames-inside></iframe>" * 20, SLOW),
    "workers": ("<p>x<script>const u=URL.createObjectURL(new Blob(['while(1);']));for(let i=0;i<20;i++)new Worker(u)</script>",
                SLOW),
    "sockets": ("<p>x<script>for(let i=0;i<50;i++)new WebSocket('ws://'+location.host+'/hang');"
                "for(let i=0;i<5;i++)new EventSource('/hang')</script>", SLOW),
    "polls": ("<p>x<script>(function f(){fetch('/tiny').then(()=>setTimeout(f,50))})()</script>", SLOW),
    "writes": ("<script>setInterval(()=>document.write('<p>more'),10)</script><p>x", SLOW),
    "thrashes": ("<p id=p>x<script>setInterval(()=>{for(let i=0;i<500;i++){p.style.width=i+'px';p.offsetHeight}},20)</script>",
                 SLOW),
    "hoards": ("<p>x<script>const a=[];try{for(let i=0;i<40;i++){const b=new Uint8Array(1e8);b.fill(1);a.push(b)}}catch{}</script>",
               {"ok", "timed_out", "probe_error"}),
    "stores": ("<p>x<script>const r=indexedDB.open('x');r.onupgradeneeded=()=>r.result.createObjectStore('s');r.onsuccess=()=>{"
               "const s=r.result.transaction('s','readwrite').objectStore('s');"
               "for(let i=0;i<50;i++)s.put(new Blob([new Uint8Array(1e6)]),i)}</script>", SLOW),
    "blob": ("<p>x<script>location=URL.createObjectURL(new Blob(['<p>y'],{type:'text/html'}))</script>", {"ok", "timed_out"}),
    "about": ("<p>x<script>setTimeout(()=>{location='about:blank'},100)</script>", {"ok", "timed_out"}),
    "files": ("<p>x<script>location='file:///etc/passwd'</script><img src=file:///etc/passwd>", OK),
    "data": ("<p>x<script>location='data:text/html,<p>y'</script>", OK),
    "chrome": ("<p>x<script>try{location='chrome://crash'}catch{}</script><iframe src=chrome://kill></iframe>", OK),
    "takes-over": ("<p>x<script>PerformanceObserver=JSON=performance=null;Object.prototype.toJSON=()=>'forged';"
                   "Array.prototype.forEach=Array.prototype.push=()=>{throw 1};setTimeout=()=>-1</script>", OK),
}


def answer(_, path, connection):
    name = path.partition("?")[0][1:]
    if name in PAGES:
        return servers.reply(connection, PAGES[name][0].encode(), headers=HTML)
    if name == "tiny":
        return servers.reply(connection, b"x", headers="Content-Type: text/plain\r\n")
    if name == "huge.png":
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 200000000\r\n\r\n\x89PNG\r\n\x1a\n")
        for _ in range(200):
            connection.sendall(b"x" * 1_000_000)
        return False
    if name == "frames-inside":
        return servers.reply(connection, PAGES["frames"][0].encode(), headers=HTML)
    if name == "drips":
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x")
        for _ in range(600):
            connection.sendall(b"<p>x")
            time.sleep(0.1)
        return False
    if name == "endless-header":
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        for i in range(100_000):
            connection.sendall(b"X-%d: %s\r\n" % (i, b"x" * 100))
        return False
    if name == "many-fields":
        fields = "".join(f"X-{i}: y\r\n" for i in range(1000))
        return servers.reply(connection, b"<p>x", headers=HTML + fields)
    if name in ("hang", "tab"):
        time.sleep(60)
    return servers.reply(connection, b"x", headers="Content-Type: text/plain\r\n")


ODD = {"drips": {"timed_out"}, "endless-header": {"http_protocol_error"},
       "many-fields": OK}


@unittest.skipUnless(shutil.which("chromium-headless-shell") or shutil.which("chromium"), "Chromium is not installed")
class HostileBrowser(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(servers.ScriptedServer(answer))
        self.network = ["--connect-to", f"portal.test::127.0.0.1:{self.server.port}"]

    def command(self, names, limit_s=LIMIT_S):
        return [support.PROGRAM, "probe", "--browser", "--json", "--quiet", "--timeout", f"{limit_s}s", "--interval",
                "1ms", *[f"http://portal.test/{name}" for name in names], *self.network]

    def visit(self, names, limit_s=LIMIT_S):
        """The samples in the order of the names, and the program's own peak of memory in kB."""
        process = subprocess.Popen(self.command(names, limit_s), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        most = [0]

        def watch():
            while process.poll() is None:
                try:
                    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
                    most[0] = max(most[0], *[int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")])
                except (OSError, TypeError, ValueError):
                    pass
                time.sleep(0.1)

        watcher = threading.Thread(target=watch)
        watcher.start()
        output = process.communicate(timeout=600)[0]
        watcher.join()
        self.assertEqual(process.returncode, 0)
        samples = [json.loads(line) for line in output.splitlines()]
        self.assertEqual(len(samples), len(names), "every visit gives a sample")
        return samples, most[0]

    def test_each_visit_ends_and_the_next_one_is_undisturbed(self):
        wanted = {name: outcomes for name, (_, outcomes) in PAGES.items() if name != "plain"} | ODD
        parts = [sorted(wanted)[i::AT_ONCE] for i in range(AT_ONCE)]
        # An ordinary page after each of them.
        followed = [[name for one in part for name in (one, f"plain?{one}")] for part in parts]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            ended = list(pool.map(self.visit, followed))
        for part, (samples, rss) in zip(parts, ended):
            self.assertLess(rss, MOST_RSS_KB)
            for name, hostile, plain in zip(part, samples[::2], samples[1::2]):
                with self.subTest(name):
                    self.assertIn(hostile["outcome"], wanted[name], hostile.get("detail"))
                    if hostile["outcome"] != "ok":
                        self.assertTrue(hostile.get("detail"), "what happened is said")
                    self.assertEqual(plain["outcome"], "ok", plain.get("detail"))
                    self.assertNotIn("page_capped", plain)

    def test_what_was_left_out_is_said(self):
        (sample,), _ = self.visit(["many"], limit_s=60)  # it ends long before, once all was told
        self.assertLessEqual(len(sample.get("resources", [])), 5000)
        self.assertEqual(sample["requests"], 5001, "also of those that have no row")
        self.assertIn("requests", sample["page_capped"])

    def test_a_tab_that_crashes_is_our_failure(self):
        process = subprocess.Popen(self.command(["tab", "plain"]), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        deadline = time.monotonic() + 60
        killed = False
        while not killed and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
            if not any(path == "/tab" for _, path, _ in self.server.requests):
                continue
            for folder in pathlib.Path("/proc").glob("[0-9]*"):
                try:
                    if b"--type=renderer" in (folder / "cmdline").read_bytes() and self.descends(int(folder.name), process.pid):
                        os.kill(int(folder.name), signal.SIGSEGV)
                        killed = True
                except OSError:
                    continue
        tab, plain = map(json.loads, process.communicate(timeout=120)[0].splitlines())
        self.assertTrue(killed)
        self.assertEqual((tab["outcome"], tab["side"]), ("probe_error", "probe"), tab.get("detail"))
        self.assertIn("crash", tab["detail"])
        self.assertEqual(plain["outcome"], "ok")

    def descends(self, pid, ancestor):
        while pid > 1:
            if pid == ancestor:
                return True
            pid = int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
        return False


if __name__ == "__main__":
    support.main()
