"""Control groups that a test has made, and what was made in them."""

from pathlib import Path

from .waiting import eventually

HIERARCHIES = Path("/sys/fs/cgroup")


def remove(name):
    """Removes them from every hierarchy, once their processes have ended."""
    for group in (HIERARCHIES / name, *HIERARCHIES.glob(f"*/{name}")):
        if group.is_dir():
            eventually(lambda: not _processes(group), f"the processes of {group} to end")
            for folder in sorted((path for path in group.rglob("*") if path.is_dir()), reverse=True):
                folder.rmdir()
            group.rmdir()


def _processes(group):
    return [pid for tasks in (group / "cgroup.procs", *group.rglob("cgroup.procs")) for pid in tasks.read_text().split()]
