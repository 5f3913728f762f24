"""PgBouncer in session mode, which benchd can work through, with as many connections as a daemon has."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from history import History
from Support.pgbouncer import PgBouncer


@pytest.mark.slow
def test_a_daemon_files_through_session_mode(tmp_path, server, store, start):
    database = dict(pair.split("=") for pair in store.split())["dbname"]
    with PgBouncer(tmp_path / "pgbouncer", server, "session") as between:
        daemon = start("a", f"host=127.0.0.1 port={between.port} user=benchd dbname={database}")
        history = History()
        with ThreadPoolExecutor(16) as pool:
            statuses = list(pool.map(lambda number: history.send(daemon, number), range(100)))
        assert statuses == [200] * 100
        assert history.check(daemon) == 100
        assert int(server.sql(f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'")) <= 9
        daemon.stop()
