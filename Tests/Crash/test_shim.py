"""The shim sees what strace sees: no call that changes a file below the inbox or the data folder goes uncounted."""

import difflib
import os
import re
from collections import defaultdict

import pytest

from flows import FLOWS, Drop
from shim import KILL, Shim
from Support.waiting import eventually

# System calls that can change a file or a directory; the shim names its calls after them.
CHANGING = {
    "creat", "write", "pwrite64", "writev", "pwritev", "pwritev2", "copy_file_range", "sendfile", "splice", "tee", "vmsplice",
    "truncate", "ftruncate", "fallocate", "sync", "syncfs", "fsync", "fdatasync", "msync", "io_uring_setup",
    "io_submit", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "mkdir",
    "mkdirat", "rmdir", "mknod", "mknodat", "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat",
    "utime", "utimes", "futimesat", "utimensat", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr",
    "fremovexattr", "mount", "umount2", "swapon", "quotactl", "acct",
}
# They change a file only with these arguments.
CHANGING_WITH = {
    "open": re.compile(r"O_CREAT|O_TRUNC|O_TMPFILE"), "openat": re.compile(r"O_CREAT|O_TRUNC|O_TMPFILE"),
    "openat2": re.compile(r"O_CREAT|O_TRUNC|O_TMPFILE"), "mmap": re.compile(r"PROT_WRITE.*MAP_SHARED"),
    "ioctl": re.compile(r"FICLONE|FIDEDUPERANGE|FS_IOC_SET"),
}
# System calls that change no file. sync_file_range only has the disk begin, and makes nothing durable.
HARMLESS = set("""
    accept accept4 access arch_prctl bind brk clock_gettime clock_nanosleep clone clone3 close connect dup dup2 dup3
    epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd2 execve exit exit_group faccessat2 fadvise64 fchdir fcntl flock
    fstat fstatfs futex getcwd getdents64 getegid geteuid getgid getpeername getpgrp getpid getppid getrandom getrlimit
    getrusage getsockname getsockopt gettid gettimeofday getuid inotify_add_watch inotify_init1 inotify_rm_watch ioprio_set kill lseek
    listen lstat madvise membarrier mprotect mremap munmap nanosleep newfstatat pipe2 poll ppoll prctl pread64 preadv prlimit64
    read readlink readlinkat readv recvfrom recvmsg restart_syscall rseq rt_sigaction rt_sigprocmask rt_sigreturn
    rt_sigtimedwait sched_getaffinity sched_yield select sendmsg sendto set_robust_list set_tid_address setitimer setpriority setsockopt
    shutdown sigaltstack signalfd4 socket socketpair stat statfs statx sync_file_range sysinfo tgkill timer_create timerfd_create
    timerfd_settime umask uname wait4
""".split())
# What is seen, and rightly not counted: (system call, what its path ends in) and why.
NOT_COUNTED = {
    ("mmap", "/catalog.sqlite-shm"): "SQLite's index of its log, which it makes again when the daemon starts",
}

LINE = re.compile(r"^(\d+) +(\w+)\((.*)")
PATH = re.compile(r"""(?: (?:AT_FDCWD|\d+)<(?P<directory>[^>]*)> ,\s )? "(?P<name>[^"]*)" | \d+<(?P<descriptor>[^>]*)> """, re.X)


def traced_calls(trace, directories):
    """What strace saw below the directories: {thread: [(name, paths)]}; a system call unknown here is an error."""
    found = defaultdict(list)
    for line in trace.read_text().splitlines():
        if not (match := LINE.match(line)):
            continue  # a signal, an exit, or the rest of a call that began further up
        thread, name, arguments = int(match[1]), match[2], match[3]
        assert name in CHANGING or name in CHANGING_WITH or name in HARMLESS, f"unknown to this test: {line}"
        if name in HARMLESS or name in CHANGING_WITH and not CHANGING_WITH[name].search(arguments):
            continue
        paths = [_path(place) for place in PATH.finditer(arguments)][: 2 if name.startswith(("rename", "link")) else 1]
        if any(path.startswith(directories) for path in paths) and not _is_listed(name, paths[0]):
            found[thread].append(("open" if name in ("openat", "creat") else name, tuple(paths)))
    return found


def _path(place):
    if place["descriptor"] is not None:
        return place["descriptor"]
    # Of what is written strace shows no byte (-s 0): the empty string there is no name.
    return os.path.join(place["directory"] or "", place["name"]).rstrip("/")


def _is_listed(name, path):
    return any(name == listed and path.endswith(end) for listed, end in NOT_COUNTED)


def counted_calls(shim):
    found = defaultdict(list)
    for call in shim.calls():
        found[call.thread].append((call.name, (call.path, call.second) if call.second else (call.path,)))
    return found


def differences(traced, counted):
    return [
        f"thread {thread}: {line}" for thread in traced.keys() | counted.keys()
        for line in difflib.unified_diff(
            list(map(str, traced[thread])), list(map(str, counted[thread])), "traced", "counted", n=0, lineterm="")]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_the_shim_counts_what_strace_sees(make_rig, flow, tmp_path, figures):
    """From the start to the end of a daemon, with what a kill has left to it."""
    rig, trace = make_rig("traced"), tmp_path / "trace"
    rig.start(preloaded=True)
    rig.shim.arm(KILL, 3)
    Drop("killed").act(rig)
    eventually(rig.daemon.has_ended, "the kill")
    rig.shim.arm()
    rig.start(preloaded=True, prefix=["strace", "-D", "-f", "-y", "-s", "0", "-o", str(trace)])
    disturbed = flow()
    disturbed.prepare(rig)
    disturbed.act(rig)
    rig.wait_for_quiet()
    rig.daemon.stop()
    eventually(lambda: "+++ exited with 0 +++" in trace.read_text().splitlines()[-1], "the end of the trace")

    counted = counted_calls(rig.shim)
    different = differences(traced_calls(trace, (str(rig.inbox), str(rig.data))), counted)
    figures.line(f"{flow.name}, {make_rig.layout}: strace saw the {rig.shim.count} calls that the shim counted")
    assert not different, "\n".join(different)
    assert {name for calls in counted.values() for name, _ in calls} >= {
        "open", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "unlinkat", "mkdirat"}


def test_a_call_whose_line_a_kill_cut_was_never_made(tmp_path):
    shim = Shim("", tmp_path, tmp_path)
    (tmp_path / "calls").write_text("1\topen\t5\t/a\t\t0\t61;\n2\twrite\t5\t/b\t\t0\t6\n3\tfsync\t5\t/c\t;\n")

    assert [call.number for call in shim.calls()] == [1, 3]
