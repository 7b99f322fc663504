"""Fetches npm packages as locked."""

import subprocess

from runs import Skipped, ends_with_us


def install(source, folder):
    """Fetches the packages that `source` has the lock of, unless they are there, and returns their folder below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (source / "package-lock.json").read_text()
    stamp = folder / "installed.json"
    if not stamp.exists() or stamp.read_text() != lock:
        for name in ("package.json", "package-lock.json"):
            (folder / name).write_text((source / name).read_text())
        try:
            subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True,
                           stdout=subprocess.DEVNULL, preexec_fn=ends_with_us)
        except FileNotFoundError as missing:
            raise Skipped("npm is missing: scripts/install-deps --browser") from missing
        stamp.write_text(lock)
    return folder / "node_modules"
