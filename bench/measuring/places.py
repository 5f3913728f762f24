"""Where things are in the checkout, and the error that ends a measurement."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build" / "bench"
BENCHD = Path(os.environ.get("BENCHD_PROGRAM", ROOT / ".build" / "release" / "benchd"))
TEMPLATES = ROOT / "templates"
PROGRAMS = ROOT / "bench" / "programs"
EXAMPLES = ROOT / "examples"
FIGURES = ROOT / "bench" / "figures.json"
DOCUMENT = ROOT / "docs" / "performance.md"


class Unfit(Exception):
    """Something does not run or does not answer as it must: a figure would mean nothing."""
