"""Filing the same files again and again: the floor, and uploads over HTTP."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from . import reports
from .building import program
from .processes import finish_json
from .rounds import Sample


@dataclass(frozen=True)
class Files:
    """What one run has: the files of a report with a tag, of a config and of a receipt."""

    report: Path
    config: Path
    receipt: Path

    @classmethod
    def of(cls, folder, report):
        """A receipt as long as benchd writes it."""
        files = cls(folder / "report.json", folder / "config.zip", folder / "receipt.json")
        files.report.write_bytes(report)
        files.config.write_bytes(reports.config())
        digest = {"bytes": len(report), "sha256": "0" * 64}
        receipt = {
            "uuid": "0" * 36, "filed": "2026-01-01T00:00:00.000Z", "source": None, "origin": {"kind": "upload"}, "uploaded_by": None,
            "report": digest, "config": digest, "config_attached": None, "warnings": []}
        files.receipt.write_text(json.dumps(receipt, indent=2) + "\n")
        return files

    @property
    def byte_count(self):
        return sum(file.stat().st_size for file in (self.report, self.config, self.receipt))


def floor(bench, files, count, threads):
    """Seconds and processor seconds that the floor takes for so many runs."""
    folder = bench.new_folder()
    os.sync()
    spent = finish_json(program("floor"), folder, files.report, files.config, files.receipt, bench.numbers(count), count, threads)
    return spent["seconds"], spent["processor_seconds"]


def floor_rate(bench, files, count, threads):
    spent, processor = floor(bench, files, count, threads)
    return Sample(count / spent, processor / count * 1e3)


def upload_rate(bench, server, files, count, connections):
    """Uploads a second, each acknowledged, and the server's processor time for each."""
    os.sync()
    before = server.processor_seconds()
    spent = finish_json(program("uploads"), server.port, files.report, files.config, bench.numbers(count), count, connections)
    return Sample(count / spent["seconds"], (server.processor_seconds() - before) / count * 1e3)
