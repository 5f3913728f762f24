"""GET: raw reports, pages and lists, beside nginx with the same bytes as files."""

import contextlib
from functools import partial

from .. import reports
from ..load import drive
from ..rounds import alternate
from ..rows import Row, at_least
from ..site import Site

CONNECTIONS = 16
MANY = 256
MEGABYTE = 1_000_000


def rows(bench):
    with contextlib.ExitStack() as stack:
        site = Site(bench, stack)
        yield from raw_rows(bench, site)
        yield from page_rows(bench, site)
        yield from unchanged_rows(bench, site)


def raw_rows(bench, site):
    small = site.file(reports.example())
    middle = site.file(reports.of_size(MEGABYTE).read_bytes())
    large = site.file(reports.of_size(bench.effort.large).read_bytes())
    bare = site.bare(small)
    _, old = site.old_targets(small.body)
    plain = {**site.pair(small), "libmicrohttpd": bare}
    yield row(bench, "raw", "Raw report, 0.45 MB", 0.85, {**plain, "FastAPI": old})
    yield row(bench, "raw-many", f"Raw report, 0.45 MB, {MANY} connections", 0.8, plain, connections=MANY)
    yield row(bench, "raw-middle", "Raw report, 1.0 MB", 0.85, {**site.pair(middle), "libmicrohttpd": site.bare(middle)})
    yield row(bench, "raw-large", f"Raw report, {bench.effort.large / 1e6:g} MB", 0.75, site.pair(large))
    yield row(bench, "raw-gzip", "Raw report, 0.45 MB, compressed (gzip_static)", 0.9, site.compressed_pair(small))


def page_rows(bench, site):
    run = site.file(reports.tagged(reports.example(), bench.numbers(1)))
    uuid = run.name.removesuffix(".json")
    page, summary = site.page(f"/benchmarks/{uuid}", "run.html"), site.page(f"{run.path}/summary", "summary.json")
    old, _ = site.old_targets(run.body)
    yield row(bench, "page", "Page of a run", 0.6, {**site.pair(page), "libmicrohttpd": site.bare(page), "FastAPI": old})
    yield row(bench, "summary", "Summary of a run", 0.6, site.pair(summary))
    yield row(bench, "list", "List of 50 runs", 0.25, site.pair(site.page("/api/benchmarks", "list.json")))
    yield row(bench, "runs", "Page of the runs", 0.25, site.pair(site.page("/", "runs.html")))


def unchanged_rows(bench, site):
    run = site.file(reports.tagged(reports.example(), bench.numbers(1)))
    uuid = run.name.removesuffix(".json")
    for key, title, page in (
            ("page", "page of a run", site.page(f"/benchmarks/{uuid}", "same.html")),
            ("summary", "summary", site.page(f"{run.path}/summary", "same.json")),
            ("raw", "raw report", run)):
        yield row(bench, f"304-{key}", f"304 of a {title}", 0.8, site.unchanged(page))


def row(bench, key, title, bound, targets, connections=CONNECTIONS):
    contenders = {name: partial(drive, target, connections, bench.effort.seconds) for name, target in targets.items()}
    return Row(key, title, "requests/s", at_least(bound), "nginx", alternate(contenders, bench.effort.rounds))
