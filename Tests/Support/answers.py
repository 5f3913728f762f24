"""A library of real runs, and what is asked of it."""

import json
import math
import subprocess

from .paths import FIXTURE_NAMES
from .reports import encode
from .web import query

NAMES = ["baseline", "baseline-repeat", "mount-options", "readahead-16k", "minute-baseline", "minute-mount-options"]
assert set(NAMES) == set(FIXTURE_NAMES)


def close(found, expected, tolerance=1e-9):
    return found is not None and math.isclose(found, expected, rel_tol=tolerance, abs_tol=1e-12)


class Library:
    """Runs of a daemon by the names that a test gives them, filed one after the other."""

    def __init__(self, daemon, folder):
        self.web = daemon.web
        self.ids = {}
        self._folder = folder

    def file(self, name, report, config, source="rig-01"):
        path = self._folder / "report.json"
        path.write_bytes(report if isinstance(report, bytes) else encode(report))
        parts = ["-F", f"file=@{path}", "-F", f"source={source}"]
        if config is not None:
            archive = self._folder / "config.zip"
            archive.write_bytes(config)
            parts += ["-F", f"config_file=@{archive}"]
        url = f"http://127.0.0.1:{self.web.port}/api/upload"
        result = subprocess.run(["curl", "-sS", "--fail-with-body", *parts, url], capture_output=True, text=True, timeout=60)
        assert result.returncode == 0, result
        self.ids[name] = json.loads(result.stdout)["uuid"]
        return self.ids[name]

    def json(self, path):
        return self.web.json(path)

    def path(self, *names, **parameters):
        return "/api/compare" + query(runs=",".join(self.ids[name] for name in names), **parameters)

    def compare(self, *names, **parameters):
        """The comparison of runs by their names here."""
        return self.json(self.path(*names, **parameters))
