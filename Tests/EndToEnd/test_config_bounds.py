"""No config archive takes more memory and time than docs/config-archives.md says, however it is made."""

import subprocess

import pytest

from Support.bombs import BOMBS
from Support.memory import MIB, check_memory
from Support.paths import BENCHD
from Support.reports import CONFIG, REPORT, put, small
from Support.web import FORM_TYPE, form

# Of `benchd check` as a whole, and of the daemon above idle.
ALONE = 64 * MIB
SERVING = 96 * MIB
# Of a core; what passes on a clock depends on what else the machine does.
SECONDS = 5


@pytest.fixture(params=BOMBS)
def bomb(request):
    make, kind = BOMBS[request.param]
    return request.param, make(), kind


def test_an_archive_costs_little(shared_daemon, tmp_path, bomb):
    name, content, kind = bomb
    (tmp_path / CONFIG).write_bytes(content)
    assert check_alone(tmp_path / CONFIG) == kind

    def upload():
        return shared_daemon.web.request(
            "POST", "/api/upload", {"Content-Type": FORM_TYPE},
            form(("file", REPORT, small(f"upload {name}")), ("config_file", CONFIG, content))).json()

    def drop():
        put(shared_daemon.inbox / name, small(f"drop {name}"), content)
        return shared_daemon.receipt(f"{name}/{REPORT}", timeout=60)

    for act in (upload, drop):
        started = shared_daemon.processor_time()
        answer = check_memory(shared_daemon, act, SERVING)
        assert shared_daemon.processor_time() - started < SECONDS
        refused = [problem["type"] for problem in answer["warnings"] if problem["type"] != "/problems/config-secret"]
        assert refused == ([f"/problems/{kind}"] if kind else [])
    assert shared_daemon.web.get("/").status == 200


def check_alone(file):
    """What `benchd check` says of a file within bounds of its own; its peak is what GNU time measures."""
    result = subprocess.run(
        ["/usr/bin/time", "--quiet", "--format", "%M %U", BENCHD, "check", file], capture_output=True, text=True, timeout=60,
        check=False)
    kilobytes, seconds = result.stderr.split()
    assert int(kilobytes) * 1024 < ALONE and float(seconds) < SECONDS, result.stderr
    return next((line.split("/")[-1].rstrip('",') for line in result.stdout.splitlines() if '"type"' in line), None)
