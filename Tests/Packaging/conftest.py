"""Fixtures for the tests of what is shipped."""

import os
import subprocess
from pathlib import Path

import pytest

from Support.machine import IMAGE, unpack
from Support.paths import BENCHD, ROOT

# A package that `make deb` has built just now.
BUILT = os.environ.get("BENCHD_PACKAGE")


def build(folder, *version, environment=None):
    """Packs the program that is tested."""
    result = subprocess.run(
        [ROOT / "packaging" / "build-deb", BENCHD, folder, *version], env={**os.environ, **(environment or {})}, text=True,
        capture_output=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return Path(result.stdout.strip())


@pytest.fixture(scope="session")
def package(tmp_path_factory):
    """The package."""
    return Path(BUILT) if BUILT else build(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A fresh Debian."""
    assert IMAGE.exists(), "there is no root filesystem: run scripts/setup package"
    return unpack(tmp_path_factory.mktemp("machine") / "root")
