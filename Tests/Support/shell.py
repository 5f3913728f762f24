"""The commands that ask a library, run in its data folder."""

import csv
import io
import json

from .daemon import benchd


def rows(text):
    """What a command printed as CSV."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Shell:
    """Runs commands on the data folder of a daemon."""

    def __init__(self, data):
        self._data = data

    def __call__(self, command, *arguments, code=0):
        """What a command prints; it must end with this code."""
        return self.result(command, *arguments, code=code).stdout

    def result(self, command, *arguments, code=0):
        result = benchd(command, "--data", str(self._data), *arguments)
        assert result.returncode == code, result
        return result

    def fault(self, command, *arguments, code=1):
        """The one line on standard error of a command that fails."""
        result = self.result(command, *arguments, code=code)
        assert result.stderr.startswith("benchd: ") and result.stderr.count("\n") == 1, result
        return result.stderr[len("benchd: "):].rstrip("\n")

    def json(self, command, *arguments, code=0):
        return json.loads(self(command, "--json", *arguments, code=code))

    def rows(self, command, *arguments):
        return rows(self(command, "--csv", *arguments))

    def words(self, command, *arguments, code=0):
        """What a command prints, without the ends of lines."""
        return " ".join(self(command, *arguments, code=code).split())
