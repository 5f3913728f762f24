"""Requests to one server: GET, with a token that goes nowhere else."""

import base64
import contextlib
import gzip
import hashlib
import http.client
import json
import re
import ssl
import zlib
from urllib.parse import quote, urljoin, urlsplit

from .errors import BenchdError

BLOCK = 1 << 16
PROBLEM_LIMIT = 1 << 20
REDIRECT_LIMIT = 5


class Transport:
    """Where benchd is, and what lets its reader in. Each request has a connection of its own."""

    def __init__(self, url, token, timeout, ca_file):
        parts = _parts(url)
        self._scheme, self._host = parts.scheme, parts.hostname
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._base = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~")
        self._timeout = timeout
        self._context = ssl.create_default_context(cafile=ca_file) if parts.scheme == "https" else None
        self._fields = {"User-Agent": "benchd-client", "Connection": "close"}
        if token is not None:
            if not re.fullmatch(r"[\x21-\x7e]+", token):
                raise ValueError("a token is printable ASCII without spaces")
            self._fields["Authorization"] = f"Bearer {token}"

    @contextlib.contextmanager
    def get(self, target, accept, coded=False):
        """The Answer to a GET of `target`, a path with its query below the server's address, to be read within the block.

        With `coded` it may come compressed. Raises BenchdError for every status but 200, and for no answer.
        """
        place = f"{self._host} port {self._port}"
        with contextlib.closing(self._connection()) as connection:
            with _faults_of(place):
                response = self._follow(connection, self._below_base(target), accept, coded)
                if response.status != 200:
                    raise _refusal(response)
            yield Answer(response, place)

    def _follow(self, connection, target, accept, coded):
        fields = {**self._fields, "Accept": accept, "Accept-Encoding": "gzip" if coded else "identity"}
        for _ in range(REDIRECT_LIMIT):
            connection.close()
            connection.request("GET", target, headers=fields)
            response = connection.getresponse()
            if response.status not in (301, 302, 307, 308):
                return response
            target = self._redirected(target, response.headers.get("Location", ""))
        raise BenchdError("the server redirects again and again", response.status)

    def _redirected(self, target, location):
        """The target on this server to which a redirection leads; one that leads elsewhere would take the token along."""
        parts = urlsplit(urljoin(f"{self._scheme}://{_host(self._host)}:{self._port}{target}", location))
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if (parts.scheme, parts.hostname, port, parts.username) != (self._scheme, self._host, self._port, None):
            raise BenchdError(f"the server redirects to {parts.scheme}://{parts.hostname}:{port}, which is elsewhere; give its address if that is right")
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _below_base(self, target):
        """The server's links have the base path or not: a proxy may take it away."""
        return target if self._base and target.startswith(f"{self._base}/") else self._base + target

    def _connection(self):
        if self._context is not None:
            return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=self._context)
        return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)


def _parts(url):
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("the address of benchd is written like https://bench.example or http://10.0.0.5:8000/bench, without a user")
    return parts


def _host(name):
    return f"[{name}]" if ":" in name else name


def _refusal(response):
    """The problem that an answer is."""
    try:
        problem = json.loads(response.read(PROBLEM_LIMIT))
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    detail = problem.get("detail") or f"the server answers {response.status} {response.reason}"
    return BenchdError(str(detail), response.status, problem)


@contextlib.contextmanager
def _faults_of(place):
    """What fails while a server is asked or read is an error of this package."""
    try:
        yield
    except (OSError, http.client.HTTPException, EOFError, zlib.error) as error:
        raise BenchdError(f"{place} gives no whole answer: {error or type(error).__name__}") from error


class Answer:
    """A body on its way. Each way to read it raises BenchdError if it ends before its length says, or is not what its digest names."""

    def __init__(self, response, place):
        self._response = response
        self._place = place
        self._is_coded = response.headers.get("Content-Encoding") == "gzip"

    @property
    def next(self):
        """The address of the next part, or None."""
        found = re.search(r'<([^>]*)>; *rel="next"', self._response.headers.get("Link", ""))
        return found.group(1) if found else None

    def content(self):
        """All of it."""
        body = b"".join(self.blocks())
        with _faults_of(self._place):
            return gzip.decompress(body) if self._is_coded else body

    def lines(self):
        """Its lines, as they come."""
        with _faults_of(self._place):
            yield from gzip.GzipFile(fileobj=self._response) if self._is_coded else self._response
            self._expect_end()

    def blocks(self):
        """Its bytes in blocks, as they come; compressed if it is."""
        digest = hashlib.sha256()
        with _faults_of(self._place):
            while True:
                block = self._response.read(BLOCK)
                if not block:
                    break
                digest.update(block)
                yield block
            self._expect_end()
        named = re.search(r"sha-256=:([^:]*):", self._response.headers.get("Repr-Digest", ""))
        if named and base64.b64decode(named.group(1)) != digest.digest():
            raise BenchdError("what came is not what its digest names; ask again")

    def _expect_end(self):
        # `read` with a size returns less, and no error, where a connection breaks.
        if self._response.length:
            raise http.client.IncompleteRead(b"", self._response.length)
