"""Secrets in config archives are found however the archive comes in, named by member and line, and repeated nowhere."""

from Support.archives import archive
from Support.reports import CONFIG, REPORT, put, small
from Support.web import FORM_TYPE, form

VALUE = "hunter2-never-shown"
LEAKY = archive({
    "vars/": b"", "vars/clean.yaml": b"size: 4k\n", "vars/all.yaml": f"---\nuser: bench\nansible_password: {VALUE}\n".encode(),
    "vars/vaulted.yaml": b"ansible_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n",
    ".env": f"API_TOKEN={VALUE}\n".encode()})
FOUND = [("vars/all.yaml", 3, "ansible_password"), (".env", None, None), (".env", 1, "API_TOKEN")]


def found(warnings):
    assert all(warning["type"] == "/problems/config-secret" for warning in warnings), warnings
    return [(warning["entry"], warning.get("line"), warning.get("name")) for warning in warnings]


def upload(daemon, *parts):
    return daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts)).json()


def test_an_upload_is_filed_and_told(shared_daemon):
    answer = upload(shared_daemon, ("file", REPORT, small("leaky upload")), ("config_file", CONFIG, LEAKY))

    assert found(answer["warnings"]) == FOUND
    assert shared_daemon.config(answer["uuid"]) == LEAKY
    assert found(shared_daemon.web.json(f"/api/benchmarks/{answer['uuid']}/receipt")["warnings"]) == FOUND


def test_a_drop_is_filed_and_its_receipt_tells(shared_daemon):
    put(shared_daemon.inbox / "leaky", small("leaky drop"), LEAKY)
    receipt = shared_daemon.receipt(f"leaky/{REPORT}")

    assert (receipt["outcome"], found(receipt["warnings"])) == ("accepted", FOUND)


def test_a_late_config_is_attached_and_its_receipt_tells(start_daemon):
    daemon = start_daemon("--pair-wait", "10ms")
    put(daemon.inbox / "rig", small("late"))
    uuid = daemon.receipt(f"rig/{REPORT}")["uuid"]
    (daemon.inbox / "rig" / CONFIG).write_bytes(LEAKY)
    receipt = daemon.receipt(f"rig/{CONFIG}")

    assert (receipt["outcome"], found(receipt["warnings"])) == ("attached", FOUND)
    assert found(daemon.web.json(f"/api/benchmarks/{uuid}/receipt")["warnings"]) == FOUND


def test_the_listing_has_the_findings_also_after_a_rebuild(start_daemon):
    daemon = start_daemon()
    uuid = upload(daemon, ("file", REPORT, small("listed")), ("config_file", CONFIG, LEAKY))["uuid"]
    before = daemon.web.json(f"/api/benchmarks/{uuid}/config/files")
    assert [(finding["entry"], finding["line"], finding["name"]) for finding in before["findings"]] == FOUND

    daemon.stop()
    for file in daemon.data.glob("catalog.sqlite*"):
        file.unlink()
    daemon.start()
    assert daemon.web.json(f"/api/benchmarks/{uuid}/config/files") == before


def test_the_value_is_in_the_archive_alone(start_daemon):
    daemon = start_daemon()
    uuid = upload(daemon, ("file", REPORT, small("quiet")), ("config_file", CONFIG, archive({
        "a.yaml": f"password: {VALUE}\n".encode(), "b/id_rsa": f"-----BEGIN RSA PRIVATE KEY-----\n{VALUE}\n".encode()})))["uuid"]
    put(daemon.inbox / "rig", small("quiet too"), LEAKY)
    daemon.receipt(f"rig/{REPORT}")
    answers = [daemon.web.request("GET", path).body for path in (
        "/", "/inbox", f"/benchmarks/{uuid}", f"/api/benchmarks/{uuid}/receipt", f"/api/benchmarks/{uuid}/config/files",
        f"/api/benchmarks/{uuid}/summary", "/api/inbox")]

    assert not any(VALUE.encode() in answer for answer in answers)
    kept = [file for folder in (daemon.inbox, daemon.data) for file in folder.rglob("*") if file.is_file() and file.suffix != ".zip"]
    assert any(file.suffix == ".sqlite" for file in kept)
    assert [file for file in kept if VALUE.encode() in file.read_bytes()] == []
    assert VALUE not in daemon.log()
