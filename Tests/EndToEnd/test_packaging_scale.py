"""The configurations of packaging/scale, judged by the programs that read them."""

import re
import shutil
import subprocess

import pytest
import yaml

from Support import haproxy
from Support.paths import BENCHD, ROOT
from Support.proxies import make_certificate
from Support.unit import Unit

SCALE = ROOT / "packaging/scale"
DROP_IN = SCALE / "benchd.service.d/store.conf"


def test_haproxy_takes_its_configuration():
    assert haproxy.check(haproxy.CONFIGURATION) == (0, "Configuration file is valid\n")


def test_haproxy_takes_it_with_tls(tmp_path):
    certificate, key = make_certificate(tmp_path)
    (tmp_path / "both.pem").write_bytes(certificate.read_bytes() + key.read_bytes())
    text, count = re.subn(r'^    # (bind .*) crt \S+', rf"    \1 crt {tmp_path}/both.pem", haproxy.CONFIGURATION.read_text(), flags=re.MULTILINE)
    assert count == 1
    (tmp_path / "haproxy.cfg").write_text(re.sub(r'^    bind "\$\{BENCHD_BIND\}"$', "", text, flags=re.MULTILINE))
    code, words = haproxy.check(tmp_path / "haproxy.cfg")
    assert code == 0 and "ALERT" not in words, words


def test_its_timeouts_are_longer_than_what_benchd_waits_for():
    """Four attempts of ten seconds for a database, and a comment each fifteen seconds in a stream of events."""
    sources = ROOT / "Sources/Store/Postgres"
    attempts = int(re.search(r"attemptLimit = (\d+)", (sources / "PostgresStore+Filing.swift").read_text())[1])
    patience = int(re.search(r"commitPatience = Duration\.seconds\((\d+)\)", (sources / "PostgresTransaction.swift").read_text())[1])
    for side in ("client", "server"):
        timeout = int(re.search(rf"timeout {side} (\d+)s", haproxy.CONFIGURATION.read_text())[1])
        assert timeout > attempts * patience + 20


def test_systemd_takes_the_drop_in(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.fail("there is no systemd-analyze; scripts/setup test installs it")
    unit = tmp_path / "benchd.service"
    # The program of a package is not on this machine.
    unit.write_text((ROOT / "packaging/systemd/benchd.service").read_text().replace("/usr/bin/benchd", str(BENCHD)))
    (tmp_path / "benchd.service.d").mkdir()
    shutil.copy(DROP_IN, tmp_path / "benchd.service.d")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_drop_in_waits_for_no_database():
    values = Unit(DROP_IN).values
    assert values["After"] == ["postgresql.service"]
    # A database that is away makes drops wait; it must not end the daemon.
    assert not {"Requires", "BindsTo", "Requisite", "PartOf"} & values.keys()
    assert {value.split("=")[0] for value in values["Environment"]} == {"PGPASSFILE", "PGSERVICEFILE"}


def test_the_compose_file_fits_the_image_and_haproxy():
    compose = yaml.safe_load((SCALE / "compose.yaml").read_text())
    services = compose["services"]
    addresses = {name: service["networks"]["benchd"]["ipv4_address"] for name, service in services.items()}
    assert len(set(addresses.values())) == len(services) == 4
    for name in ("a", "b"):
        service = services[name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert {volume.split(":")[1] for volume in service["volumes"]} == {"/inbox", "/data"}
        assert (SCALE / service["build"] / "Dockerfile").exists()
        assert service["environment"]["BENCHD_TRUSTED_PROXY"] == addresses["haproxy"]
        assert f"host={addresses['postgres']} " in service["environment"]["BENCHD_STORE"]
    # The path of an inbox is known by the name of its machine.
    assert services["a"]["hostname"] != services["b"]["hostname"]
    assert services["a"]["volumes"] != services["b"]["volumes"]
    proxy = services["haproxy"]
    assert (proxy["environment"]["BENCHD_A"], proxy["environment"]["BENCHD_B"]) == (f"{addresses['a']}:8000", f"{addresses['b']}:8000")
    names = set(re.findall(r"^    presetenv (\w+)", haproxy.CONFIGURATION.read_text(), re.MULTILINE))
    assert proxy["environment"].keys() == names
    assert (SCALE / proxy["volumes"][0].split(":")[0]).exists()
    assert haproxy.check(haproxy.CONFIGURATION, **proxy["environment"])[0] == 0
