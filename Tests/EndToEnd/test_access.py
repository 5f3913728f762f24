"""Who may do what: hosts, tokens, closed installations, of the built daemon."""

import hashlib
import json
import re
import signal
import subprocess

import pytest

from Support.daemon import benchd
from Support.reports import REPORT, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

UPLOAD, READ = "upload-token-of-rig-01", "read-token-of-ada-lovelace"


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def token_file(tmp_path):
    """Makes a file of tokens that its owner alone may read."""
    def make(text, name="tokens", mode=0o600):
        path = tmp_path / name
        path.write_text(text)
        path.chmod(mode)
        return path
    return make


def upload(daemon, tag="a", headers=None):
    return daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE, **(headers or {})}, form(("file", REPORT, small(tag))))


# Hosts

@pytest.mark.parametrize("path", ["/", "/api/benchmarks", "/assets/css/base.css", "/healthz", "/nothing", "/inbox"])
def test_a_foreign_host_is_told_the_option(daemon, path):
    answer = daemon.web.get(path, Host="evil.example")

    assert answer.status == 421
    problem = answer.problem()
    assert problem["type"] == "/problems/misdirected-request" and "--allowed-hosts" in problem["detail"]
    assert "--allowed-hosts evil.example" in daemon.wait_for_log("evil.example")


def test_the_log_has_one_line_for_many_foreign_hosts(daemon):
    for number in range(50):
        assert daemon.web.get("/", Host=f"evil-{number}.example\x1b").status in (400, 421)
        assert daemon.web.get("/", Host=f"evil-{number}.example").status == 421
    assert daemon.log().count("--allowed-hosts") == 1


def test_allowed_hosts_and_a_star_are_answered(start_daemon):
    named = start_daemon("--allowed-hosts", "bench.example, other.example", folder="a")
    assert [named.web.get("/healthz", Host=host).status for host in ("bench.example:1", "OTHER.example", "evil.example")] == [200, 200, 421]
    assert start_daemon("--allowed-hosts", "*", folder="b").web.get("/healthz", Host="evil.example").status == 200
    rendered = start_daemon(folder="c", environment={"RENDER_EXTERNAL_HOSTNAME": "x.onrender.com"})
    assert [rendered.web.get("/healthz", Host=host).status for host in ("x.onrender.com", "y.onrender.com")] == [200, 421]


def raw(daemon, text):
    with daemon.web.connect() as connection:
        connection.sendall(text)
        return connection.recv(65536)


def test_absolute_form_counts_by_its_host(daemon):
    assert raw(daemon, b"GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 421")
    assert raw(daemon, b"GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_a_client_without_a_host_is_answered(daemon):
    assert b" 200 " in raw(daemon, b"GET /healthz HTTP/1.0\r\n\r\n").split(b"\r\n")[0]


# Tokens

def test_a_token_uploads_and_its_name_is_kept(start_daemon, token_file):
    digest = hashlib.sha256(b"another-token-of-rig-02").hexdigest()
    path = token_file(f"# rigs\nrig-01:upload:{UPLOAD}\nrig-02:upload:sha256:{digest}\n")
    daemon = start_daemon("--listen", "0.0.0.0:0", "--token-file", str(path))

    refused = upload(daemon)
    assert refused.status == 401 and refused.header("WWW-Authenticate") == 'Bearer realm="benchd", Basic realm="benchd"'
    assert refused.problem()["type"] == "/problems/token-required"
    first = upload(daemon, "a", bearer(UPLOAD)).json()
    second = upload(daemon, "b", bearer("another-token-of-rig-02")).json()
    names = [daemon.web.json(f"/api/benchmarks/{run['uuid']}/receipt")["uploaded_by"] for run in (first, second)]
    assert names == ["rig-01", "rig-02"]
    if daemon.has_files:
        assert json.loads((daemon.data / f"{first['uuid']}.receipt.json").read_bytes())["uploaded_by"] == "rig-01"
    assert "rig-01" in daemon.web.get(first["link"]).body.decode()
    assert UPLOAD not in daemon.log()
    # The receipt is read back when the catalog is made anew.
    daemon.stop()
    for file in daemon.data.glob("*.sqlite*"):
        file.unlink()
    daemon.start()
    assert daemon.web.json(f"/api/benchmarks/{first['uuid']}/receipt")["uploaded_by"] == "rig-01"


def test_an_address_with_a_token_works_as_old_clients_use_it(start_daemon, token_file, tmp_path):
    daemon = start_daemon("--listen", "0.0.0.0:0", "--token-file", str(token_file(f"rig-01:upload:{UPLOAD}\n")))
    (tmp_path / REPORT).write_bytes(small("a"))
    output = subprocess.run(
        ["curl", "-sS", "--fail-with-body", "-F", f"file=@{tmp_path / REPORT}", f"http://rig:{UPLOAD}@127.0.0.1:{daemon.port}/api/upload"],
        capture_output=True, timeout=60, check=True).stdout
    assert json.loads(output)["duplicate"] is False


def test_sighup_reads_the_tokens_again(start_daemon, token_file):
    path = token_file(f"rig-01:upload:{UPLOAD}\n")
    daemon = start_daemon("--listen", "0.0.0.0:0", "--token-file", str(path))
    assert upload(daemon, "a", bearer(UPLOAD)).status == 200

    path.write_text(f"# broken\nrig-01:uplaod:{UPLOAD}\n")
    daemon.signal(signal.SIGHUP)
    line = daemon.wait_for_log("line 2 of")
    assert "a scope is" in line and UPLOAD not in line
    assert upload(daemon, "b", bearer(UPLOAD)).status == 200

    path.write_text("rig-01:upload:a-new-token-of-rig-01\n")
    daemon.signal(signal.SIGHUP)
    eventually(lambda: upload(daemon, "c", bearer(UPLOAD)).status == 401, "the old token to be gone")
    assert upload(daemon, "c", bearer("a-new-token-of-rig-01")).status == 200


@pytest.mark.parametrize("text, mode, part", [
    ("rig-01:upload:short\n", 0o600, "at least 16"), ("x", 0o600, "line 1 of"), (f"rig-01:upload:{UPLOAD}\n", 0o602, "chmod"),
])
def test_a_file_of_tokens_that_is_wrong_ends_the_start(tmp_path, token_file, text, mode, part):
    path = token_file(text, mode=mode)
    for name in ("inbox", "data"):
        (tmp_path / name).mkdir()
    ended = benchd(
        "serve", "--listen", "127.0.0.1:0", "--inbox", tmp_path / "inbox", "--data", tmp_path / "data", "--token-file", path)
    assert ended.returncode == 1 and part in ended.stderr and str(path) in ended.stderr, ended
    assert UPLOAD not in ended.stderr


def test_a_file_that_every_user_may_read_is_warned_of(start_daemon, token_file):
    daemon = start_daemon("--token-file", str(token_file(f"rig-01:upload:{UPLOAD}\n", mode=0o644)))
    assert "chmod o-rwx" in daemon.wait_for_log("every user may read")


def test_benchd_makes_tokens(start_daemon, token_file):
    made = benchd("token", "rig-01")
    secret, line = re.fullmatch(r"token: ([0-9a-f]{64})\nline:  (\S+)\n", made.stdout).groups()
    assert line == f"rig-01:upload:sha256:{hashlib.sha256(secret.encode()).hexdigest()}"
    daemon = start_daemon("--listen", "0.0.0.0:0", "--token-file", str(token_file(line)))
    assert upload(daemon, "a", bearer(secret)).status == 200
    assert benchd("token", "a b").returncode == 2 and benchd("token", "a", "--scope", "all").returncode == 2
    assert benchd("token").returncode == 2


# Closed installations

@pytest.fixture
def closed(start_daemon, token_file):
    return start_daemon("--read-token-file", str(token_file(f"ada:read:{READ}\nrig-01:upload:{UPLOAD}\n")))


def test_a_closed_installation_needs_a_token_for_everything(closed):
    for path in ["/", "/inbox", "/api/benchmarks", "/api/benchmarks/latest", "/benchmarks/latest", "/api/export", "/api/inbox", "/nothing"]:
        assert closed.web.get(path).status == 401, path
        assert closed.web.get(path, Authorization=f"Bearer {UPLOAD}").status == 403, path
        shown = closed.web.get(path, Authorization=f"Bearer {READ}")
        assert shown.status in (200, 404), path
        if shown.status == 200:
            assert shown.header("Cache-Control") == "private, no-cache"
    assert closed.web.get("/healthz").json() == {"status": "ok"}
    assert closed.web.get("/healthz", Authorization=f"Bearer {READ}").json()["libmicrohttpd"]
    assert closed.web.get("/assets/css/base.css").status == 200


def test_a_stream_ends_with_its_token_and_its_session(closed, tmp_path, token_file):
    def listen(**headers):
        connection = closed.web.connect()
        fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        connection.sendall(f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n{fields}\r\n".encode())
        received = b""
        while b"retry:" not in received:
            received += connection.recv(1 << 16)
        return connection

    def wait_for_the_end(connection):
        connection.settimeout(60)
        received = b""
        while not received.endswith(b"0\r\n\r\n"):
            received += connection.recv(1 << 16)
        connection.close()

    def log_in():
        answer = closed.web.request("POST", "/login", {"Content-Type": FORM_TYPE}, form(("token", None, READ.encode())))
        return answer.header("Set-Cookie").split(";")[0]

    first, second, token = log_in(), log_in(), f"Bearer {READ}"
    streams = [listen(Cookie=first), listen(Cookie=second), listen(Authorization=token)]
    assert closed.web.request("POST", "/logout", {"Content-Type": FORM_TYPE, "Cookie": first}, form(("end", None, b"session"))).status == 303
    wait_for_the_end(streams[0])
    assert b"benchd_events_listeners 2\n" in closed.web.get("/metrics", Authorization=token).body
    token_file("bob:read:a-new-token-of-bob\n")
    closed.signal(signal.SIGHUP)
    wait_for_the_end(streams[1])
    wait_for_the_end(streams[2])


def test_a_login_with_curl(closed, tmp_path):
    jar = tmp_path / "jar"
    def curl(*arguments):
        return subprocess.run(["curl", "-sS", "-b", str(jar), "-c", str(jar), *arguments], capture_output=True, timeout=60, check=True).stdout
    led = curl("-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-H", "Accept: text/html", f"{closed.url}/inbox")
    assert led.decode() == f"303 {closed.url}/login?next=%2Finbox"
    entered = curl("-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-F", f"token={READ}", "-F", "next=/inbox", f"{closed.url}/login")
    assert entered.decode() == f"303 {closed.url}/inbox"
    assert b"Log out" in curl(f"{closed.url}/inbox")
    curl("-X", "POST", f"{closed.url}/logout")
    assert closed.web.get("/inbox").status == 401
    assert b"token-required" in curl(f"{closed.url}/inbox")


def test_the_version_of_the_library_is_said(start_daemon):
    assert re.fullmatch(r"benchd \S+\nlibmicrohttpd \d+\.\d+\.\d+\S*\n", benchd("--version").stdout)
    version = start_daemon(folder="a").web.json("/healthz")["libmicrohttpd"]
    outdated = tuple(map(int, version.split(".")[:3])) < (1, 0, 10)
    network = start_daemon("--listen", "0.0.0.0:0", folder="b")
    assert ("lacks repairs of security" in network.log()) == outdated
