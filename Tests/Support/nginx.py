"""An nginx of a test's own, as a foreground process, and what passes between it and the server behind it."""

import shutil
import socket
import subprocess
import threading
from pathlib import Path

from .ssh import free_port
from .waiting import eventually

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"

CONFIGURATION = """\
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/errors;
events {{ worker_connections 512; }}
http {{
    log_format requests '$upstream_addr $request_uri';
    access_log {folder}/requests requests;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    large_client_header_buffers 4 32k;
    client_max_body_size 0;
    underscores_in_headers on;
    ignore_invalid_headers off;
    upstream benchd {{
        server 127.0.0.1:{upstream};
        keepalive 4;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://benchd;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host localhost;
            proxy_request_buffering {buffering};
            proxy_next_upstream off;
            # Tests end their side behind the last byte.
            proxy_ignore_client_abort on;
        }}
    }}
}}
"""


class Nginx:
    """Forwards to a port of this machine over connections that it keeps, with all that it may let through let through."""

    def __init__(self, folder, upstream, buffering):
        self._folder = Path(folder)
        self._upstream = upstream
        self._buffering = buffering
        self._process = None

    def start(self):
        # Another process may take the port before nginx does.
        eventually(self._starts, "an nginx that listens", interval=0)
        return self

    def _starts(self):
        self.port = free_port()
        configuration = self._folder / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(
            folder=self._folder, upstream=self._upstream, port=self.port, buffering="on" if self._buffering else "off"))
        self._process = subprocess.Popen(
            [NGINX, "-p", str(self._folder), "-e", str(self._folder / "errors"), "-c", str(configuration)], stdin=subprocess.DEVNULL)
        return eventually(lambda: self._process.poll() is not None or self._listens(), "nginx to listen") and self._process.poll() is None

    def _listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def forwarded(self):
        """The targets of the requests that it has forwarded so far, in order."""
        lines = (self._folder / "requests").read_text(errors="replace").splitlines()
        # `-` is the address of a request that it has answered itself.
        return [target for address, _, target in (line.partition(" ") for line in lines) if address != "-"]

    def stop(self):
        """Lets it finish what is under way."""
        self._process.terminate()
        try:
            self._process.wait(30)
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()


class Tap:
    """Passes connections on to a port, and keeps what comes back from there."""

    def __init__(self, port):
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        self.received = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._port))
            record = bytearray()
            self.received.append(record)
            threading.Thread(target=self._pass, args=(client, server, bytearray()), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, record), daemon=True).start()

    @staticmethod
    def _pass(source, target, record):
        try:
            while block := source.recv(1 << 16):
                record += block
                target.sendall(block)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            for side in (source, target):
                try:
                    side.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def close(self):
        self._listener.close()
