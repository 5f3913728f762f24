"""benchd with an inbox and a data folder of its own."""

import json
import re
import time

from ..checks import ask, expect
from ..places import BENCHD, TEMPLATES, Unfit
from ..processes import Server, clean_environment, eventually

READY = re.compile(r"^benchd: listening on http://127\.0\.0\.1:(\d+)\n")
TIMEOUT = 7_200


class Benchd(Server):
    """Without the scrub and the rescans, which would come at any time."""

    def __init__(self, folder, data=None, store=None):
        """`store` is the connection string of a PostgreSQL; without one, runs are filed into the data folder."""
        self.inbox = folder / "inbox"
        self.data = data or folder / "data"
        self.inbox.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(parents=True, exist_ok=True)
        self.begun = time.perf_counter()
        command = [
            BENCHD, "serve", "--listen", "127.0.0.1:0", "--inbox", self.inbox, "--data", self.data, "--templates", TEMPLATES,
            "--scrub", "0", "--rescan", "0"]
        super().__init__("benchd", command, folder, clean_environment({"BENCHD_STORE": store} if store else None))
        ready = self._wait(lambda: READY.match(self.output.read_text()), "the ready line")
        self.port = int(ready[1])
        # Seconds from the start of the process.
        self.ready_after = time.perf_counter() - self.begun

    def _wait(self, condition, what, interval=0.002):
        def holds():
            self.expect_alive()
            return condition()

        return eventually(holds, f"{what} of benchd", TIMEOUT, interval)

    def total(self):
        """How many runs it lists."""
        return json.loads(expect("benchd", self.port, "/api/benchmarks?limit=1").body)["total"]

    def wait_until_it_lists(self, count):
        """Seconds from the start of the process until all its runs are listed."""
        self._wait(lambda: self.total() == count, f"{count} listed runs")
        return time.perf_counter() - self.begun

    def wait_until_complete(self, count):
        """Seconds from the start of the process until all its runs are listed and it takes drops.

        It has work for seconds meanwhile: to ask it often would take its time.
        """
        self._wait(lambda: ask(self.port, "/readyz").status == 200 and self.total() == count, f"a catalog of {count} runs", 0.02)
        return time.perf_counter() - self.begun

    def wait_until_read(self):
        """Seconds from the start of the process until it has read all reports that its catalog lacked."""
        self._wait(lambda: "read into the catalog" in self.log.read_text(), "a read library", 0.02)
        return time.perf_counter() - self.begun

    def catalog_bytes(self):
        """Of the catalog, whatever it follows."""
        return sum(file.stat().st_size for name in ("catalog", "followed") for file in self.data.glob(f"{name}.sqlite*"))

    def receipt(self, uuid):
        return (self.data / f"{uuid}.receipt.json").read_bytes()

    def expect_total(self, count):
        if (found := self.total()) != count:
            raise Unfit(f"benchd lists {found} runs instead of {count}")
