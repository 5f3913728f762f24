"""What systemd does for a service, as far as the service sees it: a socket, notices, credentials."""

import os
import select
import socket

# Puts the socket where sd_listen_fds(3) looks for it; the process keeps the number of the shell.
PASSING = 'exec 3<&"$0"; [ "$0" = 3 ] || eval "exec $0<&-"; export LISTEN_PID=$$ LISTEN_FDS=1; exec "$@"'


def listener(host="127.0.0.1"):
    """A socket as a unit with ListenStream= has it."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, 0))
    listening.listen(4096)
    return listening


def passing(listening):
    """The beginning of a command line that gets the socket."""
    return ["bash", "-c", PASSING, str(listening.fileno())]


class Manager:
    """Hears what a service says (sd_notify(3))."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)

    def hear(self, timeout=60):
        """The next notice; nil where there is none in time."""
        ready, _, _ = select.select([self._socket], [], [], timeout)
        return self._socket.recv(1000).decode() if ready else None

    def hear_all(self):
        """What was said so far and not heard yet."""
        notices = []
        while (notice := self.hear(0)) is not None:
            notices.append(notice)
        return notices

    def environment(self, interval=None):
        """What the service finds in its environment; `interval` in seconds is that of the watchdog."""
        watchdog = {} if interval is None else {"WATCHDOG_USEC": str(int(interval * 1e6))}
        return {"NOTIFY_SOCKET": self.path, **watchdog}

    def close(self):
        self._socket.close()
        os.unlink(self.path)
