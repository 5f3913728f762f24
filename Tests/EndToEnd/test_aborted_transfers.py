"""A transfer that is broken off and taken up again later is one run, with the bytes that were sent."""

import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from Support.reports import CONFIG, REPORT, put, small
from Support.sending import Parcel, expect_run
from Support.waiting import eventually


@dataclass(frozen=True)
class Transfer:
    """A way to send that is slow enough to be broken off, and how it is taken up again."""

    name: str
    start: str
    resume: str
    number: int = signal.SIGTERM

    @property
    def folder(self):
        return self.name.replace(" ", "_")


def rsync(name, options, resumed=None, number=signal.SIGTERM):
    command = 'rsync -a {} {} "$SOURCE/" {}'
    target = '"bench:$TARGET/"' if "ssh" in name else '"$URL/"' if "daemon" in name else '"$TARGET/"'
    shell = '-e "$SSH"' if "ssh" in name else ""
    return Transfer(
        name, command.format(f"--bwlimit=400 {options}", shell, target),
        command.format(options if resumed is None else resumed, shell, target), number)


def scp(name, options):
    return Transfer(
        name, f'scp $OPTIONS {options} -l 3000 -r "$SOURCE" "bench:$TARGET"',
        f'scp $OPTIONS {options} "$SOURCE"/* "bench:$TARGET/"')


def sftp(name, resume):
    batch = 'printf "%s\\n" {} | sftp $OPTIONS {} -b - bench'
    put_both = f'"{{}} $SOURCE/$REPORT $TARGET/" "put $SOURCE/$CONFIG $TARGET/"'
    return Transfer(
        name, batch.format('"mkdir $TARGET" ' + put_both.format("put"), "-l 3000"), batch.format(put_both.format(resume), ""))


CURL = 'mkdir -p "$TARGET"; for name in "$REPORT" "$CONFIG"; do curl -sS {} -o "$TARGET/$name" "$WEB/$name{}"; done'

TRANSFERS = [
    rsync("rsync", ""),
    rsync("rsync, killed outright", "", number=signal.SIGKILL),
    rsync("rsync --partial", "--partial"),
    rsync("rsync --partial over ssh", "--partial"),
    rsync("rsync --partial to a daemon", "--partial"),
    rsync("rsync --partial-dir", "--partial-dir=.rsync-partial"),
    rsync("rsync --partial-dir over ssh", "--partial-dir=.rsync-partial"),
    rsync("rsync --delay-updates", "--delay-updates"),
    rsync("rsync --inplace", "--inplace"),
    rsync("rsync --inplace over ssh", "--inplace"),
    rsync("rsync --inplace, killed outright", "--inplace", number=signal.SIGKILL),
    rsync("rsync --inplace, then --append", "--inplace", "--append"),
    scp("scp", ""),
    scp("scp -O", "-O"),
    sftp("sftp put, then put", "put"),
    sftp("sftp put, then reput", "reput"),
    Transfer("curl -o", CURL.format("", "?slowly"), CURL.format("", "")),
    Transfer("curl -o, then curl -C", CURL.format("", "?slowly"), CURL.format("-C -", "")),
]


@pytest.fixture(scope="module")
def broken_off(patient_daemon, transport, tmp_path_factory):
    """The parcels of all transfers, each of which was broken off, while another drop was sent and filed after them."""
    outgoing = tmp_path_factory.mktemp("outgoing")

    def break_off(transfer):
        sent = Parcel.make(outgoing / transfer.folder, transfer.folder, byte_count=3_000_000)
        transport.break_off(transfer.start, sent.folder, patient_daemon.inbox / transfer.folder, transfer.number)
        return sent

    with ThreadPoolExecutor(6) as pool:
        parcels = list(pool.map(break_off, TRANSFERS))
    put(patient_daemon.inbox / "after", small("after"))
    patient_daemon.receipt(f"after/{REPORT}")
    return dict(zip(TRANSFERS, parcels))


@pytest.mark.parametrize("transfer", TRANSFERS, ids=lambda transfer: transfer.name)
def test_a_transfer_taken_up_again_is_one_run(patient_daemon, transport, broken_off, transfer):
    sent = broken_off[transfer]
    assert not receipts(patient_daemon, transfer.folder) and transfer.folder not in sources(patient_daemon)

    transport.send(transfer.resume, sent.folder, patient_daemon.inbox / transfer.folder)
    expect_run(patient_daemon, sent, transfer.folder)


def test_a_config_that_was_broken_off_is_awaited(patient_daemon, transport, parcel):
    """rsync sends the report first; its config is the larger part here."""
    daemon = patient_daemon
    sent = parcel("config")
    target = put(daemon.inbox / "config", config=sent.config[:1000])
    transport.send('cp "$SOURCE/$REPORT" "$TARGET/"', sent.folder, target)
    put(daemon.inbox / "after_config", small("after_config"))
    daemon.receipt(f"after_config/{REPORT}")
    assert "config" not in sources(daemon)

    transport.send('rsync -a "$SOURCE/" "$TARGET/"', sent.folder, target)
    expect_run(daemon, sent, "config")
    assert daemon.web.json(f"/api/benchmarks/{daemon.receipt(f'config/{REPORT}')['uuid']}/receipt")["config_attached"] is None


def test_a_transfer_that_is_never_taken_up_is_rejected_and_may_be_sent_again(start_daemon, transport, parcel):
    daemon = start_daemon("--rescan", "0", "--settle", "50ms", "--settle-truncated", "300ms", "--pair-wait", "100ms")
    sent = parcel("rig", byte_count=1_500_000)
    transport.break_off(
        'rsync -a --partial --bwlimit=400 "$SOURCE/" "$TARGET/"', sent.folder, daemon.inbox / "rig", signal.SIGTERM)

    receipt = daemon.receipt(f"rig/{REPORT}")
    assert (receipt["outcome"], receipt["problem"]["type"]) == ("rejected", "/problems/report-syntax")
    [(kept, _)] = eventually(daemon.rejections, "the rejected half")
    assert sent.report.startswith((kept / REPORT).read_bytes())
    transport.send('rsync -a --partial "$SOURCE/" "$TARGET/"', sent.folder, daemon.inbox / "rig")
    eventually(lambda: daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted", "the newer receipt")
    expect_run(daemon, sent, "rig")


def test_what_a_killed_receiver_left_stays_and_disturbs_nothing(start_daemon, transport, parcel):
    daemon = start_daemon("--rescan", "0", "--settle", "50ms", "--settle-truncated", "100ms", "--pair-wait", "100ms")
    sent = parcel("rig", byte_count=1_500_000)
    transport.break_off(
        'rsync -a --bwlimit=400 "$SOURCE/" "$TARGET/"', sent.folder, daemon.inbox / "rig", signal.SIGKILL)
    [left] = (daemon.inbox / "rig").iterdir()
    transport.send('rsync -a "$SOURCE/" "$TARGET/"', sent.folder, daemon.inbox / "rig")

    expect_run(daemon, sent, "rig")
    assert left.name.startswith(f".{REPORT}.") and list((daemon.inbox / "rig").iterdir()) == [left]
    assert daemon.rejections() == []


def receipts(daemon, folder):
    return list((daemon.inbox / ".receipts" / folder).glob("*"))


def sources(daemon):
    return {run["source"] for run in daemon.runs()}
