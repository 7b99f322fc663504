"""Chromium, driven over a pipe (the DevTools protocol): loads pages cold, and says what it did."""

import json
import os
import select
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field

from runs import Failed, Skipped, ends_with_us

SCREEN = {"width": 1350, "height": 940, "deviceScaleFactor": 1, "mobile": False}
LONGEST_S = 120


@dataclass
class Request:
    """One that the browser has sent, times in seconds since the navigation began."""

    url: str
    kind: str
    initiator: str  # parser, script, preload, other
    started: float
    priority: str
    ended: float = None


@dataclass
class Visit:
    """A load of a page."""

    load_ms: float
    load_at: float  # when the load event began, wall clock
    cpu_s: float
    main_thread_ms: float  # that the page's main thread was busy: parsing, styling, layout, scripts
    requests: list = field(default_factory=list)
    content_loaded_ms: float = 0


def find_chromium():
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not program:
        raise Skipped("chromium is missing: scripts/install-deps --browser")
    return program


def _words(profile, address, port, key_hash):
    return [find_chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-extensions", "--no-first-run", "--hide-scrollbars",
            "--mute-audio", f"--user-data-dir={profile}", f"--host-resolver-rules=MAP * {address}:{port}",
            f"--ignore-certificate-errors-spki-list={key_hash}"]


def start_kept(link, profile, debugging_port, address, port, key_hash):
    """A process at the near end of `link` that others may drive, at a port of that end's loopback."""
    shutil.rmtree(profile, ignore_errors=True)
    process = subprocess.Popen([*link.client, *_words(profile, address, port, key_hash), f"--remote-debugging-port={debugging_port}"],
                               stderr=subprocess.DEVNULL, preexec_fn=ends_with_us, start_new_session=True)
    deadline = time.monotonic() + 30
    ask = [*link.client, "curl", "--silent", "--fail", "--max-time", "2", "--noproxy", "*", "--output", "/dev/null",
           f"http://127.0.0.1:{debugging_port}/json/version"]
    while subprocess.run(ask).returncode != 0:
        if process.poll() is not None or time.monotonic() > deadline:
            end_kept(process)
            raise Failed("Chromium does not answer at its port")
        time.sleep(0.1)
    return process


def end_kept(process):
    """Ends all of it: what is installed as Chromium may be a script that waits for it."""
    os.killpg(process.pid, signal.SIGTERM)
    process.wait()


class Chromium:
    """A context: a browser at the near end of `link`, for which every host is `address` and `port`."""

    def __init__(self, link, profile, address, port, key_hash):
        shutil.rmtree(profile, ignore_errors=True)
        to_browser, self._commands = os.pipe()
        self._events, from_browser = os.pipe()
        words = [*_words(profile, address, port, key_hash), "--remote-debugging-pipe"]
        # The browser reads commands from descriptor 3 and writes answers to 4.
        self._process = subprocess.Popen(
            [*link.client, "sh", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "sh", *words],
            pass_fds=(to_browser, from_browser), stderr=subprocess.DEVNULL, preexec_fn=ends_with_us)
        os.close(to_browser)
        os.close(from_browser)
        self._unread = b""
        self._answers = {}
        self._listeners = {}
        self._last_id = 0
        try:
            self.version = self._call("Browser.getVersion")["product"]
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()
        os.close(self._commands)
        os.close(self._events)

    def visit(self, url):
        """Loads a page in a context of its own, in which nothing is known or kept from before."""
        cpu = self._cpu_seconds()
        context = self._call("Target.createBrowserContext")["browserContextId"]
        target = self._call("Target.createTarget", url="about:blank", browserContextId=context, width=SCREEN["width"],
                            height=SCREEN["height"])["targetId"]
        session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        log = _Log()
        self._listeners[session] = log.take
        for method in ("Page.enable", "Network.enable", "Performance.enable"):
            self._call(method, session)
        self._call("Emulation.setDeviceMetricsOverride", session, **SCREEN)
        self._call("Page.navigate", session, url=url)
        deadline = time.monotonic() + LONGEST_S
        while log.loaded is None:
            self._read(deadline, f"{url} was not loaded")
        timing = self._timing(session, deadline)
        busy = {one["name"]: one["value"] for one in self._call("Performance.getMetrics", session)["metrics"]}["TaskDuration"]
        del self._listeners[session]
        self._call("Target.closeTarget", targetId=target)
        self._call("Target.disposeBrowserContext", browserContextId=context)
        return Visit(timing["load"], (timing["origin"] + timing["load"]) / 1000, self._cpu_seconds() - cpu,
                     busy * 1000, log.requests(), timing["dom"])

    def _timing(self, session, deadline):
        script = ("JSON.stringify((e => ({origin: performance.timeOrigin, load: e.loadEventStart, "
                  "dom: e.domContentLoadedEventEnd}))(performance.getEntriesByType('navigation')[0]))")
        while True:
            answer = self._call("Runtime.evaluate", session, expression=script)
            timing = json.loads(answer["result"]["value"])
            if timing["load"] > 0:
                return timing
            if time.monotonic() > deadline:
                raise Failed("the browser does not say when the page was loaded")

    def _call(self, method, session=None, **parameters):
        self._last_id += 1
        command = {"id": self._last_id, "method": method, "params": parameters}
        if session:
            command["sessionId"] = session
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        deadline = time.monotonic() + LONGEST_S
        wanted = self._last_id
        while wanted not in self._answers:
            self._read(deadline, f"no answer to {method}")
        answer = self._answers.pop(wanted)
        if "error" in answer:
            raise Failed(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _read(self, deadline, complaint):
        """Waits for something to come, and deals with it."""
        ready, _, _ = select.select([self._events], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            raise Failed(f"{complaint} within {LONGEST_S} s")
        piece = os.read(self._events, 1 << 20)
        if not piece:
            raise Failed("the browser ended")
        *messages, self._unread = (self._unread + piece).split(b"\0")
        for message in map(json.loads, messages):
            if "id" in message:
                self._answers[message["id"]] = message
            elif message.get("sessionId") in self._listeners:
                self._listeners[message["sessionId"]](message["method"], message["params"])

    def _cpu_seconds(self):
        """Of the browser's processes, and of those that they have outlived."""
        stats = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    words = file.read().rsplit(")", 1)[1].split()
            except OSError:
                continue
            stats[int(name)] = (int(words[1]), sum(map(int, words[11:15])))
        ours = {self._process.pid}
        while more := {pid for pid, (parent, _) in stats.items() if parent in ours} - ours:
            ours |= more
        return sum(ticks for pid, (_, ticks) in stats.items() if pid in ours) / os.sysconf("SC_CLK_TCK")


class _Log:
    """What the browser tells of one page."""

    def __init__(self):
        self.loaded = None
        self._requests = {}
        self._begin = None

    def take(self, method, event):
        if method == "Network.requestWillBeSent":
            self._sent(event)
        elif method in ("Network.loadingFinished", "Network.loadingFailed"):
            if event["requestId"] in self._requests:
                self._requests[event["requestId"]].ended = event["timestamp"]
        elif method == "Page.loadEventFired":
            self.loaded = event["timestamp"]

    def _sent(self, event):
        if self._begin is None:
            self._begin = event["timestamp"]
        url = event["request"]["url"]
        if not url.startswith("http"):
            return
        key = event["requestId"]
        if key in self._requests:  # led elsewhere
            self._requests[f"{key} {len(self._requests)}"] = self._requests.pop(key)
        self._requests[key] = Request(url, event.get("type", ""), event["initiator"]["type"], event["timestamp"],
                                      event["request"].get("initialPriority", ""))

    def requests(self):
        found = [one for one in self._requests.values() if one.started <= self.loaded]
        for one in found:
            one.started -= self._begin
            if one.ended is not None:
                one.ended -= self._begin
        return sorted(found, key=lambda one: one.started)
