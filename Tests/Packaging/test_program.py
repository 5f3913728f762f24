"""How the program that is shipped is linked (docs/decisions/0050-the-order-of-functions.md)."""

import re
import subprocess

from Support.paths import BENCHD, ROOT


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def text_section():
    """Its first address, and its size."""
    found = re.search(r"\s\.text\s+PROGBITS\s+([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)", output("readelf", "--sections", "--wide", BENCHD))
    return tuple(int(number, 16) for number in found.groups())


def addresses():
    """Of each function that the program has under one name only."""
    found = {}
    for line in output("nm", "--defined-only", BENCHD).splitlines():
        address, kind, name = line.split(maxsplit=2)
        if kind in "tTwW":
            found.setdefault(name, []).append(int(address, 16))
    return {name: places[0] for name, places in found.items() if len(places) == 1}


def test_the_functions_of_a_start_lie_side_by_side():
    listed = (ROOT / "Sources" / "functions.order").read_text().splitlines()
    present = addresses()
    named = [present[name] for name in listed if name in present]
    assert len(named) > len(listed) * 2 / 3, "the functions of a start have other names by now: run make order"
    start, size = text_section()
    first_half = [address for address in named if address < start + size / 2]
    assert len(first_half) > len(named) * 0.95, "the linker did not take Sources/functions.order"
