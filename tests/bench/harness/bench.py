"""What the benchmarks share: where things are, how a sweep is run, and how a result is told."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from runs import Failed, run


@dataclass
class Result:
    """One limit and what was measured against it."""

    text: str
    value: float
    limit: float
    unit: str

    @property
    def kept(self):
        return self.value <= self.limit

    def __str__(self):
        return f"{'ok  ' if self.kept else 'OVER'} {self.text}: {self.value:.2f} {self.unit} (at most {self.limit:g})"


@dataclass
class Sweep:
    """A finished sweep, its cost, and the store it filled."""

    cost: object
    summary: dict
    store: Path
    connections: int = 0
    extra: dict = field(default_factory=dict)

    @property
    def stored(self):
        return self.summary["stored"]


class Bench:
    def __init__(self, build, directory, server, repeat, only="*"):
        self.build = build
        self.directory = directory
        self.server = server
        self.repeat = repeat
        self.only = only
        self.program = build / "portal-probe"

    def tool(self, name):
        return self.build / "tests/bench" / name

    def check_or_plan(self, command, config):
        return run([self.program, command, config], keep_output=False)

    def sweep(self, config, port, *options, environment=None, while_running=None):
        """A sweep of the local `port`, into a new store. Every planned sample must be stored, and be `ok`.

        Several servers: a dictionary of their ports, by the port that the configuration's URLs mean.
        """
        ports = port if isinstance(port, dict) else {"": port}
        connect_to = [word for asked, local in ports.items() for word in ("--connect-to", f":{asked}:127.0.0.1:{local}")]
        store = self.directory / "bench.db"
        for leftover in self.directory.glob("bench.db*"):
            leftover.unlink()
        before = self.server.accepted()
        cost = run([self.program, "sweep", config, "--json", "--quiet", "--store", f"sqlite:{store}",
                    *connect_to, "--ca-file", self.server.ca_file, *options],
                   environment=environment, while_running=while_running)
        after = self.server.accepted()
        summary = json.loads(cost.output)
        outcomes = {name: count for name, count in summary["by_outcome"].items() if count}
        if set(outcomes) != {"ok"} or summary["stored"] != summary["planned"]:
            raise Failed(f"the sweep did not go well: {cost.output}")
        return Sweep(cost, summary, store, connections=after - before)

    def samples(self, store):
        """All samples, those of the reference too."""
        output = run([self.program, "export", "--format", "ndjson", "--store", f"sqlite:{store}"]).output
        return [json.loads(line) for line in output.splitlines()]

    def planned_samples(self, store):
        """Those of the plan."""
        return [sample for sample in self.samples(store) if sample["kind"] in ("page", "action")]
