"""Prints how many bytes a catalog takes, and how long a daemon takes to answer over HTTP."""

import contextlib
import http.client
import json
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

BENCHD = ".build/release/benchd"
REPEATS = 15


def main(folder):
    size(folder)
    print("\n| request | bytes | median | slowest |\n| --- | --- | --- | --- |")
    with daemon(folder) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        runs = json.loads(get(connection, "/api/benchmarks?limit=3"))["runs"]
        for path, parameters in requests(runs):
            measure(connection, path + ("?" + urlencode(parameters) if parameters else ""))


def size(folder):
    path = folder / "catalog.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as catalog:
        [runs] = catalog.execute("SELECT count(*) FROM runs").fetchone()
        tables = catalog.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC").fetchall()
    print(f"{runs} runs, {path.stat().st_size / runs:.0f} bytes of the catalog each\n\n| table or index | bytes a run |\n| --- | --- |")
    for name, bytes_of_table in tables:
        if bytes_of_table >= runs * 50:
            print(f"| {name} | {bytes_of_table / runs:.0f} |")


@contextlib.contextmanager
def daemon(folder):
    with tempfile.TemporaryDirectory() as inbox:
        command = [BENCHD, "serve", "--listen", "127.0.0.1:0", "--inbox", inbox, "--data", folder, "--scrub", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            yield int(re.search(r":(\d+)$", process.stdout.readline().strip())[1])
        finally:
            process.terminate()
            process.wait()


def requests(runs):
    run = runs[0]
    cell = {"source": run["source"], "benchmark": "fio-randread-4k", "filesystem": run["filesystems"][0]}
    link = "/api" + run["link"]
    three = {"runs": ",".join(run["uuid"] for run in runs)}
    return [
        ("/api/benchmarks", {}),
        ("/api/benchmarks", {"limit": 500}),
        ("/api/benchmarks", {"source": "rig-07"}),
        ("/api/benchmarks", cell),
        ("/api/benchmarks", {"family": "btrfs", "driver": "overlay2"}),
        ("/api/benchmarks", {"sort": "bytes"}),
        ("/api/benchmarks", {"q": "n"}),
        ("/api/benchmarks", {"q": "rig 07 nightly journal"}),
        ("/api/benchmarks", {"q": "release epyc", "source": "rig-05", "driver": "overlay2", "has_config": "true"}),
        ("/", {}),
        (link + "/summary", {}),
        (link + "/audit", {}),
        (link + "/standing", {}),
        ("/api/compare", three),
        ("/api/compare", three | {"repeats": 1}),
        ("/api/trends", cell | {"metric": "read_iops"}),
    ]


def get(connection, path):
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise LookupError(f"{response.status} {response.reason}")
    return body


def measure(connection, path):
    try:
        body = get(connection, path)
    except LookupError as error:
        print(f"| `{path}` | {error} | | |")
        return
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        get(connection, path)
        times.append((time.perf_counter() - start) * 1000)
    print(f"| `{path}` | {len(body)} | {statistics.median(times):.1f} ms | {max(times):.1f} ms |")


main(Path(sys.argv[1]))
