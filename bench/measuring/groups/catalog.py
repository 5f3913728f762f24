"""The catalog: how many bytes of it a run takes."""

import shutil

from ..generating import example_library, library
from ..rounds import Sample
from ..rows import LIMIT, Row, at_most
from ..servers.benchd import Benchd

SMALL_LIMIT = 10_400
EXAMPLE_LIMIT = 40_000


def rows(bench):
    count = bench.effort.weighed * 10
    small = bytes_of_a_run(bench, library(count, benchmarks=3, filesystems=4), count)
    yield row("catalog-small", "Catalog: a run of 12 cells with 4 values each", small, SMALL_LIMIT)
    data = bench.new_folder() / "data"
    example = bytes_of_a_run(bench, example_library(data, bench.effort.weighed), bench.effort.weighed)
    shutil.rmtree(data)
    yield row("catalog-example", "Catalog: a real run (examples/minute-baseline)", example, EXAMPLE_LIMIT)


def row(key, title, byte_count, limit):
    return Row(key, title, "bytes", at_most(1), LIMIT, [{"benchd": Sample(byte_count), LIMIT: Sample(limit)}])


def bytes_of_a_run(bench, data, count):
    """What a run adds to the catalog of a library without runs."""
    return (catalog_bytes(bench, data, count) - catalog_bytes(bench, bench.new_folder(), 0)) / count


def catalog_bytes(bench, data, count):
    with bench.running(Benchd, data) as benchd:
        benchd.wait_until_complete(count)
        benchd.wait_until_read()
    return benchd.catalog_bytes()
