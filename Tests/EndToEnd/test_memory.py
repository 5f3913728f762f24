"""Memory does not grow with a report: what docs/operations.md promises, with 200 MB."""

import subprocess

import pytest

from Support.memory import MIB, check_memory
from Support.reports import REPORT, put
from Support.web import query

WHILE_BUSY = 64 * MIB
AFTERWARDS = 8 * MIB
SIZE = 200_000_000
SAMPLES = 50_000


def write_large_report(path, tag):
    """A valid report of SIZE bytes, most of it series, and the bytes of one of its series."""
    numbers = ",\n".join(f"{number % 997}.{number % 89:02}" for number in range(SAMPLES)).encode()
    series = b", ".join(b'"%s": [%s]' % (key, numbers) for key in (b"cpu_user", b"cpu_system", b"cpu_iowait", b"vdb_util"))
    with open(path, "wb") as file:
        file.write(b'{"system_info": {"tag": "%s"}, "data": {"fio-x": {' % tag.encode())
        number = 0
        while file.tell() < SIZE:
            file.write(b"%s\"fs%d\": {\"metrics\": {\"plot\": {\"read_iops\": %d}, \"table\": {}}, \"monitoring\": {\"iostat\": {\"series\": {%s}}}}"
                       % (b",\n" if number else b"", number, number, series))
            number += 1
        file.write(b"}}}")


@pytest.fixture
def idle_daemon(daemon):
    """A daemon that has answered each kind of request once."""
    put(daemon.inbox / "warm", b'{"data": {"fio-x": {"fs0": {}}}}')
    uuid = daemon.only_run()["uuid"]
    for path in ("/", f"/benchmarks/{uuid}", f"/api/benchmarks/{uuid}", f"/api/benchmarks/{uuid}/summary"):
        daemon.web.get(path, Accept_Encoding="gzip")
    return daemon


def check(daemon, act):
    return check_memory(daemon, act, WHILE_BUSY, AFTERWARDS)


def test_an_upload_of_200_mb_needs_little_memory(idle_daemon, tmp_path):
    write_large_report(tmp_path / REPORT, "upload")
    answer = check(idle_daemon, lambda: subprocess.run(
        ["curl", "--silent", "--fail-with-body", "-F", f"file=@{tmp_path / REPORT}", f"{idle_daemon.url}/api/upload"],
        capture_output=True, check=True, timeout=300).stdout)
    assert b'"uuid"' in answer

    check(idle_daemon, lambda: read_back(idle_daemon, tmp_path))
    check(idle_daemon, lambda: show(idle_daemon))


def test_a_drop_of_200_mb_needs_little_memory(idle_daemon, tmp_path):
    (tmp_path / "out").mkdir()
    write_large_report(tmp_path / "out" / REPORT, "rsync")

    def drop():
        subprocess.run(["rsync", "-a", f"{tmp_path}/out/", f"{idle_daemon.inbox}/rig/"], check=True, timeout=300)
        idle_daemon.wait_for_runs(2, timeout=300)
        idle_daemon.wait_until_gone(f"rig/{REPORT}")

    check(idle_daemon, drop)
    back = tmp_path / "back"
    subprocess.run(["curl", "-sSfo", back, f"{idle_daemon.url}/api/benchmarks/latest"], check=True)
    subprocess.run(["cmp", tmp_path / "out" / REPORT, back], check=True)


def read_back(daemon, folder):
    """Compares what is served, plain and compressed, with what was sent."""
    for options in ([], ["--compressed"]):
        with subprocess.Popen(
                ["curl", "--silent", "--fail", *options, f"{daemon.url}/api/benchmarks/latest"], stdout=subprocess.PIPE) as curl:
            subprocess.run(["cmp", "-", folder / REPORT], stdin=curl.stdout, check=True, timeout=300)


def show(daemon):
    assert daemon.web.get("/benchmarks/latest").status == 200
    drawn = daemon.web.json("/api/benchmarks/latest/series?from=0.0")
    assert {len(line["x"]) for figure in drawn["figures"] for line in figure["lines"]} == {2_000}
    path = "/api/benchmarks/latest/series" + query(benchmark="fio-x", filesystem="fs7", group="iostat")
    series = daemon.web.json(path)
    assert {len(samples) for samples in series.values()} == {SAMPLES}
