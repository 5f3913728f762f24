"""The inbox, the upload and `benchd check` judge every report and archive alike."""

import io
import zipfile

import pytest

from Support.archives import BAD_ARCHIVES, GOOD_ARCHIVES
from Support.judgement import BAD_REPORTS, check
from Support.paths import FIXTURE_NAMES
from Support.reports import CONFIG, REPORT, VARIANTS, encode, fixture_bytes, fixture_config, put, small
from Support.web import FORM_TYPE, form

ACCEPTED = {**{name: encode(report) for name, report in VARIANTS.items()}, **{name: fixture_bytes(name) for name in FIXTURE_NAMES}}


def upload(daemon, *parts):
    return daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))


@pytest.mark.parametrize("bad", BAD_REPORTS, ids=lambda bad: bad.name)
def test_a_bad_report_gets_the_same_problem_everywhere(shared_daemon, tmp_path, bad):
    (tmp_path / REPORT).write_bytes(bad.content)
    problem = check(tmp_path / REPORT)
    assert {key: problem.get(key) for key in bad.expected} == bad.expected
    assert problem["status"] == 422 and problem["detail"].endswith(".")

    answer = upload(shared_daemon, ("file", REPORT, bad.content))
    assert answer.status == 422 and answer.problem() == problem

    rig = bad.name.replace(" ", "-")
    put(shared_daemon.inbox / rig, bad.content)
    assert shared_daemon.receipt(f"{rig}/{REPORT}")["problem"] == problem


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_good_report_is_accepted_everywhere(shared_daemon, tmp_path, name):
    content = ACCEPTED[name]
    (tmp_path / REPORT).write_bytes(content)
    assert check(tmp_path / REPORT) is None

    answer = upload(shared_daemon, ("file", REPORT, content))
    assert answer.status == 200, answer.body
    uuid = answer.json()["uuid"]
    assert shared_daemon.report(uuid) == content

    rig = name.replace(" ", "-")
    put(shared_daemon.inbox / rig, content)
    receipt = shared_daemon.receipt(f"{rig}/{REPORT}")
    assert (receipt["outcome"], receipt["uuid"]) == ("duplicate", uuid)


@pytest.mark.parametrize("name", BAD_ARCHIVES)
def test_a_bad_archive_gets_the_same_problem_everywhere(shared_daemon, tmp_path, name):
    content, kind = BAD_ARCHIVES[name]
    (tmp_path / CONFIG).write_bytes(content)
    problem = check(tmp_path / CONFIG)
    assert problem["type"] == f"/problems/{kind}"

    answer = upload(shared_daemon, ("file", REPORT, small(f"upload {name}")), ("config_file", CONFIG, content))
    assert answer.status == 200 and answer.json()["warnings"] == [problem]

    rig = "config-" + name.replace(" ", "-")
    put(shared_daemon.inbox / rig, small(f"drop {name}"), content)
    assert shared_daemon.receipt(f"{rig}/{REPORT}")["warnings"] == [problem]


@pytest.mark.parametrize("name", GOOD_ARCHIVES)
def test_a_good_archive_is_accepted_and_kept_as_it_came(shared_daemon, tmp_path, name):
    content = GOOD_ARCHIVES[name]
    (tmp_path / CONFIG).write_bytes(content)
    assert check(tmp_path / CONFIG) is None

    answer = upload(shared_daemon, ("file", REPORT, small(f"with {name}")), ("config_file", CONFIG, content)).json()
    assert shared_daemon.config(answer["uuid"]) == content


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_the_listing_of_a_config_is_what_python_reads(shared_daemon, name):
    answer = upload(
        shared_daemon, ("file", REPORT, small(f"config of {name}")), ("config_file", CONFIG, fixture_config(name))).json()
    entries = shared_daemon.web.json(f"/api/benchmarks/{answer['uuid']}/config/files")["entries"]

    assert [(entry["path"], entry["size"], entry["compressed_size"], entry["method"]) for entry in entries] \
        == listing(fixture_config(name))
    assert [entry["index"] for entry in entries] == list(range(len(entries)))
    assert not any(entry["encrypted"] for entry in entries)


METHODS = {zipfile.ZIP_STORED: "stored", zipfile.ZIP_DEFLATED: "deflate"}


def listing(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [
            (info.filename, info.file_size, info.compress_size, METHODS[info.compress_type]) for info in archive.infolist()]


def test_an_encrypted_entry_is_listed_as_one(shared_daemon):
    answer = upload(
        shared_daemon, ("file", REPORT, small("secret")), ("config_file", CONFIG, GOOD_ARCHIVES["encrypted"])).json()
    [entry] = shared_daemon.web.json(f"/api/benchmarks/{answer['uuid']}/config/files")["entries"]

    assert (entry["path"], entry["encrypted"]) == ("secret.yaml", True)
