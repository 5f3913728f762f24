"""One daemon under the shim, with folders of its own, that can be killed, looked at and started again."""

import http.client
import os
import shutil
from pathlib import Path

from Support import postgres
from Support.daemon import Daemon
from Support.waiting import eventually

from shim import Shim

# As short as can be: nothing here waits for a slow sender. A config that lost its report is rejected soon enough to be
# noticed, yet later than the first pause after a failure.
OPTIONS = (
    "--rescan", "0", "--min-free", "0", "--pair-wait", "20ms", "--settle", "20ms", "--settle-truncated", "50ms", "--orphan-wait", "3s")

CATALOGS = "catalog.sqlite", "followed.sqlite"


class Rig:
    """`inbox` and `data` are the two folders; `folder` takes the daemon's output and the shim's files."""

    def __init__(self, library, folder, inbox, data):
        folder.mkdir(parents=True, exist_ok=True)
        self.shim = Shim(library, folder, inbox, data)
        self._folder, self._inbox, self._data = folder, inbox, data
        # The runs outlive each daemon.
        self._store = Daemon.store()
        self.daemon = None

    def start(self, preloaded=False, prefix=()):
        """Starts a daemon that is ready, or, with the shim in it, may have met its end before that."""
        environment = self.shim.environment if preloaded else {}
        self.daemon = Daemon(self._folder, *OPTIONS, environment={**self._store, **environment}, prefix=prefix)
        self.daemon.inbox, self.daemon.data = self._inbox, self._data
        self.daemon.start()
        return self.daemon

    @property
    def inbox(self):
        return self._inbox

    @property
    def data(self):
        return self._data

    @property
    def store(self):
        """The connection string of the database that has the runs; None where they are in the data folder."""
        return self._store.get("BENCHD_STORE")

    # What lies in its folders

    def waiting(self):
        """The files of the inbox that the daemon has not taken yet."""
        return sorted(
            str(Path(folder, name).relative_to(self._inbox))
            for folder, _, names in _walk_visible(self._inbox) for name in names)

    def unfinished(self):
        """What nobody should find when nothing is under way."""
        receipts = self._inbox / ".receipts"
        work_places = [self._data / ".staging", self._inbox / ".uploads", receipts / ".new"]
        found = [place / name for place in work_places for name in _names(place)]
        found += (path for path in _below(self._inbox / ".rejected") if path.name.startswith("."))
        found += (path for path in _below(self._inbox) if path.name == ".taken")
        found += (path for path in _below(receipts) if path.name.startswith(".") and path not in work_places)
        found += [self._data / name for name in _names(self._data) if not _is_known(name, self._data)]
        return sorted(map(str, found))

    def reports(self):
        """The runs by their files, or as the running daemon has them: {id: (report, config or None, receipt or None)}."""
        if self.store:
            return {run["uuid"]: self._served(run) for run in self.daemon.runs()}
        found = {}
        for path in self._data.glob("[!.]*.json"):
            if not path.name.endswith((".receipt.json", ".notes.json")):
                config, receipt = (path.with_name(path.stem + end) for end in ("_config.zip", ".receipt.json"))
                found[path.stem] = tuple(file.read_bytes() if file.exists() else None for file in (path, config, receipt))
        return found

    def _served(self, run):
        uuid = run["uuid"]
        return self.daemon.report(uuid), self.daemon.config(uuid) if run["has_config"] else None, self.daemon.web.get(f"/api/benchmarks/{uuid}/receipt").body

    def is_judging(self):
        """Whether the last daemon ended while it judged a drop."""
        record = self._data / ".judging"
        return record.exists() and "judging " in record.read_text()

    def delete_catalog(self):
        for name in CATALOGS:
            for path in self._data.glob(f"{name}*"):
                path.unlink()

    # Ends

    def wait_for_quiet(self):
        """Waits until the daemon has ended or neither works nor has anything to take."""
        counts = [-1]

        def is_quiet():
            counts.append(self.shim.count)
            is_still = not self.waiting() and counts[-1] == counts[-2] == counts[-3:][0]
            return self.daemon.has_ended() or (is_still and not self.lacks_runs())

        eventually(is_quiet, "the daemon to have nothing to do", timeout=60, interval=0.03)

    def lacks_runs(self):
        """Whether runs are filed that the catalog could not take yet: health says so, and they are entered soon."""
        try:
            return b"of the filed runs are not listed" in self.daemon.web.get("/healthz").body
        except (OSError, http.client.HTTPException):
            # It is killed at this very moment, or something is wrong.
            eventually(self.daemon.has_ended, "the end of a daemon that does not answer")
            return False

    def wait_for_pause(self):
        """Waits until the daemon makes no call that changes a file for a while, whatever lies in the inbox."""
        counts = []

        def pauses():
            counts.append(self.shim.count)
            return len(counts) > 5 and len(set(counts[-5:])) == 1

        eventually(pauses, "the daemon to pause", timeout=60, interval=0.03)

    def close(self):
        if self.daemon and not self.daemon.has_ended():
            self.daemon.kill()
        if self.store:
            postgres.drop(self.store)
        for folder in (self._inbox, self._data, self._folder):
            shutil.rmtree(folder, ignore_errors=True)


def _walk_visible(top):
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield folder, folders, names


def _below(top):
    """All that lies below a folder, also while some of it goes."""
    for folder, folders, names in os.walk(top):
        yield from (Path(folder, name) for name in folders + names)


def _names(folder):
    return os.listdir(folder) if folder.exists() else []


def _is_known(name, data):
    """Names of a data folder at rest; a config and a receipt belong to a report."""
    if name.startswith(CATALOGS) or name in (".lock", ".staging", ".judging", ".control"):
        return True
    for end in (".receipt.json", ".notes.json", "_config.zip", ".json"):
        if name.endswith(end):
            return (data / f"{name.removesuffix(end)}.json").exists()
    return False
