"""The old application's folder and links are taken over: the same ids, the same bytes, nothing deleted."""

import json
import os
import subprocess

import pytest

from Support.archives import archive
from Support.daemon import benchd
from Support.old_application import OldApplication
from Support.paths import CASES
from Support.reports import fixture_bytes, fixture_config, small

pytestmark = pytest.mark.data_folder

NAN = b'{"data": {"fio-x": {"ext4": {"metrics": {"plot": {"read_iops": NaN}}}}}}'


def send(url, folder, report, config=None):
    """Uploads as the old client does; returns the link of the answer."""
    (folder / "aggregated_report.json").write_bytes(report)
    parts = ["-F", f"file=@{folder}/aggregated_report.json"]
    if config is not None:
        (folder / "config.zip").write_bytes(config)
        parts += ["-F", f"config_file=@{folder}/config.zip"]
    result = subprocess.run(["curl", "-s", *parts, f"{url}/api/upload"], capture_output=True, text=True, timeout=60, check=True)
    return json.loads(result.stdout)["link"]


def state(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def old(tmp_path):
    """A folder that the old application has filled, and its links: {link: (report, config or None)}."""
    folder = tmp_path / "old"
    sent = [(fixture_bytes("baseline"), fixture_config("baseline")), (small("two"), None), (NAN, archive({"a": b"a"}))]
    with OldApplication(folder) as application:
        links = {send(application.url, tmp_path, *drop): drop for drop in sent}
    return folder, links


def run_import(data, folder, code=0):
    result = benchd("import", "--data", data, folder)
    assert result.returncode == code, result
    return result.stdout + result.stderr


def test_the_same_links_have_the_same_bytes(start_daemon, old):
    folder, links = old
    before = state(folder)
    daemon = start_daemon("--rescan", "0")
    assert "stop that daemon" in run_import(daemon.data, folder, code=1) and daemon.runs() == []
    daemon.stop()
    output = run_import(daemon.data, folder)
    assert "3 runs taken over, 0 here already\n" in output
    nan = [link.rsplit("/", 1)[1] for link, (report, _) in links.items() if report == NAN][0]
    assert f"{nan}: The report is not valid JSON" in output and "served as it is, with this problem" in output
    assert f"latest.json is the run /benchmarks/{nan}" in output
    assert state(folder) == before

    daemon.start()
    for link, (report, config) in links.items():
        uuid = link.rsplit("/", 1)[1]
        answer = daemon.web.get(f"/api{link}")
        assert answer.status == 200 and answer.body == report == daemon.report(uuid)
        asked = daemon.web.get(f"/api{link}/config")
        if config is None:
            assert asked.status == 404 and answer.header("Link") is None
        else:
            assert asked.body == config and answer.header("Link") == f'</api/benchmarks/{uuid}/config>; rel="related"; type="application/zip"'
        moved = daemon.web.get(f"{link}?x=1")
        assert (moved.status, moved.header("Location")) == (308, f"/benchmarks/{uuid}?x=1")
        assert daemon.web.get(f"/benchmarks/{uuid}", Accept="text/html").status == 200
        [run] = [run for run in daemon.runs() if run["uuid"] == uuid]
        seconds = (folder / f"{uuid}.json").stat().st_mtime_ns // 1_000_000
        assert run["filed"].endswith(f".{seconds % 1000:03}Z") and run["has_config"] == (config is not None)
        assert daemon.web.json(f"/api/benchmarks/{uuid}/receipt")["origin"] == {"kind": "import"}
    assert daemon.web.get("/results").header("Location") == "/" and daemon.web.get("/results/latest").header("Location") == "/benchmarks/latest"
    assert b"NaN" in daemon.web.get(f"/benchmarks/{nan}", Accept="text/html").body
    assert benchd("verify", "--data", daemon.data).stdout == "3 runs verified, 0 damaged\n"


def test_twice_changes_nothing(start_daemon, old):
    folder, _ = old
    daemon = start_daemon()
    daemon.stop()
    run_import(daemon.data, folder)
    before = {name: value for name, value in state(daemon.data).items() if not name.startswith(("catalog", ".lock"))}
    output = run_import(daemon.data, folder)
    assert "0 runs taken over, 3 here already\n" in output
    assert {name: value for name, value in state(daemon.data).items() if not name.startswith(("catalog", ".lock"))} == before


def test_the_newest_report_that_is_no_run_becomes_one(start_daemon, old, tmp_path):
    folder, links = old
    (folder / "latest.json").write_bytes(small("latest"))
    (folder / "latest_config.zip").write_bytes(archive({"b": b"b"}))
    os.utime(folder / "latest.json", (1_700_000_000, 1_700_000_000))
    daemon = start_daemon()
    daemon.stop()
    output = run_import(daemon.data, folder)
    daemon.start()
    [run] = [run for run in daemon.runs() if run["uuid"] not in str(links)]
    assert f"latest.json, which was no run, is /benchmarks/{run['uuid']}" in output
    assert daemon.report(run["uuid"]) == small("latest") and daemon.config(run["uuid"]) == archive({"b": b"b"})
    assert run["filed"] == "2023-11-14T22:13:20.000Z" and len(daemon.runs()) == 4
    # What is filed from now on has greater ids all the same.
    send(daemon.url, tmp_path, small("next"))
    assert len(daemon.runs()) == 5
    daemon.stop()
    assert f"latest.json is the run /benchmarks/{run['uuid']}" in run_import(daemon.data, folder)


def test_the_folder_may_be_the_data_folder_itself(start_daemon):
    daemon = start_daemon()
    daemon.stop()
    for file in (CASES / "f07-old-data").iterdir():
        (daemon.data / file.name).write_bytes(file.read_bytes())
    before = state(daemon.data)
    output = run_import(daemon.data, daemon.data)
    assert "latest.json, which was no run, is /benchmarks/" in output and "1 run taken over, " in output
    after = state(daemon.data)
    assert all(after[name] == before[name] for name in before if name[0] in "0l")
    daemon.start()
    new = output.split("/benchmarks/")[1].split()[0]
    assert daemon.report(new) == before["latest.json"][0]


def test_what_cannot_be_taken_over_is_named_and_keeps_nothing_else(start_daemon, old):
    folder, links = old
    ids = [link.rsplit("/", 1)[1] for link in links]
    daemon = start_daemon()
    daemon.stop()
    (folder / f"{ids[0]}_config.zip").unlink()
    (folder / f"{ids[0]}_config.zip").mkdir()
    (folder / "0123456789ab_config.zip").write_bytes(b"x")
    (folder / "readme.txt").write_text("x")
    (daemon.data / f"{ids[1]}.json").write_bytes(small("another"))
    output = run_import(daemon.data, folder, code=1)
    assert f"{ids[0]}_config.zip: " in output and f"{ids[1]}.json: another report is filed here" in output
    assert "left alone: readme.txt" in output and "left alone: 0123456789ab_config.zip has no report beside it" in output
    assert "1 run taken over, 0 here already, 2 not taken over\n" in output
    daemon.start()
    assert {run["uuid"] for run in daemon.runs()} == {ids[1], ids[2]}
    assert daemon.report(ids[1]) == small("another")


def test_a_config_that_came_later_is_added_and_a_removed_run_stays_removed(start_daemon, old):
    folder, links = old
    first, second, _ = (link.rsplit("/", 1)[1] for link in links)
    daemon = start_daemon()
    daemon.stop()
    run_import(daemon.data, folder)
    assert benchd("prune", "--data", daemon.data, "--run", first, "--reason", "x", "--apply").returncode == 0
    (folder / f"{second}_config.zip").write_bytes(archive({"c": b"c"}))
    output = run_import(daemon.data, folder)
    assert "0 runs taken over, 1 here already, 1 config added" in output and f"the run {first} was removed here" in output
    daemon.start()
    assert daemon.config(second) == archive({"c": b"c"}) and daemon.web.get(f"/results/{first}").status == 308
    assert daemon.web.get(f"/api/results/{first}").status == 410
    assert benchd("verify", "--data", daemon.data).stdout == "2 runs verified, 0 damaged\n"


def test_the_old_client_works(start_daemon, tmp_path):
    """It sends no token: on loopback, with --open-uploads, and with the token in the user part of its address."""
    daemon = start_daemon("--rescan", "0")
    link = send(daemon.url, tmp_path, small("one"), archive({"a": b"a"}))
    assert daemon.report(link.rsplit("/", 1)[1]) == small("one")
    # What the old application took for a report and is none has no link, and says why.
    (tmp_path / "bad.json").write_bytes(NAN)
    answer = subprocess.run(
        ["curl", "-s", "-F", f"file=@{tmp_path}/bad.json", f"{daemon.url}/api/upload"], capture_output=True, text=True, check=True)
    assert "link" not in json.loads(answer.stdout) and "NaN" in answer.stdout

    tokens = tmp_path / "tokens"
    tokens.write_text("rig:upload:0123456789abcdef\n")
    tokens.chmod(0o600)
    closed = start_daemon("--rescan", "0", "--token-file", str(tokens), "--allowed-hosts", "bench.example", folder="closed")
    with pytest.raises(KeyError):
        send(closed.url, tmp_path, small("two"))
    send(closed.url.replace("//", "//rig:0123456789abcdef@"), tmp_path, small("two"))
    assert closed.only_run()["source"] is None


@pytest.mark.parametrize(("arguments", "message", "code"), [
    ([], "import needs the folder", 2), (["a", "b"], "import needs the folder", 2), (["none"], "none", 1)])
def test_wrong_usage(tmp_path, arguments, message, code):
    result = benchd("import", *arguments, cwd=tmp_path)
    assert result.returncode == code and message in result.stderr and not (tmp_path / "data").exists(), result


def test_what_was_removed_does_not_come_back_under_an_old_id(start_daemon, tmp_path):
    daemon = start_daemon("--rescan", "0")
    uuid = send(daemon.url, tmp_path, small("secret"), archive({"a": b"a"})).rsplit("/", 1)[1]
    assert benchd("prune", "--data", daemon.data, "--run", uuid, "--reason", "x", "--apply").returncode == 0
    daemon.stop()
    (tmp_path / "old").mkdir()
    (tmp_path / "old/0a1b2c3d4e5f.json").write_bytes(small("secret"))
    (tmp_path / "old/0a1b2c3d4e5f_config.zip").write_bytes(archive({"a": b"a"}))
    assert "was removed here" in run_import(daemon.data, tmp_path / "old")
    daemon.start()
    assert daemon.runs() == [] and daemon.web.get("/api/results/0a1b2c3d4e5f").status == 404


def test_another_config_than_the_filed_one_is_named(start_daemon, old):
    folder, links = old
    first = [*links][0].rsplit("/", 1)[1]
    daemon = start_daemon()
    daemon.stop()
    run_import(daemon.data, folder)
    (folder / f"{first}_config.zip").write_bytes(archive({"other": b"x"}))
    assert f"{first}_config.zip: another config is filed here" in run_import(daemon.data, folder, code=1)
