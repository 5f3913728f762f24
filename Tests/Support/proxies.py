"""Proxies in front of a daemon: the configurations of packaging/ on free ports, each as one process of the test."""

import os
import re
import subprocess
from pathlib import Path

from .paths import ROOT
from .ssh import answers, free_port
from .waiting import eventually

PACKAGING = ROOT / "packaging"
NAME = "bench.example"
FRAME = """\
daemon off;
master_process off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log info;
events {{ worker_connections 512; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/benchd.conf;
}}
"""


def make_certificate(folder, name=NAME):
    """A certificate of its own for a name: (certificate, key)."""
    certificate, key = Path(folder) / "certificate.pem", Path(folder) / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True, timeout=60)
    return certificate, key


class Proxy:
    """A proxy with a certificate of its own."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.certificate, self.key = make_certificate(self.folder)
        self.port = None
        self._process = None

    def start(self, daemon_port):
        eventually(lambda: self._starts(daemon_port), "the proxy to listen", interval=0)
        return self

    def _starts(self, daemon_port):
        self.port = free_port()
        command = self.configure(daemon_port)
        with open(self.folder / "output", "wb") as output:
            self._process = subprocess.Popen(
                command, cwd=self.folder, env={**os.environ, "HOME": str(self.folder)}, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        eventually(lambda: answers(self.port) or self._process.poll() is not None, "the proxy")
        return self._process.poll() is None

    def configure(self, daemon_port):
        """Writes the configuration; returns the command that serves it."""
        raise NotImplementedError

    @property
    def url(self):
        return f"https://{NAME}:{self.port}"

    def curl(self, *arguments, name=NAME, **options):
        """curl that knows the certificate, and where the name is."""
        return subprocess.run(
            ["curl", "--silent", "--show-error", "--cacert", str(self.certificate), "--resolve", f"{name}:{self.port}:127.0.0.1",
             *arguments], capture_output=True, timeout=120, check=False, **options)

    def stop(self):
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)


def replaced(name, pairs):
    """A configuration of packaging/ with other values, each of which must be there."""
    text = (PACKAGING / name).read_text()
    for pattern, value in pairs:
        text, count = re.subn(pattern, value, text, flags=re.MULTILINE)
        assert count, f"{name} has no {pattern}"
    return text


class Nginx(Proxy):
    def configure(self, daemon_port):
        (self.folder / "benchd.conf").write_text(replaced("nginx.conf", [
            (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{daemon_port};"), (r"listen 443 ", f"listen 127.0.0.1:{self.port} "),
            (r"/etc/ssl/bench\.example\.pem", str(self.certificate)), (r"/etc/ssl/private/bench\.example\.key", str(self.key))]))
        (self.folder / "nginx.conf").write_text(FRAME.format(folder=self.folder))
        return ["/usr/sbin/nginx", "-p", str(self.folder), "-e", str(self.folder / "error.log"), "-c", str(self.folder / "nginx.conf")]


class Caddy(Proxy):
    def configure(self, daemon_port):
        (self.folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + replaced("Caddyfile", [
            (r"^bench\.example \{", f"https://{NAME}:{self.port} {{\n\tbind 127.0.0.1\n\ttls {self.certificate} {self.key}"),
            (r"127\.0\.0\.1:8000 \{", f"127.0.0.1:{daemon_port} {{")]))
        return ["caddy", "run", "--adapter", "caddyfile", "--config", str(self.folder / "Caddyfile")]
