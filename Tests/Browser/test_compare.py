"""Runs side by side: what a person asks of `/compare`, with the verdicts that the fixtures are known to have."""

import csv
import io
import json

import pytest
from browser import LOOKS, PHONE
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from Support.daemon import Daemon
from Support.reports import MARKUP, fixture_bytes, fixture_config, small
from Support.web import FORM_TYPE, form

WIDE = {"width": 1400, "height": 900, "deviceScaleFactor": 1, "mobile": False}
SCREENS = {"desktop": WIDE, "phone": PHONE}
# In this order: the noise comes from the first two.
RUNS = ("baseline", "baseline-repeat", "mount-options", "readahead-16k")

READ_ROWS = """
return [...document.querySelectorAll("table.cells tbody tr")].map((row) => ({
    verdict: row.dataset.verdict, shown: row.querySelector(".verdict").textContent.trim(),
    copied: [...row.querySelectorAll("[data-copy]")].map(({ dataset }) => dataset.copy),
    tied: [...row.querySelectorAll(".needs code")].map((code) => code.textContent) }));
"""
READ_TIES = """
return [...document.querySelectorAll("table.differences tbody tr")].map((row) => ({
    name: row.querySelector("th .name").textContent, values: [...row.querySelectorAll(".difference-value")].map((cell) => cell.textContent),
    marks: [...row.querySelectorAll("mark")].map((mark) => mark.textContent), tied: [...row.querySelectorAll(".tied .name")].map((name) => name.textContent) }));
"""
IN_WINDOW = """
const { top, bottom, left, right } = arguments[0].getBoundingClientRect();
return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
"""


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("compare")).start()
    daemon.ids = {name: upload(daemon, fixture_bytes(name), fixture_config(name)) for name in RUNS}
    daemon.ids["markup"] = upload(daemon, small(MARKUP), source=b"other", label=MARKUP.encode())
    yield daemon
    daemon.stop()


def upload(daemon, report, config=None, source=b"rig-01", label=None):
    parts = [("source", None, source), ("file", "report.json", report)]
    parts += [("config_file", "config.zip", config)] if config else []
    parts += [("label", None, label)] if label else []
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return answer.json()["uuid"]


@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look(WIDE)


def sides(daemon, *names):
    """The parameter `runs`; a name may be `run:filesystem`."""
    return ",".join(":".join([daemon.ids[name.split(":")[0]], *name.split(":")[1:]]) for name in names)


def open_comparison(browser, daemon, *names, query=""):
    return browser.open(f"{daemon.url}/compare?runs={sides(daemon, *names)}{query}")


def answer(daemon, *names, query="&main=1"):
    return daemon.web.request("GET", f"/api/compare?runs={sides(daemon, *names)}{query}").json()


def element(browser, selector):
    return browser.driver.find_element(By.CSS_SELECTOR, selector)


def follow(browser, link):
    """Follows a link with the keyboard alone."""
    address = browser.driver.current_url
    link.send_keys(Keys.ENTER)
    browser.wait_until(f"location.href !== {address!r} && document.readyState === 'complete'")


def main_text(browser):
    return element(browser, "main").get_attribute("innerText")


def test_what_is_worse_and_why_stands_on_the_first_screen(browser, daemon):
    open_comparison(browser, daemon, "baseline", "mount-options")
    rows, ties = browser.script(READ_ROWS), browser.script(READ_TIES)

    assert [row["copied"][:4:3] + row["tied"] for row in rows if row["verdict"] == "worse"] == [
        ["fio-seqwrite-1m", "ext4_overlay2", "data=journal"], ["postgres-pgbench", "xfs_overlay2", "logbsize=256k"]]
    assert {row["verdict"] for row in rows} == {"worse", "undecided"} and len(rows) == 36
    assert all(row["shown"].endswith(row["verdict"]) and row["shown"][0] in "▼?" for row in rows)
    assert [tie["marks"] for tie in ties[:2]] == [[",data=journal"], [",logbsize=256k"]]
    assert [tie["tied"] for tie in ties] == [["fio-seqwrite-1m on ext4_overlay2"], ["postgres-pgbench on xfs_overlay2"], [], []]
    assert ties[0]["values"] == ["noatime", "noatime,data=journal"]
    assert "2 of 36 main values are worse, 0 better, 0 same, 34 undecided" in main_text(browser)
    for selector in (".sentence", ".differences mark", ".differences .tied", ".sides", ".cells tbody tr:nth-child(5)"):
        assert browser.script(IN_WINDOW, element(browser, selector)), selector
    assert browser.console() == [] and browser.foreign_requests(daemon.port) == set()


def test_nothing_is_decided_where_only_read_ahead_differs(browser, daemon):
    open_comparison(browser, daemon, "baseline", "readahead-16k")
    assert {row["verdict"] for row in browser.script(READ_ROWS)} == {"undecided", "none"}
    tie = browser.script(READ_TIES)[0]
    assert (tie["name"], tie["values"], tie["marks"], tie["tied"]) == ("read_ahead_kb", ["128", "16"], ["128", "16"], [])


def test_the_values_are_those_of_the_answer(browser, daemon):
    for query, limit in (("", 36), ("&main=0&sort=name", 200)):
        open_comparison(browser, daemon, "baseline", "mount-options", query=query)
        cells = {
            (cell["benchmark"], cell["metric"], cell["filesystem"]): cell
            for cell in answer(daemon, "baseline", "mount-options", query="")["cells"]}
        rows = browser.script(READ_ROWS)
        assert len(rows) == limit
        for row in rows:
            benchmark, metric, unit, filesystem, first, second, ratio, low, high, _, needs, noise = row["copied"]
            cell = cells[benchmark, metric, filesystem]
            judged = cell["against"][1] or dict.fromkeys(("ratio", "interval", "verdict", "repeats_needed", "noise"))
            numbers = [side and side["value"] for side in cell["sides"]]
            numbers += [judged["ratio"], *(judged["interval"] or [None, None]), judged["noise"] and judged["noise"]["relative"]]
            assert [float(text) if text else None for text in (first, second, ratio, low, high, noise)] == numbers
            assert (unit or None, needs or None) == (cell["unit"], judged["repeats_needed"] and str(judged["repeats_needed"]))
            assert row["verdict"] == (judged["verdict"] or "none")
    assert "Rows 1 to 200 of 319" in main_text(browser)
    follow(browser, element(browser, "a[rel=next]"))
    assert len(browser.script(READ_ROWS)) == 119


def test_rows_are_filtered_by_verdict_and_the_address_keeps_it(browser, daemon):
    open_comparison(browser, daemon, "baseline", "mount-options")
    assert element(browser, ".verdicts a[data-verdict=worse]").text.split() == ["▼", "worse", "2"]
    follow(browser, element(browser, ".verdicts a[data-verdict=worse]"))
    address = browser.driver.current_url
    assert len(browser.script(READ_ROWS)) == 2 and "317 rows are hidden" in main_text(browser)

    seen = main_text(browser)
    browser.open("about:blank").open(address)
    assert main_text(browser) == seen
    follow(browser, browser.driver.find_element(By.LINK_TEXT, "show all"))
    assert "319 rows" in main_text(browser)

    select = element(browser, "select[name=benchmark]")
    select.send_keys("postgres-pgbench")
    follow(browser, element(browser, ".view button"))
    rows = browser.script(READ_ROWS)
    assert rows and {row["copied"][0] for row in rows} == {"postgres-pgbench"}
    assert "benchmark=postgres-pgbench" in browser.driver.current_url and "filesystem=" not in browser.driver.current_url


def test_sides_are_swapped_removed_and_added_by_search(browser, daemon):
    open_comparison(browser, daemon, "baseline", "mount-options", query="&sort=name")
    follow(browser, browser.driver.find_element(By.LINK_TEXT, "Swap"))
    assert browser.driver.current_url.endswith(f"?runs={sides(daemon, 'mount-options', 'baseline')}&sort=name")
    assert {row["verdict"] for row in browser.script(READ_ROWS)} == {"better", "undecided"}

    follow(browser, browser.driver.find_elements(By.PARTIAL_LINK_TEXT, "Remove")[1])
    assert daemon.ids["mount-options"] in browser.driver.current_url
    links = [link.text for link in browser.driver.find_elements(By.CSS_SELECTOR, ".own-filesystems a")]
    assert [text.strip() for text in links] == ["btrfs_btrfs", "btrfs_overlay2", "ext4_overlay2", "xfs_overlay2"]

    element(browser, "#words").send_keys("no-such-word")
    follow(browser, element(browser, ".search button"))
    assert "No run has all these words." in main_text(browser)
    browser.open(browser.driver.current_url.replace("no-such-word", "read_ahead_kb")).open(f"{daemon.url}/compare?runs={daemon.ids['baseline']}&q=sysbench")
    choices = browser.driver.find_elements(By.CSS_SELECTOR, ".choices li")
    assert len(choices) == 2, "the baseline itself is no choice"
    follow(browser, choices[1].find_element(By.CSS_SELECTOR, "a.button"))
    assert browser.driver.current_url.endswith(sides(daemon, "baseline", "baseline-repeat"))
    text = main_text(browser)
    assert "the same setup" in text and "Like for like" in text and "only repeats" in text

    element(browser, "#adding summary").send_keys(Keys.ENTER)
    element(browser, "#words").send_keys("rig-01", Keys.ENTER)
    browser.wait_until("new URLSearchParams(location.search).get('q') === 'rig-01' && document.readyState === 'complete'")
    assert element(browser, ".choices").is_displayed()
    follow(browser, element(browser, ".choices a.button"))
    assert len(browser.driver.find_elements(By.CSS_SELECTOR, ".sides .side")) == 3
    assert {row["copied"][4] for row in browser.script(READ_ROWS)} == {"B", "C"}


def test_filesystems_of_a_run_are_compared_in_the_same_way(browser, daemon):
    open_comparison(browser, daemon, "baseline:ext4_overlay2", "baseline:btrfs_btrfs")
    heads = [head.text.strip().split("\n")[0] for head in browser.driver.find_elements(By.CSS_SELECTOR, ".cells thead th")]
    assert heads[:3] == ["Benchmark", "ext4_overlay2", "btrfs_btrfs"]
    cells = answer(daemon, "baseline:ext4_overlay2", "baseline:btrfs_btrfs")["cells"]
    assert [row["verdict"] for row in browser.script(READ_ROWS)].count("worse") == sum(cell["against"][1]["verdict"] == "worse" for cell in cells) > 0
    own = {tie["name"]: tie["values"] for tie in browser.script(READ_TIES)}
    assert own["filesystems / its own / mount_options / fstype"] == ["ext4", "btrfs"]


def test_a_cell_is_drawn_with_its_series(browser, daemon):
    open_comparison(browser, daemon, "baseline", "mount-options")
    follow(browser, element(browser, ".cells tbody tr a"))
    browser.wait_until("document.querySelector('.comparison-cell .main-svg')")
    cell = element(browser, ".comparison-cell")
    assert "fio-seqwrite-1m on ext4_overlay2" in cell.text and "filesystems / ext4_overlay2 / mount_options / opts" in cell.text

    def drawn():
        return browser.script("""
            return document.querySelector(".comparison-cell .plot").data.filter(({ meta }) => !meta.isBand).map(({ name, x, y, line }) =>
                ({ name, x: [...x], y: [...y], dash: line.dash, colour: line.color }));
        """)

    def report(name):
        path = f"/api/benchmarks/{daemon.ids[name]}/series?benchmark=fio-seqwrite-1m&filesystem=ext4_overlay2&group=iostat&key=vdb_write_iops"
        return daemon.web.request("GET", path).json()

    lines = drawn()
    for line, name in zip(lines, ("baseline", "mount-options"), strict=True):
        found = report(name)
        values = found["series"][0]["values"]
        assert line["x"] == [index - found["busy"]["first"] for index in range(len(values))]
        assert line["y"] == [None if index in found["series"][0]["no_samples"] else value for index, value in enumerate(values)]
    assert len({line["dash"] for line in lines}) == 2 and len({line["colour"] for line in lines}) == 1

    follow(browser, browser.driver.find_element(By.LINK_TEXT, "from the first sample"))
    browser.wait_until("document.querySelector('.comparison-cell .main-svg')")
    assert all(line["x"][0] == 0 for line in drawn())
    element(browser, "[data-slot=series]").send_keys("Device util")
    browser.wait_until("location.search.includes('series=')")
    address, label = browser.driver.current_url, "return document.querySelector('.comparison-cell .plot').layout.yaxis.title.text"
    browser.wait_until("document.querySelector('.comparison-cell .plot').layout.yaxis.title.text.includes('%')")
    shown = browser.script(label)
    browser.open("about:blank").open(address)
    browser.wait_until("document.querySelector('.comparison-cell .main-svg')")
    assert browser.script(label) == shown and browser.console() == []


def test_series_of_docker_begin_with_their_first_sample_as_they_have_no_clock(browser, daemon):
    open_comparison(browser, daemon, "baseline", "mount-options", query="&cell=fio-seqwrite-1m:ext4_overlay2:write_iops&series=cpu_perc#cell")
    browser.wait_until("document.querySelector('.comparison-cell .main-svg')")
    lines = browser.script("return document.querySelector('.comparison-cell .plot').data.filter(({ meta }) => !meta.isBand).map(({ x }) => [...x])")
    counts = []
    for name in ("baseline", "mount-options"):
        path = f"/api/benchmarks/{daemon.ids[name]}/series?benchmark=fio-seqwrite-1m&filesystem=ext4_overlay2&group=docker_stats&key=cpu_perc&points=600"
        found = daemon.web.request("GET", path).json()["series"][0]
        counts.append((len(found["values"]), len(found["values"]) - len(found["no_samples"])))
    assert lines == [list(range(count)) for count, _ in counts]
    rows = browser.driver.find_elements(By.CSS_SELECTOR, ".series-numbers tbody tr")
    assert [int(row.find_elements(By.TAG_NAME, "td")[0].text) for row in rows] == [samples for _, samples in counts]
    assert "Docker" in browser.script("return document.querySelector('.comparison-cell .plot').layout.xaxis.title.text")


def test_a_zoom_of_the_series_is_in_the_address(browser, daemon):
    open_comparison(browser, daemon, "baseline", "mount-options", query="&cell=fio-seqwrite-1m:ext4_overlay2:write_iops#cell")
    browser.wait_until("document.querySelector('.comparison-cell .main-svg')")
    browser.script("Plotly.relayout(document.querySelector('.comparison-cell .plot'), { 'xaxis.range[0]': 3, 'xaxis.range[1]': 8.5 })")
    browser.wait_until("location.search.includes('zoom=')")
    address = browser.driver.current_url
    browser.open("about:blank").open(address)
    browser.wait_until("document.querySelector('.comparison-cell .main-svg')")
    assert browser.script("return document.querySelector('.comparison-cell .plot').layout.xaxis.range") == [3, 8.5]
    rows = browser.driver.find_elements(By.CSS_SELECTOR, ".series-numbers tbody tr")
    counts = []
    for name in ("baseline", "mount-options"):
        path = f"/api/benchmarks/{daemon.ids[name]}/series?benchmark=fio-seqwrite-1m&filesystem=ext4_overlay2&group=iostat&key=vdb_write_iops&points=600"
        found = daemon.web.request("GET", path).json()
        places = set(range(len(found["series"][0]["values"]))) - set(found["series"][0]["no_samples"])
        counts.append(sum(3 <= place - found["busy"]["first"] <= 8.5 for place in places))
    assert [int(row.find_elements(By.TAG_NAME, "td")[0].text) for row in rows] == counts


def test_bytes_are_shown_by_either_prefixes(browser, daemon):
    open_comparison(browser, daemon, "baseline", "mount-options", query="&main=0&metric=write_bw_bytes")
    texts = "return [...document.querySelectorAll('.cells .number')].map(({ textContent }) => textContent)"
    assert all(text.endswith(("kB/s", "MB/s", "GB/s")) for text in browser.script(texts))
    follow(browser, browser.driver.find_element(By.LINK_TEXT, "IEC"))
    assert browser.script(texts) and all(text.endswith(("KiB/s", "MiB/s", "GiB/s")) for text in browser.script(texts))
    assert "metric=write_bw_bytes" in browser.driver.current_url
    follow(browser, browser.driver.find_element(By.LINK_TEXT, "Exact values"))
    assert all(float(text) > 1000 for text in browser.script(texts)) and "units=iec" in browser.driver.current_url

    open_comparison(browser, daemon, "baseline", "mount-options", query="&cell=fio-seqwrite-1m:ext4_overlay2:write_iops&series=vdb_write_kbps&exact=1#cell")
    browser.wait_until("document.querySelector('.series-numbers td')")
    path = f"/api/benchmarks/{daemon.ids['baseline']}/series?benchmark=fio-seqwrite-1m&filesystem=ext4_overlay2&group=iostat&key=vdb_write_kbps&points=600"
    answer = daemon.web.request("GET", path).json()
    highest = max(answer["series"][0]["values"][answer["busy"]["first"]:])
    assert browser.script("return document.querySelector('.series-numbers tbody tr').lastChild.textContent") == f"{highest:.15g} KiB/s"


def test_what_was_worse_is_better_from_the_other_side(browser, daemon):
    open_comparison(browser, daemon, "baseline", "mount-options", query="&verdict=worse")
    names = [row["copied"][0] for row in browser.script(READ_ROWS)]
    follow(browser, browser.driver.find_element(By.LINK_TEXT, "Swap"))
    assert "verdict=better" in browser.driver.current_url
    assert names and {row["copied"][0] for row in browser.script(READ_ROWS)} <= set(names)


def test_verdicts_are_kept_by_a_link(browser, daemon):
    open_comparison(browser, daemon, "baseline", "mount-options")
    follow(browser, browser.driver.find_element(By.PARTIAL_LINK_TEXT, "keeps these verdicts"))
    assert "as_of=" in browser.driver.current_url and "This link keeps its verdicts" in main_text(browser)


def test_the_table_is_taken_away_as_numbers(browser, daemon):
    open_comparison(browser, daemon, "baseline", "mount-options", query="&verdict=worse")
    copied = browser.driver.execute_async_script("""
        const done = arguments[0];
        Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => done(text) } });
        document.querySelector("[data-action=copy-table]").click();
    """)
    head, *lines = [line.split("\t") for line in copied.rstrip("\n").split("\n")]
    taken = daemon.web.request("GET", f"/compare?runs={sides(daemon, 'baseline', 'mount-options')}&verdict=worse&format=csv")
    rows = list(csv.DictReader(io.StringIO(taken.body.decode())))
    assert len(lines) == len(rows) == 2 and len({len(line) for line in [head, *lines]}) == 1
    for line, row in zip(lines, rows, strict=True):
        copied = dict(zip(head, line, strict=True))
        assert [copied[name] for name in ("benchmark", "metric", "filesystem", "ratio", "low", "high", "verdict", "noise")] == [
            row[name] for name in ("benchmark", "metric", "filesystem", "ratio", "low", "high", "verdict", "noise")]
        assert (copied["A"], copied["B"]) == (row["baseline_value"], row["value"])


@pytest.mark.parametrize(("query", "status", "sentence"), [
    ("runs=018f0000-0000-7000-8000-000000000000,latest", 404, "There is no run 018f0000"),
    ("runs=a,b", 400, "Run 1 of the parameter runs must be"),
    ("runs=latest:none,latest:xfs", 404, "has no filesystem"),
    ("runs=latest,latest&margin=7", 400, "The parameter margin takes"),
    ("runs=latest,latest&sort=x", 400, "The parameter sort takes one of verdict, change, name"),
    ("runs=zzz", 400, "Run 1 of the parameter runs must be")])
def test_what_cannot_be_compared_leads_to_the_choice(browser, daemon, query, status, sentence):
    response = daemon.web.request("GET", f"/compare?{query}", {"Accept": "text/html"})
    assert response.status == status and sentence in response.body.decode()
    assert 'class="choices"' in response.body.decode()
    problem = daemon.web.request("GET", f"/compare?{query}")
    assert problem.status == status and sentence in problem.json()["detail"]


def test_markup_stays_text(browser, daemon):
    open_comparison(browser, daemon, "markup", "baseline", query="&main=0")
    assert MARKUP in main_text(browser)
    assert browser.script("return document.querySelectorAll('main img, main script').length") == 0 and browser.console() == []


@pytest.mark.parametrize(("screen", "theme"), LOOKS)
def test_every_screen_and_theme_reads_well(browser, daemon, screen, theme):
    browser.look(SCREENS[screen], theme)
    pages = {
        "choice": (["baseline"], ""), "runs": (["baseline", "mount-options"], ""),
        "filesystems": (["baseline:ext4_overlay2", "baseline:xfs_overlay2", "baseline:btrfs_btrfs"], "&exact=1")}
    for name, (names, query) in pages.items():
        open_comparison(browser, daemon, *names, query=query)
        if name != "choice":
            browser.draw_all()
        assert browser.overflow() <= 0
        assert browser.violations() == []
        assert browser.console() == []
        browser.screenshot(f"comparison-{name}-{screen}-{theme}")


@pytest.mark.parametrize("odd", ["a\0b", "a\r\nb", " a  b ", "a&b=c,d:e"], ids=ascii)
def test_the_series_of_a_cell_of_any_name_are_drawn(browser, start_daemon, odd):
    """HTML does not carry every name, an address does."""
    daemon = start_daemon()
    ids = []
    for count in (3, 4):
        series = {"timestamp": list(range(count)), "vdb_read_iops": [7 * count] * count, "vdb_read_await": [1] * count}
        cell = {"metrics": {"plot": {"read_iops": count}}, "monitoring": {"iostat": {"series": series}}}
        ids.append(upload(daemon, json.dumps({"data": {f"fio-{odd}": {odd: cell}}}).encode()))
    browser.open(f"{daemon.url}/compare?runs={','.join(ids)}#cell")
    browser.wait_until("document.querySelector('.comparison-cell .main-svg')")
    drawn = browser.script("return document.querySelector('.comparison-cell .plot').data.map(({ y }) => [...y])")
    assert drawn == [[None, 21, 21], [None, 28, 28, 28]] and browser.console() == []
