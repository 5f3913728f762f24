"""Config archives that are made to cost memory or time, as (bytes, the problem's type or None where one is accepted)."""

import io
import struct
import zipfile
import zlib

from .archives import archive

MIB = 1 << 20
ZEROS = bytes(MIB)
STORED, DEFLATED = 0, 8


class Writer:
    """Writes the records that it gets, true or not."""

    def __init__(self):
        self._data = bytearray()
        self._directory = bytearray()
        self._count = 0

    @property
    def offset(self):
        return len(self._data)

    def raw(self, content):
        self._data += content

    def local(self, name, method, crc, compressed, size):
        self._data += local(name, method, crc, compressed, size)

    def central(self, name, method, crc, compressed, size, offset, comment=b""):
        extra = b""
        if size > 0xFFFF_FFFE:
            extra = struct.pack("<HHQ", 1, 8, size)
        self._directory += struct.pack(
            "<4sBBHHHHHIIIHHHHHII", b"PK\x01\x02", 45, 3, 45, 0, method, 0, 0x5D77, crc, compressed,
            min(size, 0xFFFF_FFFF), len(name), len(extra), len(comment), 0, 0, 0o100644 << 16, offset)
        self._directory += name + extra + comment
        self._count += 1

    def add(self, name, content=b"", method=STORED, crc=0, size=None, comment=b""):
        size = len(content) if size is None else size
        offset = self.offset
        self.local(name, method, crc, len(content), size)
        self.raw(content)
        self.central(name, method, crc, len(content), size, offset, comment)

    def bytes(self):
        start, size = len(self._data), len(self._directory)
        end = struct.pack("<4sQBBHIIQQQQ", b"PK\x06\x06", 44, 45, 3, 45, 0, 0, self._count, self._count, size, start)
        end += struct.pack("<4sIQI", b"PK\x06\x07", 0, start + size, 1)
        end += struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0)
        return bytes(self._data + self._directory + end)


def local(name, method, crc, compressed, size):
    extra = struct.pack("<HHQQ", 1, 16, size, compressed) if size > 0xFFFF_FFFE else b""
    sizes = (0xFFFF_FFFF, 0xFFFF_FFFF) if extra else (compressed, size)
    return struct.pack(
        "<4sHHHHHIIIHH", b"PK\x03\x04", 45, 0, method, 0, 0x5D77, crc, *sizes, len(name), len(extra)) + name + extra


def zeros(count):
    """`count` MiB of zeros, deflated about 1:1000; blocks that end in a full flush can be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(ZEROS) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * count + b"\x03\x00"


def entries(count, name=b"%06d", comment=b""):
    writer = Writer()
    for number in range(count):
        writer.add(name % number, comment=comment)
    return writer.bytes()


def long_names():
    """As many and as long names as the limits allow."""
    return entries(10_000, b"%06d" + b"n" * 1018)


def claiming(size):
    writer = Writer()
    writer.add(b"vars/a.yaml", bytes(10 * MIB), DEFLATED, size=size)
    return writer.bytes()


def dense(count, size):
    """Entries of one block of zeros each, as many as there may be."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = packer.compress(bytes(size)) + packer.flush()
    writer = Writer()
    for number in range(count):
        writer.add(b"vars/%05d.yaml" % number, content, DEFLATED, zlib.crc32(bytes(size)), size)
    return writer.bytes()


def one_large():
    """One entry of nearly 4 GiB in 4 MB."""
    count = 4095
    crc = 0
    for _ in range(count):
        crc = zlib.crc32(ZEROS, crc)
    writer = Writer()
    writer.add(b"vars/zeros.yaml", zeros(count), DEFLATED, crc, count * MIB)
    return writer.bytes()


def overlapping(count):
    """Each entry's data quotes the header of the next and ends in the same zeros (Fifield, 2019)."""
    kernel = zeros(1)
    names = [b"%06d" % number for number in range(count)]
    parts, compressed, size = [kernel], len(kernel), MIB
    headers = [local(names[-1], DEFLATED, 0, compressed, size)]
    facts = [(names[-1], compressed, size)]
    for name in reversed(names[:-1]):
        quoted = headers[-1]
        stored = struct.pack("<BHH", 0, len(quoted), len(quoted) ^ 0xFFFF) + quoted
        compressed, size = compressed + len(stored), size + len(quoted)
        parts.append(stored)
        headers.append(local(name, DEFLATED, 0, compressed, size))
        facts.append((name, compressed, size))
    writer = Writer()
    starts = []
    # From the outermost: its header, then blocks that quote the headers of the others, then the zeros.
    writer.raw(headers[-1])
    starts.append(0)
    for block in reversed(parts[1:]):
        starts.append(writer.offset + 5)
        writer.raw(block)
    writer.raw(kernel)
    for (name, compressed, size), start in zip(reversed(facts), starts):
        writer.central(name, DEFLATED, 0, compressed, size, start)
    return writer.bytes()


def one_header(count):
    writer = Writer()
    content = zeros(1)
    writer.local(b"a.yaml", DEFLATED, 0, len(content), MIB)
    writer.raw(content)
    for _ in range(count):
        writer.central(b"a.yaml", DEFLATED, 0, len(content), MIB, 0)
    return writer.bytes()


def nested(depth):
    """Sixteen zips of sixteen zips and so on, of 64 MiB of zeros each."""
    writer = Writer()
    writer.add(b"zeros.yaml", zeros(64), DEFLATED, 0, 64 * MIB)
    content = writer.bytes()
    for _ in range(depth):
        memory = io.BytesIO()
        with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as zip_file:
            for number in range(16):
                zip_file.writestr(f"{number}.zip", content)
        content = memory.getvalue()
    return content


def secrets(count):
    """Text in which every line is a finding."""
    lines = b"".join(b"k%05d_password: hunter%d\n" % (number, number) for number in range(16_000))
    return archive({f"vars/{number:05}.yaml": lines for number in range(count)})


def repeated(text, count):
    """As many entries of 1 MiB, each of nothing but the text."""
    memory = io.BytesIO()
    text = text * (MIB // len(text))
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for number in range(count):
            zip_file.writestr(f"vars/{number:05}.yaml", text)
    return memory.getvalue()


def many_end_records():
    """The archive's comment is made of end records."""
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 0)
    return archive(comment=end * 2900)


def signatures():
    """60 MB of the first bytes of signatures in front of an archive."""
    memory = io.BytesIO(b"PKPK\x03\x05" * 10_000_000)
    with zipfile.ZipFile(memory, "a") as zip_file:
        zip_file.writestr("vars/a.yaml", b"a: 1\n")
    return memory.getvalue()


BOMBS = {
    "65,536 entries": (lambda: entries(65_536), "config-unsafe"),
    "200,000 entries": (lambda: entries(200_000), "config-unsafe"),
    "10,000 entries": (lambda: entries(10_000), None),
    "10,000 names of 1 KiB": (long_names, None),
    "a name of 60 KB": (lambda: entries(1, b"%06d" + b"n" * 60_000), "config-unsafe"),
    "a central directory of 60 MB": (lambda: entries(1000, comment=b"c" * 60_000), None),
    "10 MB that claim 10 TB": (lambda: claiming(10 << 40), "config-unsafe"),
    "10 MB that claim 3 GB": (lambda: claiming(3 << 30), None),
    "4 MB that are 4 GiB": (one_large, None),
    "10,000 entries of 400 KB in 4 MB": (lambda: dense(10_000, 400_000), None),
    "2,000 overlapping entries": (lambda: overlapping(2000), "config-unsafe"),
    "2,000 entries at one place": (lambda: one_header(2000), "config-unsafe"),
    "zips in zips, 16 to the 5th": (lambda: nested(5), None),
    "160,000 secrets": (lambda: secrets(10), None),
    "20 MB of password=\"": (lambda: repeated(b'password="', 20), None),
    "20 MB of password=": (lambda: repeated(b"password=", 20), None),
    "8 MB of blanks and colons": (lambda: repeated(b" :", 8), None),
    "8 MB of colons and equals signs": (lambda: repeated(b":=", 8), None),
    "8 MB of JSON on one line": (lambda: repeated(b'"a" : 1, ', 8), None),
    "8 MB of equals signs and digits": (lambda: repeated(b"1=", 8), None),
    "8 MB of templates": (lambda: repeated(b"pw={{ ", 8), None),
    "8 MB of values": (lambda: repeated(b"pw=a ", 8), None),
    "8 MB of short passwords": (lambda: repeated(b"pw=a1 ", 8), None),
    "2,900 end records": (many_end_records, "config-damaged"),
    "60 MB of halves of signatures": (signatures, None),
}
