"""Looking into config archives that real tools made, and comparing them."""

import io
import subprocess
import zipfile
from urllib.parse import quote

import pytest

from Support.archives import archive
from Support.reports import fixture_bytes, fixture_config, put, small
from Support.waiting import eventually

TREE = {
    "vars/filesystems.yaml": "filesystems:\n  - ext4\n  - xfs\n",
    "vars/a b?c#d%25&e=+.yaml": "odd: 1\n",
    "vars/größe-ベンチ.ini": "[a]\nb = ö\n",
    "vars/.env": "A=1\n",
    "page.html": "<script>alert(1)</script>\n",
}


def file_run(daemon, config, tag="run"):
    """Files a run with this config, and returns the run."""
    folder = daemon.inbox / tag
    put(folder, small(tag), config)
    return eventually(lambda: next((run for run in daemon.runs() if run["source"] == tag), None), tag)


def files(daemon, run, path=""):
    address = f"/api/benchmarks/{run['uuid']}/config/files"
    return daemon.web.get(address + ("/" + quote(path, safe="/") if path else ""))


@pytest.fixture
def tree(tmp_path):
    """A directory with TREE's files."""
    folder = tmp_path / "tree"
    for name, content in TREE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


def packed(tree, *command):
    """What a command makes of the directory as ../made.zip."""
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    return (tree.parent / "made.zip").read_bytes()


@pytest.mark.parametrize("command", [
    ("zip", "-r", "../made.zip", "."),
    ("zip", "-0", "-r", "../made.zip", "vars", "page.html"),
    ("7zz", "a", "-tzip", "../made.zip", "."),
    ("bsdtar", "-a", "-cf", "../made.zip", "."),
    ("/usr/bin/python3", "-m", "zipfile", "-c", "../made.zip", "vars", "page.html"),
], ids=lambda command: " ".join(command[:2]))
def test_every_entry_of_every_tool_is_shown(daemon, tree, command):
    run = file_run(daemon, packed(tree, *command))
    listed = [entry for entry in files(daemon, run).json()["entries"] if entry["type"] == "file"]

    assert sorted(entry["path"].removeprefix("./") for entry in listed) == sorted(TREE)
    for entry in listed:
        content = TREE[entry["path"].removeprefix("./")].encode()
        answer = files(daemon, run, entry["path"])
        assert (answer.status, answer.body, entry["size"]) == (200, content, len(content)), entry
        assert answer.header("Content-Type") == "text/plain; charset=utf-8"
        assert answer.header("X-Content-Type-Options") == "nosniff"
        assert answer.header("Benchd-Entry-Cut") == "false"


@pytest.mark.parametrize("command, is_hidden", [
    (("zip", "-P", "pw", "-r", "../made.zip", "vars"), False),
    (("7zz", "a", "-tzip", "-ppw", "-mem=AES256", "../made.zip", "vars"), True),
], ids=["ZipCrypto", "AES"])
def test_encrypted_entries_are_marked_and_not_opened(daemon, tree, command, is_hidden):
    content = packed(tree, *command)
    run = file_run(daemon, content)
    entries = [entry for entry in files(daemon, run).json()["entries"] if entry["type"] == "file"]

    assert entries and all(entry["encrypted"] for entry in entries)
    problem = files(daemon, run, entries[0]["path"]).problem()
    assert (problem["type"], problem["status"], problem["entry"]) == ("/problems/config-encrypted", 422, entries[0]["path"])
    # The same files encrypted once more: other bytes, and AES leaves nothing to tell by.
    (tree.parent / "made.zip").unlink()
    again = file_run(daemon, packed(tree, *command), "again")
    compared = daemon.web.json(f"/api/compare/config?runs={run['uuid']},{again['uuid']}")["entries"]
    assert {entry["status"] for entry in compared} == ({"changed"} if is_hidden else {"same"})
    assert all((entry["no_diff"] is not None) == is_hidden for entry in compared)


def test_a_bomb_is_cut_and_a_nested_archive_is_a_download(daemon):
    run = file_run(daemon, archive({"zeros": b"0" * (40 << 20), "nested.zip": archive()}))

    answer = files(daemon, run, "zeros")
    assert answer.body == b"0" * (1 << 20)
    assert (answer.header("Benchd-Entry-Bytes"), answer.header("Benchd-Entry-Cut")) == (str(40 << 20), "true")
    nested = files(daemon, run, "nested.zip")
    assert nested.body == archive()
    assert nested.header("Content-Type") == "application/octet-stream"
    assert nested.header("Content-Disposition") == 'attachment; filename="nested.zip"'


def test_a_damaged_entry_says_so_and_the_others_are_shown(daemon):
    content = bytearray(archive({"bad.yaml": b"a" * 99, "good.yaml": b"b\n"}, zipfile.ZIP_STORED))
    content[content.index(b"aaaa") + 5] ^= 1
    run = file_run(daemon, bytes(content))

    problem = files(daemon, run, "bad.yaml").problem()
    assert (problem["type"], problem["entry"]) == ("/problems/config-damaged", "bad.yaml")
    assert files(daemon, run, "good.yaml").body == b"b\n"


def test_two_runs_are_compared_line_by_line(daemon):
    first = file_run(daemon, archive({"vars/fs.yaml": b"- ext4\n- xfs\n", "old": b"1", "same": b"2"}), "one")
    second = file_run(daemon, archive({"vars/fs.yaml": b"- ext4\n- zfs\n", "new": b"1", "same": b"2"}), "two")
    compared = daemon.web.json(f"/api/compare/config?runs={first['uuid']},latest")

    assert (compared["baseline"]["uuid"], compared["other"]["uuid"]) == (first["uuid"], second["uuid"])
    assert compared["totals"] == {"changed": 1, "only_in_baseline": 1, "only_in_other": 1, "same": 1}
    changed = compared["entries"][0]
    assert [(line["op"], line["text"]) for line in changed["diff"]["hunks"][0]["lines"]] == [
        ("same", "- ext4"), ("removed", "- xfs"), ("added", "- zfs")]
    page = daemon.web.get(f"/compare/config?runs={first['uuid']},{second['uuid']}")
    assert page.status == 200 and b"- zfs" in page.body
    choice = daemon.web.get(f"/compare/config?runs={first['uuid']}")
    assert f"/compare/config?runs={first['uuid']},{second['uuid']}".encode() in choice.body


def test_hostile_comparisons_are_bounded(daemon):
    def many(letter):
        return archive({f"f{number:04}": letter * 9 + b"\n" for number in range(2000)})

    def texts(seed):
        lines = [b"%x\n" % (number * seed % 65521) for number in range(40_000)]
        return archive({f"t{number}": b"".join(lines[number:]) for number in range(9)})

    for name, make in (("many", many), ("texts", texts)):
        runs = [file_run(daemon, make(seed), f"{name}-{index}") for index, seed in enumerate(
            (b"a", b"b") if make is many else (7, 11))]
        compared = daemon.web.json(f"/api/compare/config?runs={runs[0]['uuid']},{runs[1]['uuid']}")
        with_diff = [entry for entry in compared["entries"] if entry["diff"]]
        assert len(compared["entries"]) == min(compared["totals"]["changed"], 250)
        assert len(with_diff) == (200 if make is many else 0)
        assert all(entry["no_diff"] for entry in compared["entries"] if not entry["diff"])


def test_a_real_archive_is_shown(daemon):
    put(daemon.inbox / "rig", fixture_bytes("minute-baseline"), fixture_config("minute-baseline"))
    run = daemon.only_run()
    with zipfile.ZipFile(io.BytesIO(fixture_config("minute-baseline"))) as zip_file:
        for name in zip_file.namelist():
            if not name.endswith("/"):
                assert files(daemon, run, name).body == zip_file.read(name)


def test_the_page_of_a_large_archive_lists_its_beginning(daemon):
    run = file_run(daemon, archive({f"vars/{number:04}.yaml": b"a: 1\n" for number in range(600)}))
    page = daemon.web.get(run["link"], Accept="text/html").body.decode()

    assert "config/files/vars/0099.yaml" in page and "config/files/vars/0100.yaml" not in page
    # The settings are bounded by themselves.
    assert '<h3 class="path">vars/0299.yaml</h3>' in page and "vars/0300.yaml" not in page and "300 more are in the" in page
    assert f"<a href=\"{run['link']}/config\">500 members more" in page
    assert len(files(daemon, run).json()["entries"]) == 600
