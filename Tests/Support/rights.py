"""What a test needs to be allowed to do."""

import os
import subprocess

import pytest

# An account without any rights of its own.
NOBODY = 65534

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="it needs root")
needs_fuse = pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="it needs /dev/fuse")


def _has_user_namespaces():
    return subprocess.run(["unshare", "--user", "--map-root-user", "true"], capture_output=True, check=False).returncode == 0


needs_user_namespace = pytest.mark.skipif(not _has_user_namespaces(), reason="the kernel gives this user no namespace")
