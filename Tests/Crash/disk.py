"""A small disk of its own: an ext4 image on a loop device, whose power can be cut at any instant."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

# Nothing reaches the device by itself: no commit within five minutes, no write-back before half a minute is over, none
# for a file that replaces another.
OPTIONS = "loop,noatime,commit=300,noauto_da_alloc"


def can_mount():
    return os.geteuid() == 0 and shutil.which("mkfs.ext4") and Path("/dev/loop-control").exists()


class Disk:
    def __init__(self, image, mount_point):
        self.image, self.mount_point = Path(image), Path(mount_point)

    @classmethod
    def make(cls, image, mount_point, size=12 << 20):
        with open(image, "wb") as file:
            file.truncate(size)
        subprocess.run(
            ["mkfs.ext4", "-q", "-b", "1024", "-J", "size=1", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(image)],
            check=True)
        return cls(image, mount_point)

    def __enter__(self):
        self.mount_point.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "ext4", "-o", OPTIONS, str(self.image), str(self.mount_point)], check=True)
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", str(self.mount_point)], check=True)

    def sync(self):
        subprocess.run(["sync", "--file-system", str(self.mount_point)], check=True)

    def content(self):
        """What has reached the device, for comparing."""
        return hashlib.blake2b(self.image.read_bytes()).digest()

    def copy(self, image):
        """What has reached the device, as another image: what a power cut would leave."""
        shutil.copyfile(self.image, image)
