"""What `--store` takes and refuses, in sentences that say what to do and never repeat a password."""

import subprocess

import pytest

from history import bytes_of, upload
from Support.daemon import benchd
from Support.waiting import eventually

SECRET = "s3cret-never-shown"


def serve(tmp_path, *options, environment=None):
    return benchd(
        "serve", "--listen", "127.0.0.1:0", "--inbox", tmp_path / "inbox", "--data", tmp_path / "data", *options, environment=environment)


def refusal(done, code=2):
    assert done.returncode == code and done.stdout == "", done
    [line] = done.stderr.splitlines()[-1:]
    assert line.startswith("benchd: ") and SECRET not in done.stderr
    return line


@pytest.mark.parametrize("place", [f"mysql://user:{SECRET}@host/db", SECRET])
def test_what_is_no_place_is_a_wrong_use(tmp_path, place):
    assert "--store must be like postgres://HOST/DATABASE" in refusal(serve(tmp_path, "--store", place))


def test_a_string_that_libpq_cannot_read_is_refused_without_a_word_of_it(tmp_path):
    line = refusal(serve(tmp_path, "--store", f"postgres://user:{SECRET}@[bad/db"), code=1)
    assert "--store is no connection string that libpq can read" in line


@pytest.mark.parametrize("command, remedy", [
    (["backup", "there"], "pg_dump or pgBackRest"), (["verify"], "--scrub"), (["reindex"], "followed.sqlite"), (["import", "there"], "import into a data folder")])
def test_commands_that_work_on_files_say_what_to_use(command, remedy):
    line = refusal(benchd(*command, environment={"BENCHD_STORE": f"postgres://user:{SECRET}@host/db"}))
    assert "runs are in PostgreSQL" in line and remedy in line


def test_the_age_of_backups_is_another_tools_business(tmp_path):
    assert "pgBackRest" in refusal(serve(tmp_path, "--store", "service=benchd", "--backup-within", "1d"))


@pytest.mark.parametrize("content, words", [("", "there is no libpq on this machine; install the package libpq5"), (None, "is too old")])
def test_a_libpq_that_is_missing_or_too_old_is_named_with_its_package(tmp_path, content, words):
    library = tmp_path / "lib" / "libpq.so.5"
    library.parent.mkdir()
    if content is None:
        subprocess.run(["cc", "-shared", "-o", library, "-x", "c", "/dev/null"], check=True)
    else:
        library.write_text(content)
    line = refusal(serve(tmp_path, "--store", "service=benchd", environment={"LD_LIBRARY_PATH": str(library.parent)}), code=1)
    assert words in line and "libpq5" in line


def test_the_embedded_store_loads_no_libpq(start):
    daemon = start("embedded", "")
    assert upload(daemon, *bytes_of(1)).status == 200
    with open(f"/proc/{daemon.pid}/maps") as maps:
        assert "libpq" not in maps.read()


def test_a_password_is_in_no_line_and_no_answer(start, store, server, tmp_path):
    server.sql(f"ALTER ROLE benchd PASSWORD '{SECRET}'")
    daemon = start("secret", "", "--store", f"{store} password={SECRET}")
    assert "the password in --store can be seen" in daemon.log()
    # A database that is gone, so that there is an error.
    name = store.split("dbname=")[1]
    server.sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    eventually(lambda: daemon.web.get("/healthz").status == 503, "health to say so")
    answers = [daemon.web.get(path).body for path in ("/healthz", "/", "/inbox", "/metrics", "/api/inbox")]
    answers.append(upload(daemon, *bytes_of(1)).body)
    assert not any(SECRET.encode() in answer for answer in answers)
    assert SECRET not in daemon.log()
    server.sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    eventually(lambda: daemon.web.get("/healthz").status == 200, "the database")


def test_a_later_version_of_the_database_is_refused(start, store, server, tmp_path):
    start("first", store).stop()
    server.sql("UPDATE benchd.meta SET value = '99' WHERE name = 'schema'", store.split("dbname=")[1])
    line = refusal(serve(tmp_path, environment={"BENCHD_STORE": store}), code=1)
    assert "is of version 99, and this benchd knows version" in line and "install the benchd that the other daemons run" in line


def test_a_daemon_files_nothing_into_a_database_that_has_become_newer(start, store, server):
    daemon = start("first", store)
    assert upload(daemon, *bytes_of(1)).status == 200
    name = store.split("dbname=")[1]
    server.sql("UPDATE benchd.meta SET value = '99' WHERE name = 'schema'", name)
    # Whoever brings a database up to date has the daemons connect again.
    server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    eventually(lambda: daemon.web.get("/readyz").status == 503, "the daemon to notice")
    assert upload(daemon, *bytes_of(2)).status == 503
    assert "is of version 99" in daemon.web.get("/healthz").body.decode()
    server.sql("UPDATE benchd.meta SET value = '1' WHERE name = 'schema'", name)
    eventually(lambda: daemon.web.get("/readyz").status == 200, "the daemon to go on")
    assert upload(daemon, *bytes_of(2)).status == 200


def test_commands_read_and_change_the_library_beside_a_daemon_and_without_one(start, store):
    daemon = start("a", store)
    uuid = upload(daemon, *bytes_of(1)).json()["uuid"]
    run = lambda *arguments: benchd(*arguments, "--data", daemon.data, "--store", store)
    assert uuid in run("list", "--json").stdout
    assert run("show", uuid).returncode == 0
    assert run("note", uuid, "--label", "beside").returncode == 0
    assert daemon.runs()[0]["label"] == "beside"
    daemon.stop()
    assert uuid in run("list", "--json").stdout
    assert run("note", uuid, "--label", "without").returncode == 0
    assert run("prune", "--run", uuid, "--reason", "old", "--apply").returncode == 0
    daemon.start()
    assert daemon.runs() == [] and daemon.web.get(f"/api/benchmarks/{uuid}").status == 410

