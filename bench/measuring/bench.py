"""What the rows share: the effort, a working folder on the disk of the checkout, and a counter for unique reports."""

import contextlib
import itertools
import shutil
import tempfile
from pathlib import Path

from .places import BUILD
from .processes import Server


class Bench:
    def __init__(self, effort):
        self.effort = effort
        BUILD.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(dir=BUILD, prefix="work-"))
        self._folders = itertools.count(1)
        self._numbers = 1

    def new_folder(self):
        folder = self.folder / str(next(self._folders))
        folder.mkdir()
        return folder

    def numbers(self, count):
        """The first of so many numbers that no report had before."""
        first = self._numbers
        self._numbers += count
        return first

    @contextlib.contextmanager
    def running(self, server, *arguments):
        """A server in a folder of its own, until the block ends."""
        process = server(self.new_folder(), *arguments)
        try:
            yield process
        finally:
            process.stop()

    def close(self):
        Server.stop_all()
        shutil.rmtree(self.folder)
