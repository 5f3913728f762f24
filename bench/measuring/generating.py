"""Data folders with many small runs, written as benchd would have filed them."""

import hashlib
import json
import os
import shutil
from datetime import UTC, datetime

from . import reports
from .places import BUILD

RIGS = 50
# Between two runs, in milliseconds; a million runs span a year and a half.
STEP = 47_000
BEGIN = 1_700_000_000_000
# Runs are alike but for their tag; so many have other values.
VARIANTS = 97
BENCHMARKS = ("fio-randread-4k", "fio-randwrite-4k", "fio-randrw-16k")
FILESYSTEMS = ("ext4_overlay2", "xfs_overlay2", "btrfs_overlay2", "btrfs_btrfs")


def library(run_count, benchmarks=2, filesystems=1):
    """A data folder with so many runs; it stays for the next measurement, with the catalog that benchd makes of it."""
    folder = BUILD / "libraries" / f"{run_count}-runs-of-{benchmarks * filesystems}-cells"
    # Written last, so that a folder that is not complete is made again.
    complete = folder.with_suffix(".complete")
    if not complete.exists():
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        variants = [small_report(number, benchmarks, filesystems) for number in range(VARIANTS)]
        for number in range(run_count):
            write_run(folder, number, reports.tagged(variants[number % VARIANTS], number))
        os.sync()
        complete.touch()
    return folder


def example_library(folder, run_count):
    """A data folder with so many copies of a real run."""
    folder.mkdir(parents=True)
    for number in range(run_count):
        write_run(folder, number, reports.tagged(reports.example(), number))
    return folder


def small_report(variant, benchmarks, filesystems):
    """A report with four values a cell and no series; of 2 cells it is about 3 kB."""
    example = json.loads(reports.example())
    cells = {
        benchmark: {filesystem: small_cell(variant, place) for filesystem in FILESYSTEMS[:filesystems]}
        for place, benchmark in enumerate(BENCHMARKS[:benchmarks])}
    return json.dumps({"system_info": example["system_info"], "data": cells}, indent=2).encode()


def small_cell(variant, place):
    share = 1 + variant / 1_000
    plot = {
        "read_iops": round(1_500.25 * share + place, 2), "write_iops": round(1_400.5 * share + place, 2),
        "read_bw_bytes": round(6_144_000 * share), "write_bw_bytes": round(5_734_400 * share)}
    return {"metrics": {"plot": plot, "table": {"rw_mode": "randrw", "block_size": "4k", "iodepth": 16}}}


def write_run(folder, number, report):
    """The report and its receipt; the id holds the time at which it was filed (RFC 9562)."""
    filed = BEGIN + number * STEP
    digits = f"{filed:012x}"
    uuid = f"{digits[:8]}-{digits[8:]}-7000-8000-{number:012x}"
    receipt = {
        "uuid": uuid, "filed": datetime.fromtimestamp(filed / 1_000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "source": f"rig-{number % RIGS:02}", "origin": {"kind": "upload"}, "uploaded_by": None,
        "report": {"bytes": len(report), "sha256": hashlib.sha256(report).hexdigest()}, "config": None, "config_attached": None, "warnings": []}
    (folder / f"{uuid}.receipt.json").write_text(json.dumps(receipt, indent=2) + "\n")
    (folder / f"{uuid}.json").write_bytes(report)
