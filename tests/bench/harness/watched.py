"""A sweep over the link with a capture beside it: what the samples say, and what the packets do."""

import json
from dataclasses import dataclass
from pathlib import Path

import capture
import tls_records
from link import TLS_PORT
from runs import run


@dataclass
class Watched:
    cost: object
    planned: int
    samples: list
    connections: dict  # by the client's port
    keys: dict | None  # of TLS, as `read_key_log` gives them


def watch(bench, link, server, config, port, file: Path, *options):
    """Sweeps `port` of the link's server, at once. The capture is left in `file`."""
    key_log, store = file.with_name("keys.log"), file.with_name("watched.db")
    for leftover in [key_log, *file.parent.glob(f"{store.name}*")]:
        leftover.unlink(missing_ok=True)
    watching = capture.Capture(link.client, link.device, file)
    try:
        cost = run([*link.client, bench.program, "sweep", config, "--now", "--json", "--quiet",
                    "--store", f"sqlite:{store}", "--connect-to", f"::{link.server_address}:{port}",
                    "--ca-file", server.ca_file, *options], environment={"SSLKEYLOGFILE": str(key_log)})
        watching.stop()
    except BaseException:
        watching.abandon()
        raise
    # The reference writes down its secrets too, whatever the portals speak.
    keys = tls_records.read_key_log(key_log.read_text()) if port == TLS_PORT else None
    return Watched(cost, json.loads(cost.output)["planned"], bench.planned_samples(store),
                   capture.connections(file, link.server_address), keys)
