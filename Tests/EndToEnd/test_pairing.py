"""Report and config find each other, in whatever order and shape they come."""

import pytest

from Support.archives import archive
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually

ARCHIVE = archive()


def with_config(daemon):
    return eventually(lambda: [run for run in daemon.runs() if run["has_config"]], "a run with a config")[0]


@pytest.mark.parametrize("report, config", [
    (REPORT, CONFIG), ("night.json", "night_config.zip"), ("night.json", "night.zip"),
    (REPORT, "aggregated_report_config.zip"),
])
def test_names_that_belong_together_are_one_run(daemon, report, config):
    folder = put(daemon.inbox / "rig")
    (folder / report).write_bytes(small("x"))
    (folder / config).write_bytes(ARCHIVE)

    run = daemon.only_run()
    assert run["has_config"] and daemon.config(run["uuid"]) == ARCHIVE
    daemon.wait_until_gone(f"rig/{report}", f"rig/{config}")


def test_the_most_specific_archive_is_the_config(start_daemon):
    daemon = start_daemon("--rescan", "0", "--orphan-wait", "500ms")
    folder = put(daemon.inbox / "rig", config=ARCHIVE)
    (folder / "aggregated_report.zip").write_bytes(archive({"other": b""}))
    (folder / REPORT).write_bytes(small("x"))

    assert daemon.config(with_config(daemon)["uuid"]) == ARCHIVE
    assert daemon.receipt("rig/aggregated_report.zip")["outcome"] in ("rejected", "attached")


def test_two_drops_in_one_directory_stay_apart(daemon):
    folder = put(daemon.inbox / "rig")
    for name in ("a", "b"):
        (folder / f"{name}.json").write_bytes(small(name))
        (folder / f"{name}_config.zip").write_bytes(archive({name: name.encode()}))

    runs = daemon.wait_for_runs(2)
    by_report = {daemon.report(run["uuid"]): daemon.config(run["uuid"]) for run in runs}
    assert by_report == {small(name): archive({name: name.encode()}) for name in ("a", "b")}


def test_a_report_waits_for_the_config_that_is_arriving(daemon):
    folder = put(daemon.inbox / "rig")
    with open(folder / CONFIG, "wb", buffering=0) as config:
        config.write(ARCHIVE[:50])
        (folder / REPORT).write_bytes(small("x"))
        put(daemon.inbox / "other", small("other"))
        assert [run["source"] for run in daemon.wait_for_runs(1)] == ["other"]
        config.write(ARCHIVE[50:])

    daemon.wait_for_runs(2)
    assert with_config(daemon)["source"] == "rig"


def test_a_report_waits_for_the_config_that_rsync_is_writing(daemon):
    folder = put(daemon.inbox / "rig", small("x"))
    temporary = folder / f".{CONFIG}.Zx81qP"
    with open(temporary, "wb", buffering=0) as config:
        config.write(ARCHIVE[:50])
        put(daemon.inbox / "other", small("other"))
        assert [run["source"] for run in daemon.wait_for_runs(1)] == ["other"]
        config.write(ARCHIVE[50:])
    temporary.rename(folder / CONFIG)

    daemon.wait_for_runs(2)
    assert with_config(daemon)["source"] == "rig"


def test_a_report_alone_is_filed_alone(daemon):
    put(daemon.inbox / "rig", small("x"))

    run = daemon.only_run()
    assert not run["has_config"]
    assert daemon.web.get(f"/api/benchmarks/{run['uuid']}/config").problem()["type"] == "/problems/not-found"


def test_a_late_config_joins_its_run(daemon):
    put(daemon.inbox / "rig", small("x"))
    run = daemon.only_run()
    put(daemon.inbox / "rig", config=ARCHIVE)

    assert with_config(daemon)["uuid"] == run["uuid"]
    assert daemon.config(run["uuid"]) == ARCHIVE
    receipt = daemon.receipt(f"rig/{CONFIG}")
    assert (receipt["outcome"], receipt["uuid"]) == ("attached", run["uuid"])
    assert daemon.web.json(f"/api/benchmarks/{run['uuid']}/receipt")["config_attached"] is not None
    assert [entry["filed"] for entry in daemon.runs()] == [run["filed"]]


def test_a_config_that_comes_too_late_is_rejected(start_daemon):
    daemon = start_daemon("--rescan", "0", "--late-config", "0ms", "--orphan-wait", "200ms")
    put(daemon.inbox / "rig", small("x"))
    daemon.only_run()
    put(daemon.inbox / "rig", config=ARCHIVE)

    receipt = daemon.receipt(f"rig/{CONFIG}")
    assert (receipt["outcome"], receipt["problem"]["type"]) == ("rejected", "/problems/report-missing")
    assert not daemon.only_run()["has_config"]


def test_a_config_waits_for_its_report(daemon):
    put(daemon.inbox / "rig", config=ARCHIVE)
    put(daemon.inbox / "other", small("other"))
    daemon.wait_for_runs(1)
    put(daemon.inbox / "rig", small("x"))

    daemon.wait_for_runs(2)
    assert with_config(daemon)["source"] == "rig"


def test_a_config_without_a_report_is_rejected_in_the_end(start_daemon):
    daemon = start_daemon("--rescan", "0", "--orphan-wait", "200ms")
    put(daemon.inbox / "rig", config=ARCHIVE)

    assert daemon.receipt(f"rig/{CONFIG}")["problem"]["type"] == "/problems/report-missing"
    folder = daemon.only_rejection()
    assert (folder / CONFIG).read_bytes() == ARCHIVE


def test_the_same_drop_twice_is_one_run(daemon):
    put(daemon.inbox / "rig", small("x"), ARCHIVE)
    first = daemon.only_run()
    daemon.wait_until_gone(f"rig/{CONFIG}")
    put(daemon.inbox / "again", small("x"), ARCHIVE)

    receipt = daemon.receipt(f"again/{REPORT}")
    assert (receipt["outcome"], receipt["uuid"]) == ("duplicate", first["uuid"])
    daemon.wait_until_gone(f"again/{REPORT}", f"again/{CONFIG}")
    assert daemon.runs() == [first]


def test_the_same_report_with_another_config_is_another_run(daemon):
    put(daemon.inbox / "rig", small("x"), ARCHIVE)
    daemon.only_run()
    put(daemon.inbox / "again", small("x"), archive({"other": b""}))

    assert len(daemon.wait_for_runs(2)) == 2


def test_the_same_report_without_a_config_is_that_run(daemon):
    put(daemon.inbox / "rig", small("x"), ARCHIVE)
    first = daemon.only_run()
    put(daemon.inbox / "again", small("x"))

    assert daemon.receipt(f"again/{REPORT}")["uuid"] == first["uuid"]
    assert daemon.runs() == [first]


def test_the_same_report_brings_its_run_the_config_it_lacks(daemon):
    put(daemon.inbox / "rig", small("x"))
    first = daemon.only_run()
    put(daemon.inbox / "again", small("x"), ARCHIVE)

    assert daemon.receipt(f"again/{REPORT}")["uuid"] == first["uuid"]
    assert daemon.only_run()["has_config"]
