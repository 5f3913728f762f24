"""A run for the tests that only ask for it."""

import pytest

from Support.reports import fixture_bytes, fixture_config, put


@pytest.fixture(scope="module")
def run(shared_daemon):
    """`minute-baseline` from rig-01, the only run of `shared_daemon`."""
    put(shared_daemon.inbox / "rig-01", fixture_bytes("minute-baseline"), fixture_config("minute-baseline"))
    return shared_daemon.only_run()
