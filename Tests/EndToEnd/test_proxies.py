"""benchd behind nginx and Caddy with the configurations of packaging/: TLS, a path, tokens, uploads that stream."""

import json
import re
import shutil
import socket
import ssl

import pytest

from Support.proxies import NAME, Caddy, Nginx
from Support.reports import REPORT, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

TOKEN = "token-of-rig-01-for-uploads"


NO_CADDY = pytest.mark.skipif(shutil.which("caddy") is None, reason="there is no caddy here (Debian: caddy)")


@pytest.fixture(params=[Nginx, pytest.param(Caddy, marks=[pytest.mark.slow, NO_CADDY])])
def behind(request, start_daemon, tmp_path):
    """(daemon, proxy)."""
    tokens = tmp_path / "tokens"
    tokens.write_text(f"rig-01:upload:{TOKEN}\n")
    tokens.chmod(0o600)
    daemon = start_daemon(
        "--trusted-proxy", "127.0.0.1", "--allowed-hosts", NAME, "--base-path", "/bench", "--token-file", str(tokens))
    proxy = request.param(tmp_path / "proxy").start(daemon.port)
    yield daemon, proxy
    proxy.stop()


def upload(proxy, path, *arguments):
    answer = proxy.curl(
        "-w", "\n%{http_code}", "-F", f"file=@{path}", *arguments, f"{proxy.url}/bench/api/upload")
    body, status = answer.stdout.decode().rsplit("\n", 1)
    return int(status), body and json.loads(body)


def test_pages_and_links_are_below_the_path(behind):
    _, proxy = behind
    page = proxy.curl(f"{proxy.url}/bench/").stdout.decode()

    assert re.search('href="/bench/assets/v[0-9a-f]{16}/css/base.css"', page) and 'href="/bench/inbox"' in page
    assert f"{proxy.url}/bench/api/upload" in page and "Authorization: Bearer TOKEN" in page
    assert proxy.curl(f"{proxy.url}/bench/assets/css/base.css").stdout.startswith(b"/* The look")
    assert proxy.curl("-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", f"{proxy.url}/bench").stdout.decode() \
        == f"308 {proxy.url}/bench/"


def test_an_upload_needs_its_token_and_has_its_name(behind, tmp_path):
    daemon, proxy = behind
    path = tmp_path / REPORT
    path.write_bytes(small("a"))

    status, problem = upload(proxy, path)
    assert status == 401 and problem["type"] == "/problems/token-required"
    status, answer = upload(proxy, path, "-u", f"rig:{TOKEN}")
    assert status == 200 and answer["link"] == f"/bench/benchmarks/{answer['uuid']}"
    receipt = daemon.web.json(f"/api/benchmarks/{answer['uuid']}/receipt")
    assert receipt["uploaded_by"] == "rig-01"
    assert "rig-01" in proxy.curl(proxy.url + answer["link"]).stdout.decode()


def test_a_large_upload_comes_whole(behind, tmp_path):
    daemon, proxy = behind
    report = json.dumps({"data": {"b": {"ext4": {"padding": "x" * 6_000_000}}}}).encode()
    path = tmp_path / REPORT
    path.write_bytes(report)

    status, answer = upload(proxy, path, "-H", f"Authorization: Bearer {TOKEN}")
    assert status == 200 and daemon.report(answer["uuid"]) == report


def test_an_upload_streams(behind):
    """The spool grows before the sender has sent its end: the proxy keeps nothing back."""
    daemon, proxy = behind
    body = form(("file", REPORT, small("x") + b" " * 3_000_000))
    context = ssl.create_default_context(cafile=proxy.certificate)
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=60) as plain, \
            context.wrap_socket(plain, server_hostname=NAME) as connection:
        connection.sendall(
            f"POST /bench/api/upload HTTP/1.1\r\nHost: {NAME}\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: {FORM_TYPE}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body[:2_000_000])
        spool = daemon.inbox / ".uploads"
        eventually(lambda: sum(file.stat().st_size for file in spool.iterdir()) > 1_000_000, "the spool to grow")
        connection.sendall(body[2_000_000:])
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 200"), answer


@pytest.mark.parametrize("fields", [
    ["Host: evil.example"], ["Forwarded: host=localhost;for=127.0.0.1", "Host: evil.example"],
    ["X-Forwarded-Host: localhost", "Host: evil.example"],
], ids=str)
def test_a_foreign_name_shows_nothing(behind, fields):
    """nginx closes the connection, Caddy answers 200 with nothing."""
    _, proxy = behind
    headers = [part for field in fields for part in ("-H", field)]
    answer = proxy.curl("-w", "%{http_code}", *headers, f"{proxy.url}/bench/")

    assert answer.stdout in (b"000", b"200", b"421"), answer


def test_what_a_client_forges_does_not_reach_benchd(behind):
    """Ten wrong tokens stop the address that the proxy sees, whatever the client claims to be."""
    _, proxy = behind
    statuses = [
        proxy.curl(
            "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", "-H", f"Authorization: Bearer wrong-token-{number}", "-H",
            f"Forwarded: for=192.0.2.{number}", "-H", f"X-Forwarded-For: 192.0.2.{number}", f"{proxy.url}/bench/api/upload").stdout
        for number in range(11)]
    assert statuses == [b"401"] * 10 + [b"429"]


def test_the_own_origin_is_known_behind_tls(behind):
    _, proxy = behind
    def ask(origin):
        return proxy.curl(
            "-o", "/dev/null", "-w", "%{http_code}", "-H", f"Origin: {origin}", "-H", f"Authorization: Bearer {TOKEN}", "-F",
            "source=x", f"{proxy.url}/bench/api/upload").stdout
    assert ask(proxy.url) == b"400"
    assert ask("https://evil.example") == b"403"
    assert ask(f"https://{NAME}") == b"403"
