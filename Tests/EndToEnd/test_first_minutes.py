"""The first five minutes: the commands of the README, as a newcomer types them, lead to what it promises."""

import json
import re
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest

from Support.daemon import clean_environment
from Support.paths import ROOT
from Support.waiting import eventually

README = (ROOT / "README.md").read_text()
SECTION = re.search(r"^## The first five minutes\n(.*?)^## ", README, re.MULTILINE | re.DOTALL)[1]
BLOCKS = [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in re.findall(r"(?:^    .*\n)+", SECTION, re.MULTILINE)]
HERE = "http://127.0.0.1:8000"


def run(command, daemon):
    """Runs lines of the README in the checkout; only where benchd and its inbox are is another."""
    command = command.replace(HERE, daemon.url).replace(" inbox/", f" {daemon.inbox}/")
    environment = clean_environment({"INBOX": str(daemon.inbox), "URL": daemon.url})
    return subprocess.run(["bash", "-euc", command], cwd=ROOT, env=environment, text=True, capture_output=True, timeout=300)


@pytest.fixture(scope="module")
def links(shared_daemon):
    """What `make examples` prints, by the addresses' first names."""
    result = run(next(block for block in BLOCKS if block.startswith("make")), shared_daemon)
    assert result.returncode == 0, result
    found = re.findall(rf"{shared_daemon.url}(/\S+)", result.stdout)
    return {urlsplit(link).path.split("/")[1]: link for link in found}


def test_make_run_serves_the_folders_that_the_commands_use():
    text = subprocess.run(["make", "-n", "--no-print-directory", "run"], cwd=ROOT, env=clean_environment(), text=True, capture_output=True, check=True).stdout
    assert text.strip().splitlines()[-1].split() == ["exec", ".build/release/benchd", "serve"]
    assert "make run" in README and HERE in README


def test_one_command_files_all_examples(shared_daemon, links):
    assert set(links) == {"benchmarks", "compare", "trends"}
    runs = shared_daemon.runs()
    assert len(runs) == 6 and {run["source"] for run in runs} == {"rig-01"} and all(run["has_config"] for run in runs)
    for link in links.values():
        assert shared_daemon.web.get(link, Accept="text/html").status == 200


def test_the_comparison_names_the_mount_option(shared_daemon, links):
    answer = shared_daemon.web.json(f"/api{links['compare']}&main=1")

    [difference] = [one for one in answer["differences"] if "data=journal" in str(one["values"])]
    assert "ext4_overlay2" in difference["name"]
    [cell] = [cell for cell in answer["cells"] if (cell["benchmark"], cell["sides"][0]["filesystem"]) == ("fio-seqwrite-1m", "ext4_overlay2")]
    against = cell["against"][1]
    assert against["verdict"] == "worse" and against["ratio"] < 0.25
    assert [one["name"] for one in against["explained_by"]] == [difference["name"]]


def test_the_trend_has_its_step(shared_daemon, links):
    asked = parse_qs(urlsplit(links["trends"]).query)
    assert set(asked) == {"benchmark", "filesystem", "source"}
    answer = shared_daemon.web.json(f"/api{links['trends']}")

    [step] = answer["steps"]
    assert step["verdict"] == "worse" and "data=journal" in str(step["differences"])
    assert step["at"] == urlsplit(links["compare"]).query.split(",")[1]


def test_the_run_has_ranks_with_noise(shared_daemon, links):
    uuid = links["benchmarks"].rpartition("/")[2]
    answer = shared_daemon.web.json(f"/api/benchmarks/{uuid}/standing")

    ranks = [rank for rank in answer["ranks"] if rank["benchmark"] == "fio-seqwrite-1m"]
    assert ranks and all(rank["noise"] is not None and len(rank["groups"]) > 1 for rank in ranks), ranks


def test_a_drop_and_an_upload_by_hand_are_the_same_runs(shared_daemon, links):
    rsync, curl = [block for block in BLOCKS if not block.startswith("make")]
    assert run(rsync, shared_daemon).returncode == 0
    assert shared_daemon.receipt("rig-02/aggregated_report.json")["outcome"] == "duplicate"

    result = run(curl, shared_daemon)
    assert result.returncode == 0, result
    answer = json.loads(result.stdout)
    assert answer["duplicate"] and answer["uuid"] in {one["uuid"] for one in shared_daemon.runs()}
    assert len(shared_daemon.runs()) == 6


def test_the_examples_dropped_again_are_the_same_runs(shared_daemon, links):
    result = run("make examples", shared_daemon)
    assert result.returncode == 0, result
    assert result.stdout.count(": duplicate") == 6
    assert all(link in result.stdout for link in links.values())
    eventually(lambda: not shared_daemon.web.json("/api/inbox")["items"], "the drops to leave the inbox")


def test_without_benchd_the_command_says_what_to_do(tmp_path):
    environment = clean_environment({"INBOX": str(tmp_path), "URL": "http://127.0.0.1:9"})
    result = subprocess.run(["make", "examples"], cwd=ROOT, env=environment, text=True, capture_output=True, timeout=60)
    assert result.returncode != 0
    assert "make run" in result.stderr and list(tmp_path.iterdir()) == []
