"""Config archives as they were met in the field: what is said of them is the same by every way in, and stays."""

import shutil

import pytest

from Support.judgement import check
from Support.paths import CASES
from Support.reports import CONFIG, REPORT, put, small
from Support.web import FORM_TYPE, form

NAMES = ["f05-flat", "f05-vars", "f06-symlink", "f09-secrets-missed", "f09-no-secrets"]
MISSED = [
    "luks_key", "fernet_key", "oidc_crypto_key", "invoice_ninja_app_key", "maxmind_key", "jwt_key", "session_key", "wg_privkey",
    "tailscale_authkey_cp", "logged_in_key", "auth_salt", "amqp_credentials", "openai_api_key"]


def config(name):
    return (CASES / f"{name}.zip").read_bytes()


def by_upload(daemon, tag, content):
    body = form(("file", REPORT, small(tag)), ("config_file", CONFIG, content))
    return daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, body).json()["uuid"]


def by_drop(daemon, tag, content):
    put(daemon.inbox / tag, small(tag), content)
    return daemon.receipt(f"{tag}/{REPORT}")["uuid"]


def listing(daemon, uuid):
    """All that is said of a run's config."""
    return daemon.web.json(f"/api/benchmarks/{uuid}/config/files")


def after_restart(daemon):
    daemon.restart()


def after_rebuild(daemon):
    daemon.stop()
    for file in daemon.data.glob("catalog.sqlite*"):
        file.unlink()
    daemon.start()


@pytest.fixture(params=[by_upload, by_drop], ids=["upload", "drop"])
def way(request):
    return request.param


@pytest.fixture(params=[lambda daemon: None, after_restart, after_rebuild], ids=["at once", "restarted", "rebuilt"])
def later(request):
    return request.param


def test_directories_that_one_side_shares_are_left_out(start_daemon, way, later):
    daemon = start_daemon()
    flat, vars_ = (way(daemon, name, config(name)) for name in ("f05-flat", "f05-vars"))
    later(daemon)
    compared = daemon.web.json(f"/api/compare/config?runs={flat},{vars_}")
    assert compared["totals"] == {"changed": 1, "only_in_baseline": 0, "only_in_other": 0, "same": 1}
    assert (compared["baseline_root"], compared["other_root"]) == (None, "vars/")
    assert [entry["path"] for entry in compared["entries"]] == ["filesystems.yaml", "paths.yaml"]
    page = daemon.web.get(f"/compare/config?runs={flat},{vars_}").body.decode()
    assert "Paths are compared below the top of the baseline and <span class=\"path\">vars/</span> of the other." in page


def test_links_are_listed_with_their_targets_and_not_followed(start_daemon, way, later):
    daemon = start_daemon()
    uuid = way(daemon, "links", config("f06-symlink"))
    later(daemon)
    found = {entry["path"]: (entry["type"], entry.get("target")) for entry in listing(daemon, uuid)["entries"]}
    assert found == {
        "bench-main/inventory/prod/group_vars/all.yml": ("file", None),
        "bench-main/inventory/test/group_vars": ("link", "../prod/group_vars"),
        "bench-main/current.yml": ("link", "inventory/prod/group_vars/all.yml")}
    answer = daemon.web.get(f"/api/benchmarks/{uuid}/config/files/bench-main/current.yml")
    assert answer.body == b"inventory/prod/group_vars/all.yml"
    assert daemon.config(uuid) == config("f06-symlink")


def test_what_is_secret_is_found(start_daemon, way, later):
    daemon = start_daemon()
    content = config("f09-secrets-missed")
    uuid = way(daemon, "secrets", content)
    later(daemon)
    findings = listing(daemon, uuid)["findings"]
    assert [(finding["line"], finding["name"]) for finding in findings] == list(enumerate(MISSED, 1))
    receipt = daemon.web.json(f"/api/benchmarks/{uuid}/receipt")
    assert [warning["name"] for warning in receipt["warnings"]] == MISSED


def test_what_is_not_secret_is_not_found(start_daemon, way, later):
    daemon = start_daemon()
    uuid = way(daemon, "no-secrets", config("f09-no-secrets"))
    later(daemon)
    assert listing(daemon, uuid)["findings"] == []


@pytest.mark.parametrize("name", NAMES)
def test_check_takes_them(tmp_path, name):
    shutil.copy(CASES / f"{name}.zip", tmp_path / CONFIG)
    assert check(tmp_path / CONFIG) is None
