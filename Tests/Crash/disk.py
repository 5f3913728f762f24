"""A small disk of its own: an ext4 image on a loop device. Its power can be cut at any instant."""

import errno
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

# Nothing reaches the device by itself: no commit within five minutes, no write-back before half a minute is over, none
# for a file that replaces another.
CAP_SYS_ADMIN = 21
OPTIONS = "loop,noatime,commit=300,noauto_da_alloc"


def why_no_disk():
    """Why no disk can be made here; None where it can."""
    if os.geteuid() != 0 or not _has_capability(CAP_SYS_ADMIN):
        return "a power cut on a real filesystem needs root with CAP_SYS_ADMIN, to mount a disk image"
    if not Path("/dev/loop-control").exists():
        return "a power cut on a real filesystem needs loop devices, and there is no /dev/loop-control here"
    if not shutil.which("mkfs.ext4"):
        return "a power cut on a real filesystem needs mkfs.ext4 (package e2fsprogs)"
    return None


def _has_capability(number):
    with open("/proc/self/status") as status:
        effective = next(line.split()[1] for line in status if line.startswith("CapEff:"))
    return int(effective, 16) >> number & 1


class Disk:
    def __init__(self, image, mount_point):
        self.image, self.mount_point = Path(image), Path(mount_point)

    @staticmethod
    def make(image, size=12 << 20):
        with open(image, "wb") as file:
            file.truncate(size)
        subprocess.run(
            ["mkfs.ext4", "-q", "-b", "1024", "-m", "0", "-J", "size=1", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(image)],
            check=True)

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

    def fill(self, left):
        """Leaves this many bytes of space; returns the file that takes the rest."""
        ballast = self.mount_point / "ballast"
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(1024))
            except OSError as error:
                assert error.errno == errno.ENOSPC
            file.truncate(max(0, file.tell() - left))
        self.sync()
        return ballast
