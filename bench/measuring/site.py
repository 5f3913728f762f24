"""A benchd with some runs, beside servers that give the same bytes."""

from dataclasses import dataclass

from . import reports
from .checks import expect
from .form import upload
from .load import Target
from .places import EXAMPLES, Unfit
from .servers.bare import Bare
from .servers.benchd import Benchd
from .servers.nginx import Nginx
from .servers.old import OldApplication

# A list of 50, and more to come.
RUNS_LISTED = 60
GZIP = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Page:
    """One answer of benchd, and the name under which the others serve the same bytes."""

    path: str
    name: str
    body: bytes


class Site:
    def __init__(self, bench, stack):
        self._bench = bench
        self._stack = stack
        self.benchd = stack.enter_context(bench.running(Benchd))
        self.nginx = stack.enter_context(bench.running(Nginx))
        self.old = stack.enter_context(bench.running(OldApplication))
        names = sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir())
        first = bench.numbers(RUNS_LISTED)
        for number in range(first, first + RUNS_LISTED):
            upload(self.benchd, reports.tagged(reports.example(names[number % len(names)]), number), reports.config())
        self.benchd.expect_total(RUNS_LISTED)

    def file(self, report):
        """Files a report, and expects that benchd gives it and its config back."""
        uuid = upload(self.benchd, report, reports.config())
        expect("benchd", self.benchd.port, f"/api/benchmarks/{uuid}/config", body=reports.config())
        return self.page(f"/api/benchmarks/{uuid}", f"{uuid}.json", report)

    def page(self, path, name, body=None):
        """What benchd answers, plain and compressed the same, given to nginx as a file in both forms."""
        plain = expect("benchd", self.benchd.port, path, body=body)
        answer = expect("benchd", self.benchd.port, path, GZIP, body=plain.content)
        self.nginx.keep(name, answer.content, answer.body if answer.is_compressed else None)
        expect("nginx", self.nginx.port, f"/{name}", body=answer.content)
        return Page(path, name, answer.content)

    def bare(self, page):
        bare = self._stack.enter_context(self._bench.running(Bare, [self.nginx.files / page.name]))
        expect("libmicrohttpd", bare.port, f"/{page.name}", body=page.body)
        return Target(bare, f"/{page.name}", len(page.body))

    def pair(self, page):
        """benchd and nginx, asked for the same bytes."""
        for server, path in self._addresses(page).values():
            expect(server.name, server.port, path, body=page.body)
        return {name: Target(server, path, len(page.body)) for name, (server, path) in self._addresses(page).items()}

    def compressed_pair(self, page):
        """benchd and nginx, asked for the same bytes compressed."""
        return {name: self._compressed(server, path, page) for name, (server, path) in self._addresses(page).items()}

    @staticmethod
    def _compressed(server, path, page):
        answer = expect(server.name, server.port, path, GZIP, body=page.body)
        if not answer.is_compressed:
            raise Unfit(f"{server.name} does not compress {path}")
        return Target(server, path, len(answer.body), tuple(": ".join(field) for field in GZIP.items()))

    def _addresses(self, page):
        return {"benchd": (self.benchd, page.path), "nginx": (self.nginx, f"/{page.name}")}

    def unchanged(self, page):
        """benchd and nginx, asked with the tag that each gave: they answer 304."""
        return {name: self._unchanged(server, path) for name, (server, path) in self._addresses(page).items()}

    @staticmethod
    def _unchanged(server, path):
        tag = expect(server.name, server.port, path).headers["ETag"]
        expect(server.name, server.port, path, {"If-None-Match": tag}, status=304, body=b"")
        return Target(server, path, 0, (f"If-None-Match: {tag}",))

    def old_targets(self, report):
        """The page and the raw report of the application that benchd replaces."""
        uuid = upload(self.old, report, reports.config())
        expect("FastAPI", self.old.port, f"/api/benchmarks/{uuid}", body=report)
        expect("FastAPI", self.old.port, f"/api/benchmarks/{uuid}/config", body=reports.config())
        page = expect("FastAPI", self.old.port, f"/benchmarks/{uuid}")
        return Target(self.old, f"/benchmarks/{uuid}", len(page.body)), Target(self.old, f"/api/benchmarks/{uuid}", len(report))
