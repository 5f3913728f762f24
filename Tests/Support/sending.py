"""What a rig sends, and the shell commands that send it."""

import os
import signal
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

from .archives import archive
from .reports import CONFIG, REPORT, encode, put
from .waiting import eventually


@dataclass(frozen=True)
class Parcel:
    """A folder of a rig with the report and the config to send, and their bytes."""

    folder: Path
    report: bytes
    config: bytes

    @classmethod
    def make(cls, folder, tag, byte_count=300_000):
        """Reports with different tags are different runs; the report is `byte_count` bytes or a little more."""
        log = "".join(f"{tag} {number}\n" for number in range(byte_count // (len(tag) + 2)))[:byte_count]
        report = encode({"system_info": {"hostname": tag, "log": log}, "data": {"fio-x": {"ext4": {}}}})
        config = archive({f"{tag}.bin": os.urandom(50_000)}, zipfile.ZIP_STORED)
        return cls(put(folder, report, config), report, config)


class Transport:
    """Runs commands of a shell that find a parcel in $SOURCE and put it to $TARGET, a folder of the inbox.

    $SSH is the client for rsync, $OPTIONS those of scp and sftp, the host is `bench`, $URL is $TARGET at the rsync daemon;
    $WEB is $SOURCE at a web server, $ELSEWHERE is a folder on another filesystem.
    """

    def __init__(self, ssh, rsyncd, files, elsewhere):
        self.ssh, self._rsyncd, self._files, self._elsewhere = ssh, rsyncd, files, elsewhere

    def start(self, command, source, target):
        environment = {
            **os.environ, "SOURCE": str(source), "TARGET": str(target), "SSH": f"ssh -F {self.ssh.client_configuration}",
            "OPTIONS": f"-q -F {self.ssh.client_configuration}", "URL": self._rsyncd.url(target),
            "WEB": self._files.url(source),
            "ELSEWHERE": str(self._elsewhere), "REPORT": REPORT, "CONFIG": CONFIG}
        return subprocess.Popen(
            ["bash", "-euc", command], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, start_new_session=True)

    def send(self, command, source, target):
        process = self.start(command, source, target)
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0, output

    def break_off(self, command, source, target, number=signal.SIGTERM):
        """Starts to send and ends all that is under way as soon as something has arrived."""
        process = self.start(command, source, target)
        eventually(lambda: process.poll() is not None or _byte_count(target), "a transfer that is under way", interval=0.005)
        assert process.poll() is None, process.communicate()
        os.killpg(process.pid, number)
        process.communicate(timeout=60)


def rename_over(file, content):
    """As rsync does: written beside it, then renamed over it."""
    temporary = file.with_name(f".{file.name}.aB3xY9")
    temporary.write_bytes(content)
    temporary.rename(file)


def write_over(file, content):
    """As scp and rsync --inplace do."""
    file.write_bytes(content)


def _byte_count(folder):
    total = 0
    for path in Path(folder).rglob("*"):
        try:
            total += path.lstat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total


def expect_run(daemon, sent, folder, outcome="accepted"):
    """Waits until the parcel sent to a folder of the inbox is a run with exactly its bytes, and has left the inbox."""
    receipt = daemon.receipt(f"{folder}/{REPORT}")
    assert (receipt["outcome"], receipt["problem"]) == (outcome, None), receipt
    uuid = receipt["uuid"]
    assert daemon.report(uuid) == sent.report
    # A config that was slow on its way is attached.
    eventually(lambda: daemon.config(uuid) == sent.config, f"the config of {uuid}")
    daemon.wait_until_gone(f"{folder}/{REPORT}", f"{folder}/{CONFIG}")
    same = [run for run in daemon.runs() if daemon.report(run["uuid"]) == sent.report]
    assert [run["uuid"] for run in same] == [uuid]
    return same[0]
