"""Where things are in the checkout."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCHD = Path(os.environ.get("BENCHD_PROGRAM", ROOT / ".build" / "release" / "benchd"))
TEMPLATES = ROOT / "templates"
ARTEFACTS = ROOT / ".build" / "artefacts"
FIXTURES = ROOT / "examples"
CASES = ROOT / "Tests" / "Fixtures" / "cases"
FIXTURE_NAMES = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())
EXAMPLE = FIXTURES / "minute-baseline"
