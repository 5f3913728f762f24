"""A filed file that is not what was filed is never shown in part: every answer about it says so, and so do log, health and verify."""

import http.client
import json
import os
import socket
import subprocess

import pytest

from Support.archives import archive
from Support.daemon import benchd
from Support.paths import BENCHD, TEMPLATES
from Support.reports import CONFIG, REPORT, fixture_bytes, put, small
from Support.rights import NOBODY, needs_root
from Support.slow import failing
from Support.waiting import eventually
from Support.web import FORM_TYPE, form, query

pytestmark = pytest.mark.data_folder

LARGE = 24 << 20


@pytest.fixture
def daemon(start_daemon):
    return start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms")


@pytest.fixture
def run(daemon):
    put(daemon.inbox / "rig", small("whole"), archive({"vars/a.yaml": b"key: value\n"}))
    daemon.receipt(f"rig/{REPORT}")
    return daemon.only_run()


def file_of(daemon, run, part):
    return daemon.data / {"report": f"{run['uuid']}.json", "config": f"{run['uuid']}_config.zip"}[part]


def cut(file):
    os.truncate(file, file.stat().st_size // 2)


def grown(file):
    with open(file, "ab") as opened:
        opened.write(b" ")


def overwritten(file):
    """As many bytes, with the times of before."""
    status, content = file.stat(), bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    with open(file, "r+b") as opened:
        opened.write(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 1))


def replaced(file):
    size = file.stat().st_size
    file.unlink()
    file.write_bytes(b"x" * size)


def removed(file):
    file.unlink()


def a_link(file):
    elsewhere = file.with_name("elsewhere")
    file.rename(elsewhere)
    file.symlink_to(elsewhere)


def a_pipe(file):
    file.unlink()
    os.mkfifo(file)


def a_directory(file):
    file.unlink()
    file.mkdir()


DAMAGES = [cut, grown, overwritten, replaced, removed, a_link, a_pipe, a_directory]
by_name = {"ids": lambda value: getattr(value, "__name__", value)}


def paths(run, part):
    base = f"/api/benchmarks/{run['uuid']}"
    if part == "config":
        return [f"{base}/config", f"{base}/config/files", f"{base}/config/files/vars/a.yaml",
                f"/api/compare/config?runs={run['uuid']},{run['uuid']}"]
    return [base, f"{base}/summary"]


def expect_damaged(daemon, run, part):
    for path in paths(run, part):
        problem = daemon.web.get(path).problem()
        assert (problem["type"], problem["status"]) == (f"/problems/{part}-damaged", 500), (path, problem)
        assert run["uuid"] in problem["detail"]
        assert daemon.web.request("HEAD", path).status == 500
    page = daemon.web.get(run["link"])
    assert page.status == 200
    assert f"{'The report' if part == 'report' else 'The config archive'} is damaged" in page.body.decode()
    # The other part is shown whole.
    assert (f">vars/a.yaml</a>" in page.body.decode()) == (part == "report")
    assert run["uuid"] in daemon.web.get("/api/benchmarks").body.decode()
    assert daemon.web.json(f"/api/benchmarks/{run['uuid']}/receipt")["uuid"] == run["uuid"]


def health(daemon):
    answer = daemon.web.get("/healthz")
    return answer.status, answer.json()["status"], [problem["detail"] for problem in answer.json()["problems"]]


@pytest.mark.parametrize("damage", DAMAGES, **by_name)
@pytest.mark.parametrize("part", ["report", "config"])
def test_a_damaged_file_is_said_everywhere_and_shown_nowhere(daemon, run, part, damage):
    damage(file_of(daemon, run, part))
    for _ in range(2):
        expect_damaged(daemon, run, part)

    other = "config" if part == "report" else "report"
    assert daemon.web.get(paths(run, other)[0]).status == 200
    daemon.wait_for_log(f"The run {run['uuid']} is damaged")
    status, word, [detail] = health(daemon)
    assert (status, word) == (200, "degraded") and run["uuid"] in detail


@pytest.mark.parametrize("damage", DAMAGES[:5], **by_name)
@pytest.mark.parametrize("part", ["report", "config"])
def test_it_is_said_after_a_restart(daemon, run, part, damage):
    daemon.stop()
    damage(file_of(daemon, run, part))
    daemon.start()
    assert run["uuid"] in health(daemon)[2][0]
    expect_damaged(daemon, run, part)


@pytest.mark.parametrize("damage", DAMAGES[:4], **by_name)
@pytest.mark.parametrize("part", ["report", "config"])
def test_it_is_said_after_the_catalog_was_deleted(daemon, run, part, damage):
    daemon.stop()
    damage(file_of(daemon, run, part))
    for file in daemon.data.glob("catalog.sqlite*"):
        file.unlink()
    daemon.start()
    expect_damaged(daemon, run, part)


@pytest.mark.parametrize("part", ["report", "config"])
@pytest.mark.parametrize("condition", ["If-None-Match", "If-Modified-Since"])
def test_what_may_have_changed_is_not_said_to_be_the_same(daemon, run, part, condition):
    """The times of the bytes are as before; only the time of the change says that something was written."""
    path = paths(run, part)[0]
    answer = daemon.web.get(path)
    field = {condition: answer.header("ETag" if condition == "If-None-Match" else "Last-Modified")}
    assert daemon.web.request("GET", path, field).status == 304
    file = file_of(daemon, run, part)
    status = file.stat()
    overwritten(file)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert daemon.web.request("GET", path, field).status == 500


def test_a_damaged_config_is_noted_in_the_summary(daemon, run):
    whole = daemon.web.json(f"/api/benchmarks/{run['uuid']}/summary")
    assert whole["config"]["entries"] and not whole["warnings"]
    cut(file_of(daemon, run, "config"))
    summary = daemon.web.json(f"/api/benchmarks/{run['uuid']}/summary")
    assert [warning["type"] for warning in summary["warnings"]] == ["/problems/config-damaged"]
    assert summary["config"]["entries"] == [] and summary["benchmarks"] == whole["benchmarks"]


def test_a_run_that_lost_its_report_keeps_its_config_over_a_restart(daemon, run):
    content = file_of(daemon, run, "report").read_bytes()
    file_of(daemon, run, "report").unlink()
    for _ in range(2):
        daemon.restart()
        expect_damaged(daemon, run, "report")
        assert daemon.web.get(paths(run, "config")[0]).status == 200
    file_of(daemon, run, "report").write_bytes(content)
    daemon.restart()
    assert daemon.web.get(paths(run, "report")[1]).status == 200


@pytest.mark.parametrize("part", ["report", "config"])
def test_bytes_that_are_put_back_end_the_trouble(daemon, run, part):
    file = file_of(daemon, run, part)
    content = file.read_bytes()
    cut(file)
    expect_damaged(daemon, run, part)
    file.write_bytes(content)

    assert daemon.web.get(paths(run, part)[0]).body == content
    eventually(lambda: health(daemon) == (200, "ok", []), "the trouble to end")
    daemon.wait_for_log("over after")
    assert "is damaged" not in daemon.web.get(run["link"]).body.decode()


@pytest.mark.parametrize("part", ["report", "config"])
def test_a_backup_that_is_put_back_with_its_times_ends_the_trouble(daemon, run, part):
    """Bits that rot leave the times as they were, and `rsync -aI` and `cp -p` bring the same times."""
    file = file_of(daemon, run, part)
    content, status = file.read_bytes(), file.stat()
    times = (status.st_atime_ns, status.st_mtime_ns)
    overwritten(file)
    os.utime(file, ns=times)
    assert daemon.web.get(paths(run, part)[0]).status == 500
    backup = file.with_name(".backup")
    backup.write_bytes(content)
    os.utime(backup, ns=times)
    backup.rename(file)

    assert daemon.web.get(paths(run, part)[0]).body == content
    eventually(lambda: health(daemon) == (200, "ok", []), "the trouble to end")


def test_a_backup_that_links_every_file_changes_nothing(daemon, run, tmp_path):
    for part in ("report", "config"):
        os.link(file_of(daemon, run, part), tmp_path / part)
        assert daemon.web.get(paths(run, part)[0]).status == 200
    assert health(daemon)[1] == "ok"


# While it is sent


@pytest.fixture
def large(daemon):
    blob = os.urandom(LARGE // 2).hex()
    report = json.loads(small("large"))
    report["notes"] = blob
    put(daemon.inbox / "rig", json.dumps(report).encode())
    daemon.receipt(f"rig/{REPORT}")
    return daemon.only_run()


def begun(daemon, run, **headers):
    """A download of which little has come, with a small window so that most is not on its way yet."""
    connection = http.client.HTTPConnection("127.0.0.1", daemon.port, timeout=30)
    connection.sock = socket.socket()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sock.settimeout(30)
    connection.sock.connect(("127.0.0.1", daemon.port))
    connection.request("GET", f"/api/benchmarks/{run['uuid']}", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200 and answer.read(1000)
    return answer


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip"}], ids=["plain", "gzip"])
@pytest.mark.parametrize("damage", [lambda file: os.truncate(file, 4096), overwritten], ids=["cut", "overwritten"])
def test_a_download_under_way_is_broken_off(daemon, large, damage, headers):
    answer = begun(daemon, large, **headers)
    damage(file_of(daemon, large, "report"))

    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        answer.read()
    eventually(lambda: health(daemon)[1] == "degraded", "the damage in health")


def test_a_large_file_that_changed_is_verified_before_it_is_served(daemon, large):
    file = file_of(daemon, large, "report")
    os.utime(file)
    first = daemon.web.get(paths(large, "report")[0])
    assert first.status in (200, 503)
    if first.status == 503:
        assert first.problem()["type"] == "/problems/verification-pending" and first.header("Retry-After")
    eventually(lambda: daemon.web.get(paths(large, "report")[0]).status == 200, "the report to be verified")


def test_verify_names_the_file(daemon, run):
    cut(file_of(daemon, run, "report"))
    result = benchd("verify", "--data", daemon.data)
    assert result.returncode == 1 and str(file_of(daemon, run, "report")) in result.stdout


# It is repaired by whoever sends it again

CONTENT = {"report": small("whole"), "config": archive({"vars/a.yaml": b"key: value\n"})}


def send_again(daemon, way):
    """Sends the bytes of the run once more, and returns what became of them."""
    if way == "drop":
        put(daemon.inbox / "again", CONTENT["report"], CONTENT["config"])
        return daemon.receipt(f"again/{REPORT}")
    body = form(("file", REPORT, CONTENT["report"]), ("config_file", CONFIG, CONTENT["config"]))
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, body)
    assert answer.status == 200, answer
    return answer.json()


def expect_repaired(daemon, run):
    for part, content in CONTENT.items():
        assert file_of(daemon, run, part).read_bytes() == content
        assert daemon.web.get(paths(run, part)[0]).body == content
    eventually(lambda: health(daemon) == (200, "ok", []), "the trouble to end")
    assert "fio-x" in daemon.web.get(run["link"]).body.decode()
    assert daemon.only_run()["uuid"] == run["uuid"]
    assert list((daemon.data / ".staging").iterdir()) == []


@pytest.mark.parametrize("damage", DAMAGES[:7], **by_name)
@pytest.mark.parametrize("part", ["report", "config"])
def test_the_same_bytes_sent_again_repair_it(daemon, run, part, damage):
    damage(file_of(daemon, run, part))
    receipt = send_again(daemon, "drop")

    assert (receipt["outcome"], receipt["uuid"]) == ("duplicate", run["uuid"])
    daemon.wait_until_gone(f"again/{REPORT}", f"again/{CONFIG}")
    expect_repaired(daemon, run)
    daemon.restart()
    expect_repaired(daemon, run)


@pytest.mark.parametrize("part", ["report", "config"])
def test_an_upload_of_the_same_bytes_repairs_what_was_lost_before_the_start(daemon, run, part):
    daemon.stop()
    file_of(daemon, run, part).unlink()
    daemon.start()
    expect_damaged(daemon, run, part)
    assert send_again(daemon, "upload")["uuid"] == run["uuid"]
    expect_repaired(daemon, run)


def test_bytes_that_cannot_be_put_back_stay_with_their_sender(daemon, run):
    a_directory(file_of(daemon, run, "report"))
    put(daemon.inbox / "again", CONTENT["report"], CONTENT["config"])
    file = file_of(daemon, run, "report")
    eventually(lambda: health(daemon)[0] == 503 and str(file) in str(health(daemon)[2]), "health to say why")
    assert (daemon.inbox / "again" / REPORT).read_bytes() == CONTENT["report"]
    file.rmdir()
    assert daemon.receipt(f"again/{REPORT}")["uuid"] == run["uuid"]
    expect_repaired(daemon, run)


# Parts of a report, and files that the disk does not give


def test_series_of_a_damaged_report_are_not_shown(daemon):
    put(daemon.inbox / "rig", fixture_bytes("minute-baseline"))
    daemon.receipt(f"rig/{REPORT}")
    run = daemon.only_run()
    names = {"benchmark": run["benchmarks"][0], "filesystem": run["filesystems"][0], "group": "iostat"}
    path = f"/api/benchmarks/{run['uuid']}/series{query(**names)}"
    assert daemon.web.json(path)
    cut(file_of(daemon, run, "report"))

    assert daemon.web.get(path).problem()["type"] == "/problems/report-damaged"


def test_a_file_that_the_disk_does_not_give_is_damaged_until_it_does(daemon, run):
    path = paths(run, "report")[1]
    with failing(daemon.pid, "pread64", "EIO", file_of(daemon, run, "report")):
        problem = daemon.web.get(path).problem()
        assert problem["type"] == "/problems/report-damaged" and "Input/output error" in problem["detail"]
        assert "Input/output error" in daemon.wait_for_log(f"The run {run['uuid']} is damaged")
        assert health(daemon)[1] == "degraded"
    assert daemon.web.get(path).status == 200
    eventually(lambda: health(daemon)[1] == "ok", "the trouble to end")


@needs_root
def test_a_file_that_may_not_be_read_is_damaged_until_it_may(memory, start_daemon):
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if subprocess.run([*become, "test", "-x", str(BENCHD), "-a", "-r", str(TEMPLATES / "pages")], check=False).returncode:
        pytest.skip("the checkout is closed to other users")
    memory.chmod(0o755)
    inbox, data = folders = [memory / name for name in ("inbox", "data")]
    for folder in folders:
        folder.mkdir()
        os.chown(folder, NOBODY, NOBODY)
    (data / "0a1b2c3d4e5f.json").write_bytes(small("old"))
    daemon = start_daemon("--inbox", str(inbox), "--data", str(data), "--rescan", "0", prefix=become)
    (data / "0a1b2c3d4e5f.json").chmod(0)
    for path in paths({"uuid": "0a1b2c3d4e5f"}, "report"):
        problem = daemon.web.get(path).problem()
        assert problem["type"] == "/problems/report-damaged" and "Permission denied" in problem["detail"]
    (data / "0a1b2c3d4e5f.json").chmod(0o644)
    assert daemon.report("0a1b2c3d4e5f") == small("old")
    eventually(lambda: health(daemon)[1] == "ok", "the trouble to end")


# What nobody reads


@pytest.mark.parametrize("part", ["report", "config"])
def test_damage_is_noticed_where_nobody_reads(start_daemon, part):
    daemon = start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms", "--scrub", "1s")
    put(daemon.inbox / "rig", CONTENT["report"], CONTENT["config"])
    daemon.receipt(f"rig/{REPORT}")
    run = daemon.only_run()
    file = file_of(daemon, run, part)
    status, content = file.stat(), bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    with open(file, "r+b") as opened:
        opened.write(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    daemon_says = lambda: health(daemon)[2]
    [detail] = eventually(daemon_says, "the damage in health")
    assert run["uuid"] in detail and "SHA-256" in detail


# What has the place of what is ours


@pytest.mark.parametrize("name", ["inbox/.uploads", "inbox/.rejected", "inbox/.receipts", "data/.staging"])
def test_a_file_in_the_place_of_a_folder_of_ours_is_named_with_what_to_do(tmp_path, name):
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_bytes(b"precious")
    result = benchd("serve", "--listen", "127.0.0.1:0", "--inbox", tmp_path / "inbox", "--data", tmp_path / "data")

    assert result.returncode == 1 and (tmp_path / name).read_bytes() == b"precious"
    line = result.stderr.splitlines()[-1]
    assert f"{tmp_path / name}: Something else has the name of this directory; move it away" in line


@pytest.mark.parametrize("name", [".receipts", ".rejected", ".uploads", ".receipts/.new"])
def test_a_link_in_the_place_of_a_folder_of_ours_is_refused(tmp_path, name):
    inbox, elsewhere = tmp_path / "inbox", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious.json").write_bytes(b"precious")
    (inbox / name).parent.mkdir(parents=True)
    (inbox / name).symlink_to(elsewhere)
    result = benchd("serve", "--listen", "127.0.0.1:0", "--inbox", inbox, "--data", tmp_path / "data")

    assert result.returncode == 1 and str(inbox / name) in result.stderr, result
    assert "has the name of this directory; move it away" in result.stderr.splitlines()[-1]
    assert [file.name for file in elsewhere.iterdir()] == ["precious.json"]
