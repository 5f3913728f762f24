"""A primary and the standby that each commit waits for."""

from Support import postgres
from Support.waiting import eventually


class Pair:
    def __init__(self, way=None):
        """`way` makes of the primary what the standby connects to instead, which has a folder, too."""
        self.primary = postgres.PostgresServer("wal_sender_timeout=5s")
        try:
            self.between = way(self.primary) if way else self.primary
            self.standby = postgres.PostgresServer("wal_receiver_timeout=5s", "wal_retrieve_retry_interval=200ms", standby_of=self.between)
        except BaseException:
            self.primary.stop()
            raise
        self.primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        self.primary.sql("SELECT pg_reload_conf()")
        self.wait_for_standby()
        self._database = postgres.new_database(self.primary.folder)
        self.store = self.store_by(self.primary.folder)

    def store_by(self, folder):
        """The connection string of both, with another way to the primary."""
        return self._database.replace(self.primary.folder, f"{folder},{self.standby.folder}")

    def store_of_standby(self):
        return self._database.replace(self.primary.folder, self.standby.folder)

    def wait_for_standby(self):
        query = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        eventually(lambda: self.primary.sql(query) == "1", "a synchronous standby")

    def fail_over(self):
        """The primary is gone at once, and the standby takes its place."""
        self.primary.kill()
        self.promote()

    def promote(self):
        self.standby.sql("SELECT pg_promote()")

    def stop(self):
        self.primary.stop()
        self.standby.stop()
