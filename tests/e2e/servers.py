"""Small servers on loopback for what nginx will not do, and configurations that lead to them."""

import socket
import threading
import time


class ScriptedServer:
    """Accepts on an address of this machine and hands each request (its raw head) to `answer(host, path, connection)`.

    `answer` sends what it likes and returns whether the connection may serve another request.
    """

    def __init__(self, answer, address="127.0.0.1"):
        self.answer = answer
        self.requests = []
        self.lock = threading.Lock()
        self.ending = threading.Event()
        self.listener = socket.create_server((address, 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

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
                    lines = head.decode("latin-1").split("\r\n")
                    path = lines[0].split(" ")[1]
                    fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
                    with self.lock:
                        self.requests.append((fields.get("host", ""), path, time.monotonic()))
                    if not self.answer(fields.get("host", ""), path, connection):
                        return
            except OSError:
                return


def reply(connection, body=b"<title>ok</title>ok", status="200 OK", headers=""):
    connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)
    return True


def configuration(portals, rounds=2, **settings):
    """The text of a configuration of portals `p000` ... at http://p000.test/.

    Unless told otherwise it is quick, without rests, and loads no pages: a round asks for each page three times, and primes one of these.
    """
    limits = settings.get("limits", "{ in_flight: 100, starts_per_second: 1000, per_host: { in_flight: 1, gap: 1ms }, "
                                    "per_address: { in_flight: 100 } }")
    defaults = settings.get("defaults", "{ timeout: 10s, connect_timeout: 5s, page_engine: none }")
    fitness = settings.get("fitness", "{ max_unfit_share: 100% }")
    lines = ["version: 1", "name: End to end", "vantage: { id: e2e }",
             f"schedules: [{{ id: test, stratum: test, window: {settings.get('window', '1h')}, rounds: {rounds} }}]",
             f"limits: {limits}", f"defaults: {defaults}", f"fitness: {fitness}"]
    if "controls" in settings:
        lines.append(f"controls: {settings['controls']}")
    lines.append("portals:")
    for name in portals:
        systems = ", ".join(f'"{url}"' for url in settings.get("systems", {}).get(name, ()))
        lines.append(f"  - {{ id: {name}, name: Cổng {name}, systems: [{systems}], "
                     f"pages: [{{ id: home, url: \"http://{name}.test/\" }}] }}")
    return "\n".join(lines) + "\n"
