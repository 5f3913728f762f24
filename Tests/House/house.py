"""What the Swift sources declare and use, read without a compiler: enough to see which room looks into which."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "Sources"
IMPORT = re.compile(r"^\s*(?:@\w+ |package |internal |public |private )*import (?:\w+ )?(\w+)", re.MULTILINE)
DECLARATION = re.compile(r"^(?:package |final |indirect )*(?:struct|class|enum|protocol|actor|typealias)\s+`?(\w+)", re.MULTILINE)


def files(folder):
    return sorted(folder.rglob("*.swift"))


def code(path):
    """The text without comments, and of strings only what is interpolated."""
    text = re.sub(r"//.*", "", path.read_text())
    return re.sub(r'"(?:\\.|[^"\\\n])*"', lambda match: " ".join(re.findall(r"\\\(([^()]*)\)", match[0])), text)


@cache
def package():
    """Each target of Package.swift with what it depends on."""
    dump = subprocess.run(["swift", "package", "dump-package"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {target["name"]: target for target in json.loads(dump)["targets"]}


def dependencies(target):
    return {(value.get("byName") or value["target"])[0] for value in package()[target]["dependencies"]}


def imports(folder):
    return {name: path.name for path in files(folder) for name in IMPORT.findall(code(path)) if name in package()}


def folder_arrows(target):
    """Which folder of a target names types of which other, with an example of each."""
    room = SOURCES / target
    homes = {}
    for path in files(room):
        for name in DECLARATION.findall(code(path)):
            homes.setdefault(name, set()).add(folder(path, room))
    arrows = {}
    for path in files(room):
        words = set(re.findall(r"\b[A-Z]\w+\b", code(path)))
        for name in words & homes.keys():
            if len(homes[name]) == 1 and (home := next(iter(homes[name]))) != folder(path, room):
                arrows.setdefault((folder(path, room), home), f"{path.relative_to(ROOT)} names {name}")
    # Files that lie beside each other are one place, whatever they name of each other.
    return {(start, end): example for (start, end), example in arrows.items() if not start.endswith(".swift") or not end.endswith(".swift")}


def folder(path, room):
    """The folder of a room, or the file that lies beside its folders."""
    parts = path.relative_to(room).parts
    return parts[0]


def cycle(arrows):
    """Places that lead back to their first; empty where there are none."""
    graph = {}
    for start, end in arrows:
        graph.setdefault(start, set()).add(end)

    def walk(place, path):
        if place in path:
            return path[path.index(place):] + [place]
        return next((found for next_place in sorted(graph.get(place, ())) if (found := walk(next_place, [*path, place]))), [])

    return next((found for place in sorted(graph) if (found := walk(place, []))), [])
