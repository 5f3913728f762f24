"""The documents name only what is there: links lead somewhere, and files, folders and targets of make exist."""

import re
import subprocess

import pytest

from Support.daemon import clean_environment
from Support.paths import ROOT

DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *(path for folder in ("docs", "templates", "examples", "Tests") for path in sorted((ROOT / folder).rglob("*.md")))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
SWIFT_FILE = re.compile(r"`((?:[\w+]+/)*[\w+]+\.swift)`")
TEST_FILE = re.compile(r"`((?:\w+/)*test_\w+\.py)`")
MAKE = re.compile(r"\bmake ([a-z][a-z-]+)(?= *(?:[`#\n,.]|ARGS|FUZZ_SECONDS))")
AREA = re.compile(r"^\| `([A-Z]\w+(?:/\w+)?)`", re.MULTILINE)


def missing(pattern, folder):
    """What documents name that no file below a folder is, by its whole path or its end."""
    files = [str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*")]
    return {
        f"{document.relative_to(ROOT)}: {name}"
        for document in DOCUMENTS for name in pattern.findall(document.read_text())
        if not any(f"/{path}".endswith(f"/{name}") for path in files)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(document):
    assert [link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()] == []


def test_swift_files_exist():
    assert missing(SWIFT_FILE, "Sources") & missing(SWIFT_FILE, "Tests") == set()


def test_files_of_tests_exist():
    assert missing(TEST_FILE, "Tests") == set()


def test_folders_of_the_architecture_exist():
    folders = AREA.findall((ROOT / "ARCHITECTURE.md").read_text())

    assert len(folders) > 10
    assert [folder for folder in folders if not (ROOT / "Sources" / folder).is_dir()] == []


def test_targets_of_make_exist():
    text = subprocess.run(
        ["make", "--silent", "--no-print-directory", "help"], cwd=ROOT, env=clean_environment(),
        text=True, capture_output=True, check=True).stdout
    targets = set(re.findall(r"^make ([a-z-]+)", text, re.MULTILINE))
    named = {target for document in DOCUMENTS for target in MAKE.findall(document.read_text())}

    assert {"run", "test", "fuzz"} <= named
    assert named - targets - {"fuzz-reports"} == set()
