"""What runs take: of the database, of its log, of each daemon's disk and memory, of processors."""

import contextlib
import threading
from dataclasses import dataclass

TABLES = ("runs", "contents", "chunks", "derived", "tombstones", "events")


@dataclass(frozen=True)
class Size:
    tables: int
    indexes: int
    log: int

    def __sub__(self, other):
        return Size(self.tables - other.tables, self.indexes - other.indexes, self.log - other.log)


def size(database):
    tables = " + ".join(f"pg_table_size('benchd.{name}')" for name in TABLES)
    indexes = " + ".join(f"pg_indexes_size('benchd.{name}')" for name in TABLES)
    return Size(*map(int, database.rows(f"SELECT {tables}, {indexes}, pg_current_wal_lsn() - '0/0'")[0]))


class Memory:
    """The most memory of its own that any of some daemons has had; `with` it."""

    PAUSE = 0.5

    def __init__(self, daemons):
        self._daemons = daemons
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.most = 0

    def _watch(self):
        while not self._is_over.wait(self.PAUSE):
            with contextlib.suppress(OSError):
                self.most = max(self.most, *(daemon.anonymous_bytes() for daemon in self._daemons), 0)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._is_over.set()
        self._thread.join()
