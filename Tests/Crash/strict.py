"""The strictest disk: after a power cut it has what was synced, and of everything else whatever does most harm.

It is told every call that changed a file (shim.c with `records`) and tells what a power cut may leave. A sync of a file
keeps its content, not its name; a sync of a directory keeps the changes to its names so far. Changes to different names
that no sync has ordered survive in any choice. A rename survives as a whole, as on every journaling filesystem.
"""

import copy
import os
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

# SQLite makes its index of the log again. It writes it through memory, which the shim does not see. A socket has no content.
UNSEEN = ".sqlite-shm", ".control"


@dataclass(eq=False)
class File:
    now: bytes = b""
    kept: bytes = b""


@dataclass(eq=False)
class Folder:
    now: dict = field(default_factory=dict)
    kept: dict = field(default_factory=dict)


class StrictDisk:
    def __init__(self, *roots):
        """Takes what lies in these folders as kept."""
        self._roots = {os.path.realpath(root): _snapshot(Path(root)) for root in roots}
        self._devices = {os.path.realpath(root): os.stat(root).st_dev for root in roots}
        # What no sync has kept yet: changes in their order, each a list of (folder, name, file, folder or None).
        self._pending = []

    # What is done to it

    def make(self, call):
        """Repeats a call that was made."""
        if action := getattr(self, f"_{call.name}", None):
            action(call)
        else:
            assert call.name in ("lie", "utimensat", "fchmod", "fchown"), f"unknown to the strictest disk: {call}"

    def make_those_before_a_kill(self, calls):
        """Repeats calls of a process that was killed: the last one of a thread was let go, and not made where its files do not show it."""
        last = {call.thread: index for index, call in enumerate(calls)}
        there = {root: _content(_snapshot(Path(root))) for root in self._roots}
        choices = [set(choice) for count in range(len(last) + 1) for choice in combinations(last.values(), count)]
        choice = next((choice for choice in choices if self._after(calls, choice) == there), None)
        assert choice is not None, f"no choice of the last calls leads to what is there: {[str(calls[index]) for index in last.values()]}"
        for index, call in enumerate(calls):
            if index not in choice:
                self.make(call)

    def _after(self, calls, left_out):
        """What is in the folders after calls, of which some were not made."""
        other = copy.deepcopy(self)
        for index, call in enumerate(calls):
            if index not in left_out:
                other.make(call)
        return {root: _content(folder) for root, folder in other._roots.items()}

    def _open(self, call):
        folder, name = self._place(call.path)
        file = folder.now.get(name)
        if file is None and call.offset & os.O_CREAT:
            self._change((folder, name, File()))
        elif file is not None and call.offset & os.O_TRUNC:
            file.now = b""

    def _write(self, call):
        # A file that has no name any more cannot come back.
        if file := self._find(call.path):
            file.now = file.now.ljust(call.offset, b"\0")
            file.now = file.now[: call.offset] + call.content + file.now[call.offset + len(call.content):]

    _pwrite64 = _write

    def _ftruncate(self, call):
        if file := self._find(call.path):
            file.now = file.now[: call.offset].ljust(call.offset, b"\0")

    def _fsync(self, call):
        node = self._find(call.path)
        if isinstance(node, File):
            node.kept = node.now
        elif node:
            self._keep({index for index, change in enumerate(self._pending) if _touches(change, node)})

    _fdatasync = _fsync

    def _mkdirat(self, call):
        folder, name = self._place(call.path)
        if name not in folder.now:
            self._change((folder, name, Folder()))

    def _mkdir(self, call):
        assert call.path in self._roots, call  # at start, and they are there

    def _unlinkat(self, call):
        folder, name = self._place(call.path)
        if name in folder.now:
            self._change((folder, name, None))

    _unlink = _unlinkat

    def _renameat(self, call):
        if self._root(call.path) != self._root(call.second) and len(set(self._devices.values())) > 1:
            return
        (folder, name), (target, new) = self._place(call.path), self._place(call.second)
        if name in folder.now:
            self._change((folder, name, None), (target, new, folder.now[name]))

    _renameat2 = _renameat  # never onto a name that is taken: the daemon asks for RENAME_NOREPLACE

    def _change(self, *edits):
        _apply(edits, "now")
        self._pending.append(edits)

    def _keep(self, chosen):
        """Keeps changes, with the earlier ones to the same names."""
        chosen = self._with_earlier(chosen)
        for index in sorted(chosen):
            _apply(self._pending[index], "kept")
        self._pending = [change for index, change in enumerate(self._pending) if index not in chosen]

    # What a power cut may leave

    def states(self):
        """Trees {path: bytes, or None for a folder}: nothing, all, one alone, or all but one of what was not kept."""
        everything = set(range(len(self._pending)))
        choices = [set(), everything]
        for index in everything:
            choices += [self._with_earlier({index}), everything - self._with_later({index})]
        states = []
        for choice in choices:
            state = self._tree(choice)
            if state not in states:
                states.append(state)
        return states

    def _tree(self, choice):
        changed = {}
        for index in sorted(choice):
            for folder, name, node in self._pending[index]:
                changed.setdefault(folder, dict(folder.kept))[name] = node

        def walk(folder, path):
            for name, node in changed.get(folder, folder.kept).items():
                if isinstance(node, File):
                    tree[f"{path}/{name}"] = node.kept
                elif node:
                    tree[f"{path}/{name}"] = None
                    walk(node, f"{path}/{name}")

        tree = {}
        for number, folder in enumerate(self._roots.values()):
            walk(folder, str(number))
        return tree

    def _with_earlier(self, chosen):
        return self._connected(chosen, range(len(self._pending) - 1, -1, -1))

    def _with_later(self, chosen):
        return self._connected(chosen, range(len(self._pending)))

    def _connected(self, chosen, order):
        found, names = set(), set()
        for index in order:
            own = {(id(folder), name) for folder, name, _ in self._pending[index]}
            if index in chosen or own & names:
                found.add(index)
                names |= own
        return found

    # Paths

    def _root(self, path):
        return next(root for root in self._roots if f"{path}/".startswith(f"{root}/"))

    def _place(self, path):
        """The folder of a path, and its last name there."""
        root = self._root(path)
        *above, name = path.removeprefix(root).strip("/").split("/")
        folder = self._roots[root]
        for component in above:
            # A folder that is not there has no names to change.
            folder = folder.now.get(component) or Folder()
        return folder, name

    def _find(self, path):
        if path in self._roots:
            return self._roots[path]
        folder, name = self._place(path)
        return folder.now.get(name)


def write_tree(tree, *roots):
    """Makes what a power cut has left."""
    for root in roots:
        root.mkdir(parents=True)
    for path, content in tree.items():
        number, _, name = path.partition("/")
        place = roots[int(number)] / name
        if content is None:
            place.mkdir()
        else:
            place.write_bytes(content)


def _snapshot(path):
    if not path.is_dir():
        return File(path.read_bytes(), path.read_bytes())
    names = {name: _snapshot(path / name) for name in os.listdir(path) if not name.endswith(UNSEEN)}
    return Folder(dict(names), dict(names))


def _content(node):
    """What a file or folder has now."""
    if isinstance(node, File):
        return node.now
    return {name: _content(inner) for name, inner in node.now.items() if not name.endswith(UNSEEN)}


def _touches(change, folder):
    return any(touched is folder for touched, _, _ in change)


def _apply(edits, which):
    for folder, name, node in edits:
        names = getattr(folder, which)
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node
