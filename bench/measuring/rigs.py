"""Work of many rigs at once, beside which reads are measured: uploads, drops and downloads at a steady pace.

A program of its own, so that what it computes delays none of the reads: `python3 -m measuring.rigs PORT INBOX FIRST`, from bench/. It works until
its input ends, then prints {"uploads", "drops", "downloads", "errors"}.
"""

import json
import random
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

from . import reports
from .checks import ask
from .form import upload
from .places import Unfit

# Seconds between two of a kind.
PACES = {"uploads": 0.5, "drops": 0.5, "downloads": 0.1}


class Rigs:
    def __init__(self, port, inbox, first):
        self._server = SimpleNamespace(name="benchd", port=port)
        self._inbox = inbox
        self._first = first
        self._report = reports.example()
        self._chance = random.Random(first)
        self._runs = [run["uuid"] for run in json.loads(ask(port, "/api/benchmarks?limit=500").body)["runs"]]
        self.counts = dict.fromkeys(PACES, 0)
        self.errors = []

    def work(self, kind, ended):
        """Does one thing after the other, each at its time: what takes long does not make the next ones fewer."""
        begin = time.monotonic()
        while not ended.wait(max(0, begin + self.counts[kind] * PACES[kind] - time.monotonic())):
            try:
                getattr(self, f"_{kind}")(self.counts[kind])
            except (Unfit, OSError) as error:
                self.errors.append(f"{kind}: {error}")
            self.counts[kind] += 1

    def _uploads(self, number):
        upload(self._server, reports.tagged(self._report, self._first + 2 * number), reports.config())

    def _drops(self, number):
        folder = self._inbox / f"rig-{number % 10:02}" / f"night-{number:05}"
        folder.mkdir(parents=True)
        (folder / "config.zip").write_bytes(reports.config())
        part = folder / "aggregated_report.json.part"
        part.write_bytes(reports.tagged(self._report, self._first + 2 * number + 1))
        part.rename(folder / "aggregated_report.json")

    def _downloads(self, _):
        path = f"/api/benchmarks/{self._chance.choice(self._runs)}{self._chance.choice(['', '/config'])}"
        if (answer := ask(self._server.port, path)).status != 200 or not answer.body:
            raise Unfit(f"{path} is answered with {answer.status}")


def main():
    port, inbox, first = sys.argv[1:]
    rigs = Rigs(int(port), Path(inbox), int(first))
    ended = threading.Event()
    threads = [threading.Thread(target=rigs.work, args=(kind, ended)) for kind in PACES]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    ended.set()
    for thread in threads:
        thread.join()
    print(json.dumps({**rigs.counts, "errors": rigs.errors}))


if __name__ == "__main__":
    main()
