"""An evaluation of the national list that can be simulated: its file and its registry, with the targets that it takes.

As a program: evaluation.py DIRECTORY [--nights N] [--pages N] [--actions N] [--criterion FILE]; then simulated_evaluation fills a store.
"""

import argparse
import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
REGISTRY = ROOT / "config/portals/vietnam.yaml"
CRITERION = ROOT / "config/criteria/level-a-2023.yaml"

PAGES = ["home", "procedures", "detail", "guide", "feedback", "news", "statistics", "help"]  # the register has the first
ACTIONS = ["search", "lookup", "detail", "fees", "status", "agencies", "forms", "suggest"]
VANTAGES = ["ha-noi-1", "da-nang-1", "hcm-1"]
FIRST_DAY = datetime.date(2026, 11, 1)

# Some portals are as many are: nobody confirmed their addresses, or nobody knows an action of theirs.
UNVERIFIED_EVERY, WITHOUT_ACTIONS_EVERY = 20, 30


def _portal(number, entry, pages, actions):
    """One entry of the register with more of its portal known."""
    url = entry.split('        url: "')[1].split('"')[0]
    if number % UNVERIFIED_EVERY != 9:
        entry = entry.replace("    pages:\n", f"    verified: {FIRST_DAY - datetime.timedelta(days=12)}\n    pages:\n")
    if number % 3 == 0:
        entry = entry.replace("    pages:\n", "    deployment: leased\n    vendor: Nhà cung cấp A\n    pages:\n")
    entry = entry.rstrip("\n") + "\n        interactions: [{ click: \"#q\" }]\n"
    for role in PAGES[1:pages]:
        entry += f'      - {{ id: {role}, role: {role}, url: "{url}{role}", interactions: [{{ click: "#q" }}] }}\n'
    if actions == 0 or number % WITHOUT_ACTIONS_EVERY == 14:
        return entry
    entry += "    actions:\n"
    for place, role in enumerate(ACTIONS[:actions]):
        tags = "[payment]" if role == "fees" else "[data-sharing]" if role == "lookup" else "[]"
        entry += f'      - {{ id: {role}-{place}, role: {role}, url: "{url}api/{role}?q=khai+sinh", tags: {tags} }}\n'
    return entry


def registry(pages, actions):
    head, *entries = REGISTRY.read_text(encoding="utf-8").split("\n  - id: ")
    return head + "\n" + "".join("  - id: " + _portal(number, entry, pages, actions) for number, entry in enumerate(entries))


def write(directory, *, nights=30, pages=1, actions=1, criterion=CRITERION, vantages=tuple(VANTAGES)):
    """Writes registry and evaluation into the directory; the evaluation's path."""
    if not 1 <= pages <= len(PAGES) or not 0 <= actions <= len(ACTIONS):
        raise ValueError(f"1 to {len(PAGES)} pages and 0 to {len(ACTIONS)} actions")
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "registry.yaml").write_text(registry(pages, actions), encoding="utf-8")
    path = directory / "evaluation.yaml"
    path.write_text(f"""version: 1
id: simulated
from: {FIRST_DAY}
to: {FIRST_DAY + datetime.timedelta(days=nights - 1)}
criterion: {Path(criterion).resolve()}
registry: registry.yaml
vantages: [{", ".join(vantages)}]
""", encoding="utf-8")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--pages", type=int, default=1)
    parser.add_argument("--actions", type=int, default=1)
    parser.add_argument("--criterion", type=Path, default=CRITERION)
    print(write(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
