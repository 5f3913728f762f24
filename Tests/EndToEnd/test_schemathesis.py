"""schemathesis asks the daemon what its own description says that it answers, and what it says that it refuses."""

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from Support.daemon import clean_environment
from Support.reports import fixture_bytes, fixture_config, put, small

# Seconds of each part; `--slow` asks for ten minutes in all.
USUAL, LONG = 30, 300
# Each address by itself; and along the links that lead from answers to other addresses.
PARTS = {"addresses": "examples,coverage,fuzzing", "links": "stateful"}
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "missing_required_header", "unsupported_method",
    "allow_header_conformance",
]

# What a request may be refused with that the description does not allow; of itself schemathesis does not know 414, though its
# parameters can be longer than a target may be.
SETTINGS = """
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "409", "413", "414", "415", "416", "422", "428", "429", "431", "5xx"]
"""


@pytest.fixture
def filed(start_daemon):
    """A daemon with runs to find: with and without a config, and with a rejected drop."""
    daemon = start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms", "--settle-truncated", "100ms")
    put(daemon.inbox / "rig-01", fixture_bytes("minute-baseline"), fixture_config("minute-baseline"))
    daemon.wait_for_runs(1)
    put(daemon.inbox / "rig-02", small("other"))
    put(daemon.inbox / "rig-03", b"{")
    daemon.wait_for_runs(2)
    daemon.only_rejection()
    return daemon


def run(daemon, folder, seconds, seed, *options):
    """What schemathesis says; it stops by itself when the time is over."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--no-color", "run", f"{daemon.url}/api/openapi.json",
        # A stream does not end.
        "--exclude-path", "/api/events", "--checks", ",".join(CHECKS), "--max-time", str(seconds), "--seed", str(seed), "--workers", "1",
        "--suppress-health-check", "all", "--request-timeout", "30", "--generation-database", "none",
        "--continue-on-failure", "--report", "junit", "--report-dir", str(folder), *options]
    (folder / "schemathesis.toml").write_text(SETTINGS)
    environment = clean_environment({"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(Path(__file__).parent)})
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds * 5 + 300)


@pytest.mark.parametrize("part", PARTS)
def test_answers_are_as_described(filed, tmp_path, request, part):
    seconds = LONG if request.config.getoption("--slow") else USUAL
    # The same every time, so that a failure of one machine is one of all; the long run looks elsewhere each time.
    seed = int(os.environ.get("SCHEMATHESIS_SEED", random.randrange(2**32) if seconds == LONG else 11))
    print(f"SCHEMATHESIS_SEED={seed}")

    result = run(filed, tmp_path, seconds, seed, "--phases", PARTS[part])

    print(result.stdout[-20_000:], result.stderr[-2_000:])
    assert result.returncode == 0
    assert re.search(r"(\d+) generated, \1 passed", result.stdout), "nothing was tried"
    assert filed.web.json("/healthz")["status"] == "ok"
    assert "error" not in [line.split()[0] for line in filed.log().splitlines() if line]


def test_an_answer_that_is_not_described_is_found(filed, tmp_path):
    """The same run sees a status that the description lacks."""
    document = filed.web.json("/api/openapi.json")
    for method in ("get", "head"):
        del document["paths"]["/api/benchmarks"][method]["responses"]["400"]
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))

    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--no-color", "run", str(file), "--url", filed.url,
        "--include-path", "/api/benchmarks", "--phases", "coverage", "--max-time", "60", "--checks", "status_code_conformance",
        "--generation-database", "none"]
    result = subprocess.run(command, cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, timeout=300)

    assert result.returncode == 1, result.stdout[-5_000:]
    assert "Undocumented status code" in result.stdout
