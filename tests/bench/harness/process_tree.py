"""What a process and its descendants have cost."""

import os
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def _processes():
    """(id, parent, processor time with that of children it has waited for), of all there are."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # The name may hold anything; what follows its last bracket does not.
            words = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        yield int(folder.name), int(words[1]), sum(map(int, words[11:15])) * TICK_S


def descendants(pid):
    """Those that live, itself included."""
    children = {}
    for one, parent, _ in _processes():
        children.setdefault(parent, []).append(one)
    found, left = [], [pid]
    while left:
        one = left.pop()
        found.append(one)
        left += children.get(one, [])
    return found


def cpu_of_tree(pid):
    """Seconds, those of ended descendants included as far as somebody in the tree waited for them."""
    spent = {one: cpu for one, _, cpu in _processes()}
    return sum(spent.get(one, 0) for one in descendants(pid))


def rss_of_tree(pid):
    """Bytes of memory that no other process shares, or a part of what it shares (PSS), of all that live."""
    total = 0
    for one in descendants(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total
