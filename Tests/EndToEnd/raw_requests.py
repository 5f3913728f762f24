"""Raw requests, and what may be answered to each: the table of test_raw_requests.py.

Every row is sent with `FOLLOWER` after it. A row that says "refused" is the last thing that its connection does: nothing after it is
answered. A row that says "served" is answered with the statuses that it names, and its follower too.
"""

from dataclasses import dataclass

MARK = b"/smuggled"
FOLLOWER = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
HIDDEN = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
CLOSED = 0


@dataclass(frozen=True)
class Row:
    name: str
    bytes: bytes
    # The statuses that a refusal may have, CLOSED for none; or those of each answer, in order.
    statuses: tuple
    is_served: bool = False

    @property
    def is_small(self):
        return len(self.bytes) < 2_000


def refused(name, data, *statuses):
    return Row(name, data, statuses or (400,))


def served(name, data, *statuses):
    return Row(name, data, statuses, is_served=True)


def head(*fields, line=b"GET /healthz HTTP/1.1", host=b"Host: localhost"):
    return b"\r\n".join([line, *([host] if host else []), *fields, b"", b""])


def post(*fields, body=b"", version=b"HTTP/1.1"):
    return head(*fields, line=b"POST /healthz " + version) + body


def chunked(body, *fields):
    return post(b"Transfer-Encoding: chunked", *fields, body=body)


LENGTH = b"Content-Length: %d" % len(HIDDEN)
CHUNKED = b"Transfer-Encoding: chunked"
# A chunked body that ends at once, and what a parser that goes by a length would take for content.
EMPTY = b"0\r\n\r\n"

LENGTHS = [
    refused("two different lengths", post(b"Content-Length: 0", LENGTH, body=HIDDEN)),
    refused("two different lengths, the larger first", post(LENGTH, b"Content-Length: 0", body=HIDDEN)),
    refused("two equal lengths", post(LENGTH, LENGTH, body=HIDDEN)),
    refused("two lengths in different case", post(LENGTH, LENGTH.lower(), body=HIDDEN)),
    refused("a list of lengths", post(LENGTH + b", 0", body=HIDDEN)),
    refused("a list of equal lengths", post(b"Content-Length: 5, 5", body=b"hello")),
    *(
        refused(f"a length of {value!r}", post(b"Content-Length: " + value, body=HIDDEN))
        for value in [b"", b"-1", b"+5", b"5 5", b"5\t5", b"0x10", b"5;", b"5.0", b"1e2", b"five", b'"5"', b"\xd9\xa5", b"5_0", b"18446744073709551616",
                      b"99999999999999999999999"]),
    refused("a length of 2^64 - 1", post(b"Content-Length: 18446744073709551615", body=HIDDEN), 400, 413),
    refused("a length of 2^63", post(b"Content-Length: 9223372036854775808", body=HIDDEN), 400, 413),
    refused("a length before a space and a colon", post(b"Content-Length : 5", body=HIDDEN)),
    refused("a length before a tab and a colon", post(b"Content-Length\t: 5", body=HIDDEN)),
    refused("a length whose field begins with a space", post(b" " + LENGTH, body=HIDDEN)),
    refused("a folded length", post(b"Content-Length:\r\n %d" % len(HIDDEN), body=HIDDEN)),
    refused("a length folded with a tab", post(b"Content-Length:\r\n\t%d" % len(HIDDEN), body=HIDDEN)),
    refused("a length after an empty line of spaces", post(b"X: y\r\n ", LENGTH, body=HIDDEN)),
    refused("a length with NUL", post(LENGTH + b"\0", body=HIDDEN)),
    refused("a length after NUL", post(b"X: y\0\r\n" + LENGTH, body=HIDDEN)),
    refused("a length after a bare CR", post(b"X: y\r" + LENGTH, body=HIDDEN)),
    refused("a length after a bare LF", post(b"X: y\n" + LENGTH, body=HIDDEN)),
    served("a length of a GET", head(LENGTH) + HIDDEN, 200, 404),
    served("a length with zeros before it", post(b"Content-Length: 00%d" % len(HIDDEN), body=HIDDEN), 405, 404),
    served("a length with white space around it", post(b"Content-Length: \t%d \t" % len(HIDDEN), body=HIDDEN), 405, 404),
    served("a length in capitals", post(LENGTH.upper(), body=HIDDEN), 405, 404),
    served("a length of zero", post(b"Content-Length: 0"), 405, 404),
    served("no length", post(), 405, 404),
]

CODINGS = [
    refused("a length, then chunked", post(LENGTH, CHUNKED, body=EMPTY + HIDDEN)),
    refused("chunked, then a length", post(CHUNKED, LENGTH, body=EMPTY + HIDDEN)),
    refused("chunked and a length of zero", post(CHUNKED, b"Content-Length: 0", body=EMPTY + HIDDEN)),
    refused("chunked and a length, of a GET", head(CHUNKED, LENGTH) + EMPTY + HIDDEN),
    refused("chunked and a folded length", post(CHUNKED, b"Content-Length:\r\n 61", body=EMPTY + HIDDEN)),
    refused("a length and a folded chunked", post(LENGTH, b"Transfer-Encoding:\r\n chunked", body=EMPTY + HIDDEN)),
    refused("chunked twice", post(CHUNKED, CHUNKED, body=EMPTY + HIDDEN)),
    refused("chunked and identity in two fields", post(CHUNKED, b"Transfer-Encoding: identity", body=EMPTY + HIDDEN), 400, 501),
    refused("identity and chunked in two fields", post(b"Transfer-Encoding: identity", CHUNKED, body=EMPTY + HIDDEN), 400, 501),
    refused("chunked in HTTP/1.0", post(CHUNKED, body=EMPTY + HIDDEN, version=b"HTTP/1.0")),
    refused("chunked in HTTP/1.0 with keep-alive", post(CHUNKED, b"Connection: keep-alive", body=EMPTY + HIDDEN, version=b"HTTP/1.0")),
    *(
        refused(f"the coding {value!r}", post(b"Transfer-Encoding:" + value, body=EMPTY + HIDDEN), 400, 501)
        for value in [
            b"", b" ", b" Chunked", b" CHUNKED", b" chunKed", b"\tchunked", b"  chunked", b" chunked ", b" chunked\t", b" \tchunked", b" xchunked", b" chunkedx",
            b" chunk", b" chunked,", b" ,chunked", b" chunked, chunked", b" gzip, chunked", b" chunked, gzip", b" gzip", b" identity", b" chunked, identity",
            b" identity, chunked", b' "chunked"', b" chunked;q=1", b" chunked;a", b" 'chunked'", b" \x0bchunked", b" \x0cchunked", b" chunked\0", b" chu\0nked",
            b" \xc4\xa5hunked", b" chunked\x7f", b" cow", b" trailers"]),
    refused("chunked before a space and a colon", post(b"Transfer-Encoding : chunked", body=EMPTY + HIDDEN)),
    refused("chunked before a tab and a colon", post(b"Transfer-Encoding\t: chunked", body=EMPTY + HIDDEN)),
    refused("chunked whose field begins with a space", post(b" " + CHUNKED, body=EMPTY + HIDDEN)),
    refused("chunked whose field begins with a tab", post(b"\t" + CHUNKED, body=EMPTY + HIDDEN)),
    refused("chunked after a bare CR", post(b"X: y\r" + CHUNKED, body=EMPTY + HIDDEN)),
    refused("chunked after a bare LF", post(b"X: y\n" + CHUNKED, body=EMPTY + HIDDEN)),
    refused("chunked, ended with a bare LF", post(CHUNKED + b"\nX: y", body=EMPTY + HIDDEN)),
    refused("chunked after NUL", post(b"X: y\0\r\n" + CHUNKED, body=EMPTY + HIDDEN)),
    refused("chunked in a name with a control byte", post(b"Transfer\x01-Encoding: chunked", body=EMPTY + HIDDEN)),
    refused("chunked with a folded list", post(CHUNKED + b"\r\n , identity", body=EMPTY + HIDDEN)),
    refused("chunked without its line end", post(LENGTH, b"X: y\r\r\nTransfer-Encoding: chunked", body=EMPTY + HIDDEN)),
    # Another field, which says nothing of the body's end: the bytes after the head are the next request.
    refused("an underscore in the name, then chunks", post(b"Transfer_Encoding: chunked", body=EMPTY + HIDDEN), 405, 400),
]

CHUNKS = [
    # The connection ends after each chunked body, so nothing after one is served.
    refused("chunks", chunked(b"5\r\nhello\r\n0\r\n\r\n"), 405),
    refused("no chunk", chunked(EMPTY), 405),
    refused("a chunk that looks like a request", chunked(b"%x\r\n%s\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)), 405),
    refused("a size in capitals, with zeros", chunked(b"00A\r\n0123456789\r\n0\r\n\r\n"), 405),
    refused("a chunk extension", chunked(b"5;a=b\r\nhello\r\n0\r\n\r\n"), 405),
    refused("a chunk extension that looks like a request", chunked(b"5;GET /smuggled HTTP/1.1\r\nhello\r\n0\r\n\r\n"), 405),
    refused("a trailer", chunked(b"0\r\nX: y\r\n\r\n"), 405),
    refused("a trailer with a length", chunked(b"0\r\nContent-Length: 60\r\n\r\n"), 400, 405),
    refused("a trailer with a coding", chunked(b"0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400, 405),
    refused("a trailer with a host", chunked(b"0\r\nHost: example.org\r\n\r\n"), 400, 405),
    refused("a trailer without a colon", chunked(b"0\r\nGET /smuggled HTTP/1.1\r\n\r\n")),
    refused("a folded trailer", chunked(b"0\r\nX: y\r\n z\r\n\r\n")),
    refused("a trailer with a bare LF", chunked(b"0\r\nX: y\n\r\n")),
    refused("a trailer with a space before the colon", chunked(b"0\r\nX : y\r\n\r\n")),
    refused("a trailer with NUL", chunked(b"0\r\nX: \0\r\n\r\n")),
    refused("a trailer of 20 KB", chunked(b"0\r\n" + b"X: yyyyyyy\r\n" * 2_000), 400, 413, 431),
    refused("a trailer of 20 KB in one line", chunked(b"0\r\nX: " + b"y" * 20_000), 400, 413, 431),
    *(
        refused(f"the size {size!r}", chunked(size + b"\r\nhello\r\n0\r\n\r\n"), 400, 413)
        for size in [
            b"", b" ", b"-5", b"+5", b"0x5", b"x", b"g", b"5g", b"5 ", b" 5", b"\t5", b"5\t", b"5 5", b"5,", b"5.", b"5\0", b"\x005", b"5\x01", b"\xef\xbc\x95",
            b"ffffffffffffffff", b"fffffffffffffffff", b"7fffffffffffffff", b"10000000000000005", b"100000000000000000000000000000005", b"5\r", b"5;\0", b"5;a\x01",
            b"5;a\rb"]),
    refused("a size before a bare LF", chunked(b"5\nhello\r\n0\r\n\r\n")),
    refused("a size before a bare CR", chunked(b"5\rhello\r\n0\r\n\r\n")),
    refused("a last size before a bare LF", chunked(b"5\r\nhello\r\n0\n\r\n")),
    refused("a chunk before a bare LF", chunked(b"5\r\nhello\n0\r\n\r\n")),
    refused("a chunk before a bare CR", chunked(b"5\r\nhello\r0\r\n\r\n")),
    refused("an extension before a bare LF", chunked(b"5;a\nhello\r\n0\r\n\r\n")),
    refused("an end of bare LFs", chunked(b"5\r\nhello\r\n0\r\n\n")),
    refused("a chunk that is longer than its size", chunked(b"3\r\nhello\r\n0\r\n\r\n")),
    refused("a chunk that is shorter than its size", chunked(b"7\r\nhello\r\n0\r\n\r\n" + HIDDEN)),
    refused("a chunk without an end", chunked(b"5\r\nhello0\r\n\r\n")),
    refused("an extension of 200 KB", chunked(b"5;" + b"a" * 200_000 + b"\r\nhello\r\n0\r\n\r\n"), 400, 413, 431),
    refused("extensions of 200 KB", chunked((b"1;" + b"a" * 500 + b"\r\nx\r\n") * 400 + b"0\r\n\r\n"), 400, 413, 431),
    refused("a size of 200 KB of zeros", chunked(b"0" * 200_000 + b"5\r\nhello\r\n0\r\n\r\n"), 400, 413, 431),
]

FIELDS = [
    refused("a bare LF after the request line", head().replace(b"\r\n", b"\n", 1)),
    refused("a bare LF after a field", head(b"X: y\nZ: a")),
    refused("bare LFs throughout", head().replace(b"\r\n", b"\n")),
    refused("a bare LF as the empty line", head()[:-2] + b"\n"),
    refused("a bare CR in a value", head(b"X: y\rz")),
    refused("a bare CR in a name", head(b"X\ry: z")),
    refused("CR CR LF", head(b"X: y\r")),
    refused("a space before the colon", head(b"X : y")),
    refused("an empty name", head(b": y")),
    refused("a field without a colon", head(b"Xy")),
    refused("a name with a space", head(b"X y: z")),
    refused("a folded field", head(b"X: y\r\n z")),
    refused("a first field that begins with a space", head(b"Y: z", host=b" Host: localhost")),
    refused("a line of one space", head(b" ")),
    refused("a line of one tab", head(b"\t")),
    *(refused(f"a name with {name!r}", head(b"X" + name + b": y")) for name in [b"(", b")", b"/", b"@", b"[", b"{", b'"', b",", b";", b"=", b"\x80", b"\xff", b"\x7f"]),
    *(refused(f"a value with {byte:#04x}", head(b"X: a" + bytes([byte]) + b"b")) for byte in [*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F]),
    *(refused(f"a name with {byte:#04x}", head(b"X" + bytes([byte]) + b": b")) for byte in [0x00, 0x01, 0x08, 0x0B, 0x1F]),
    served("a value with bytes above 0x7F", head(b"X: \xff\xc3\xa4"), 200, 404),
    served("an empty value", head(b"X:"), 200, 404),
    served("a value with a tab and colons", head(b"X:a\tb:c: d"), 200, 404),
    served("every character that a name may have", head(b"!#$%&'*+-.^_`|~09azAZ: y"), 200, 404),
    served("100 fields", head(*[b"X: y"] * 99), 200, 404),
    refused("101 fields", head(*[b"X: y"] * 100), 431),
    refused("1,000 fields", head(*[b"X: y"] * 1_000), 431),
    refused("a field of 17 KB", head(b"X: " + b"y" * 17_000), 431),
    refused("a field of 200 KB", head(b"X: " + b"y" * 200_000), 431),
    refused("a name of 200 KB", head(b"X" * 200_000), 431),
    refused("100 fields of 1 KB", head(*[b"X: " + b"y" * 1_000] * 99), 431),
    served("a field of 15 KB", head(b"X: " + b"y" * 15_000), 200, 404),
    served("100 cookies", head(b"Cookie: " + b"; ".join([b"a=b"] * 100)), 200, 404),
    refused("5,000 cookies", head(b"Cookie: " + b"a;" * 5_000), 431),
    refused("300 cookies in three fields", head(*[b"Cookie: " + b"a;" * 100] * 3), 431),
]

HOSTS = [
    refused("no Host", head(host=None)),
    refused("two Hosts", head(b"Host: localhost")),
    refused("two different Hosts", head(b"Host: example.org")),
    refused("a Host with a space before the colon", head(host=b"Host : localhost")),
    refused("a list of Hosts", head(host=b"Host: localhost, example.org")),
    refused("a Host with a path", head(host=b"Host: localhost/a")),
    refused("a Host with a user", head(host=b"Host: a@localhost")),
    refused("a Host with a space", head(host=b"Host: local host")),
    refused("a Host with NUL", head(host=b"Host: localhost\0")),
    refused("a Host of markup", head(host=b"Host: <script>")),
    refused("a Host with a backslash", head(host=b"Host: localhost\\a")),
    served("a Host with a port", head(host=b"Host: localhost:8000"), 200, 404),
    served("a Host of an IPv6 address", head(host=b"Host: [::1]:8000"), 200, 404),
    served("HTTP/1.0 with keep-alive and no Host", head(b"Connection: keep-alive", line=b"GET /healthz HTTP/1.0", host=None), 200, 404),
]

LINES = [
    refused("an empty line", b"\r\n\r\n\r\n" + head()),
    refused("bare LFs before the request line", b"\n\n" + head()),
    served("one empty line before the request line", b"\r\n" + head(), 200, 404),
    refused("no version", b"GET /healthz\r\n\r\n"),
    refused("no target", head(line=b"GET HTTP/1.1")),
    refused("an empty target", head(line=b"GET  HTTP/1.1")),
    refused("a method alone", head(line=b"GET")),
    refused("two spaces before the target", head(line=b"GET  /healthz HTTP/1.1")),
    refused("two spaces before the version", head(line=b"GET /healthz  HTTP/1.1")),
    refused("a space before the method", head(line=b" GET /healthz HTTP/1.1")),
    refused("a space after the version", head(line=b"GET /healthz HTTP/1.1 ")),
    refused("a tab before the target", head(line=b"GET\t/healthz HTTP/1.1")),
    refused("a space in the target", head(line=b"GET /a b HTTP/1.1")),
    refused("a second request line", head(line=b"GET /healthz HTTP/1.1\r\nGET /smuggled HTTP/1.1")),
    *(
        refused(f"the version {version!r}", head(line=b"GET /healthz " + version), 400, 505)
        for version in [
            b"HTTP/0.9", b"HTTP/1.2", b"HTTP/1.10", b"HTTP/2", b"HTTP/2.0", b"HTTP/3.0", b"HTTP/11", b"HTTP/1", b"HTTP/1.", b"HTTP/.1", b"HTTP/a.b", b"http/1.1",
            b"Http/1.1", b"HTTP1.1", b"HTTP/1,1", b"HTTP/01.1", b"HTTP/1.1x", b"HTTPS/1.1", b"ICY", b"HTTP/1.1\0", b"HTTP/-1.1"]),
    *(
        refused(f"the method {method!r}", head(line=method + b" /healthz HTTP/1.1"), 400, 501)
        for method in [b"get", b"Get", b"BREW", b"G(T", b"GET,", b"G\0T", b"\x80", b"GET:", b"PRI", b"G" * 5_000]),
    *(
        refused(f"the target {target!r}", head(line=b"GET " + target + b" HTTP/1.1"))
        for target in [
            b"healthz", b"*", b"?a", b"a/b", b"/\0", b"/a\x01", b"/a\x7f", b"/\xff", b"/\xc3\xa4", b"/%", b"/%4", b"/%zz", b"/%ff", b"/%c0%af", b"/%c0%ae%c0%ae/",
            b"/%ed%a0%80", b"/a\tb", b"ftp://localhost/healthz", b"//localhost\0/"]),
    *(
        served(f"the target {target!r}, where there is nothing", head(line=b"GET " + target + b" HTTP/1.1"), 404, 404)
        for target in [
            b"/..", b"/../", b"/../../etc/passwd", b"/assets/../Package.swift", b"/assets/%2e%2e/pages/error.html", b"/assets/%2e%2e%2fpages", b"/assets/..%5c",
            b"/%2e%2e/%2e%2e/etc/passwd", b"/%2fhealthz", b"/healthz%2f", b"//healthz", b"//", b"/healthz/", b"/healthz;a=b", b"/;/healthz", b"/\\healthz",
            b"/healthz\\", b"/assets/css\\base.css", b"/healthz%20", b"/healthz.", b"/./healthz", b"/HEALTHZ", b"/assets//css/base.css", b"/assets/", b"/assets/.",
            b"/%E2%80%AE", b"/healthz%0d%0aX:%20y"]),
    Row("the target '/%00'", head(line=b"GET /%00 HTTP/1.1"), (400, 404), is_served=True),
    refused("an absolute target without a host", head(line=b"GET http:///healthz HTTP/1.1"), 400),
    served("an absolute target", head(line=b"GET http://localhost/healthz HTTP/1.1"), 200, 404),
    served("a target of 8 KiB", head(line=b"GET /" + b"a" * 8_191 + b" HTTP/1.1"), 404, 404),
    refused("a target of 8 KiB and a byte", head(line=b"GET /" + b"a" * 8_192 + b" HTTP/1.1"), 414),
    refused("a target of 12 KB", head(line=b"GET /" + b"a" * 12_000 + b" HTTP/1.1"), 414),
    refused("a target of 200 KB", head(line=b"GET /" + b"a" * 200_000 + b" HTTP/1.1"), 414),
    served("500 parameters", head(line=b"GET /?" + b"&".join([b"a=b"] * 500) + b" HTTP/1.1"), 200, 404),
    refused("501 parameters", head(line=b"GET /healthz?" + b"&".join([b"a=b"] * 501) + b" HTTP/1.1"), 414, 431),
    refused("4,000 empty parameters", head(line=b"GET /healthz?" + b"&" * 4_000 + b" HTTP/1.1"), 414, 431),
]

OTHERS = [
    refused("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0", 400, CLOSED),
    refused("a hello of TLS", bytes.fromhex("16030100a5010000a10303") + b"\x5a" * 150, 400, CLOSED),
    refused("a hello of SSH", b"SSH-2.0-OpenSSH_9.2\r\n", 400, CLOSED),
    refused("zeros", bytes(100), 400, CLOSED),
    refused("noise", bytes((7 * i * i + 13 * i) % 256 for i in range(500)), 400, CLOSED),
    refused("an unknown expectation", post(b"Expect: 200-ok", LENGTH, body=HIDDEN), 417),
    refused("an unknown expectation of a GET", head(b"Expect: something"), 417),
    refused("two expectations", head(b"Expect: 100-continue", b"Expect: 100-continue"), 417),
    Row("an upload with a content coding", head(
        b"Content-Type: multipart/form-data; boundary=B", b"Content-Encoding: gzip", LENGTH, line=b"POST /api/upload HTTP/1.1") + HIDDEN, (400, 415), is_served=True),
    refused("an upload that is refused in its midst", head(
        b"Content-Type: multipart/form-data; boundary=B", b"Content-Length: 9000000", line=b"POST /api/upload HTTP/1.1") + b"--B\r\n\r\n" + HIDDEN * 50, 400, 415),
    served("an upload that is no form", head(b"Content-Type: text/plain", LENGTH, line=b"POST /api/upload HTTP/1.1") + HIDDEN, 415, 404),
    served("OPTIONS of the server", head(line=b"OPTIONS * HTTP/1.1"), 404, 404),
    served("two requests", head() + head(), 200, 200, 404),
    served("twenty requests", head() * 20, *[200] * 20, 404),
    refused("a sound request, then one that is refused", head() + head(b"X : y"), 200, 400),
    *(
        served(f"the range {value!r}", head(b"Range: " + value, line=b"GET /assets/css/base.css HTTP/1.1"), status, 404)
        for value, status in [
            (b"bytes=0-0", 206), (b"bytes=5-2", 200), (b"bytes=999999999-", 416), (b"bytes=0-99999999999999999999999", 206), (b"bytes=-0", 416), (b"lines=0-1", 200),
            (b"bytes=a-b", 200), (b"bytes=" + b",".join([b"0-0"] * 1_000), 200)]),
]

ROWS = LENGTHS + CODINGS + CHUNKS + FIELDS + HOSTS + LINES + OTHERS
