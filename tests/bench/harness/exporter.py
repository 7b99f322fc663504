"""prometheus-blackbox-exporter at the near end of a link, and what it says of TLS."""

import os
import shutil
import subprocess

import configs
from link import TLS_PORT
from peers import bundle_with_root
from runs import Failed, ends_with_us

PORT = 9115
PROGRAM = "prometheus-blackbox-exporter"


class Exporter:
    """A context: the program runs until it is left."""

    def __init__(self, link, server):
        self._link = link
        self._address = link.server_address
        self._directory = server.directory
        settings = server.directory / "blackbox.yml"
        settings.write_text("modules:\n  page:\n    prober: http\n    timeout: 30s\n    http: { preferred_ip_protocol: ip4 }\n")
        trusted = bundle_with_root(server.directory, server.ca_file)
        self._process = subprocess.Popen(
            [*link.client, PROGRAM, f"--config.file={settings}", f"--web.listen-address=127.0.0.1:{PORT}", "--log.level=error"],
            env={**os.environ, "SSL_CERT_FILE": str(trusted)}, stderr=subprocess.DEVNULL, preexec_fn=ends_with_us)
        try:
            self._ask([f"http://127.0.0.1:{PORT}/-/healthy"], 1)
            self._ask([self._probe(0)], 1)  # the first reads the authorities
        except BaseException:
            self.__exit__()
            raise

    @staticmethod
    def installed():
        return shutil.which(PROGRAM) is not None

    def tls_phases(self, portals, at_once):
        """Microseconds that each portal's TLS handshake took, with so many probes at a time."""
        return [_tls_us(answer) for answer in self._ask([self._probe(portal) for portal in portals], at_once)]

    def _probe(self, portal):
        return (f"http://127.0.0.1:{PORT}/probe?module=page&hostname={configs.host(portal)}"
                f"&target=https://{self._address}:{TLS_PORT}/")

    def _ask(self, urls, at_once):
        """The answers, fetched with curl, which can enter the link's end."""
        files = [self._directory / f"probe-{number}.txt" for number in range(len(urls))]
        wanted = self._directory / "probes.curl"
        wanted.write_text("".join(f'url = "{url}"\noutput = "{file}"\n' for url, file in zip(urls, files)))
        asked = subprocess.run(
            [*self._link.client, "curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--max-time", "60",
             "--retry", "10", "--retry-connrefused", "--parallel", "--parallel-immediate", "--parallel-max", str(at_once),
             "--config", str(wanted)], capture_output=True, text=True)
        if asked.returncode:
            raise Failed(f"{PROGRAM} does not answer: {asked.stderr.strip()}")
        answers = [file.read_text() for file in files]
        for file in files:
            file.unlink()
        return answers

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait()


def _tls_us(answer):
    figures = dict(line.rsplit(" ", 1) for line in answer.splitlines() if not line.startswith("#"))
    if figures.get("probe_success") != "1":
        raise Failed(f"{PROGRAM}'s probe did not succeed")
    return float(figures['probe_http_duration_seconds{phase="tls"}']) * 1e6
