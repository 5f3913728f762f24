"""nginx over a folder of files."""

import os
import shutil

from ..places import PROGRAMS
from ..processes import Server, free_port, listens

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


class Nginx(Server):
    def __init__(self, folder):
        self.files = folder / "files"
        self.files.mkdir(parents=True)
        self.port = free_port()
        configuration = folder / "nginx.conf"
        # As root its workers would be nobody, who may not read the folder.
        user = "user root;" if os.geteuid() == 0 else ""
        configuration.write_text((PROGRAMS / "nginx.conf").read_text().format(folder=folder, port=self.port, user=user))
        super().__init__("nginx", [NGINX, "-p", folder, "-e", folder / "errors", "-c", configuration], folder)
        self.wait_for(lambda: listens(self.port), "does not listen")

    def keep(self, name, body, compressed=None):
        """Writes what is to be served, and a compressed form beside it."""
        (self.files / name).write_bytes(body)
        if compressed is not None:
            (self.files / f"{name}.gz").write_bytes(compressed)
