"""Archives byte for byte as writers make them that do not run here; each habit is named after its writer."""

import struct
import zlib
from dataclasses import dataclass

MADE = 1795460102  # 2026-11-23T18:55:02Z
DOS_TIME = struct.pack("<HH", 18 << 11 | 55 << 5 | 1, 46 << 9 | 11 << 5 | 23)
SIGNED, PLAIN = b"PK\x07\x08", b""


@dataclass(frozen=True)
class Habit:
    #: Upper byte of "version made by": 0 for DOS and Windows, 3 for Unix.
    system: int
    flags: int = 0
    #: What stands in front of the data descriptor; None for sizes in the local header.
    descriptor: bytes | None = None
    encoding: str = "utf-8"
    separator: str = "/"
    mode: int = 0
    local_extra: bytes = b""
    central_extra: bytes = b""

    def written(self, members):
        data, directory = b"", b""
        for path, content in members.items():
            name = path.replace("/", self.separator).encode(self.encoding)
            packer = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = packer.compress(content) + packer.flush()
            sizes = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
            is_streamed = self.descriptor is not None
            common = struct.pack("<HHH", 20, self.flags | (8 if is_streamed else 0), 8) + DOS_TIME
            offset = len(data)
            data += b"PK\x03\x04" + common + (bytes(12) if is_streamed else sizes)
            data += struct.pack("<HH", len(name), len(self.local_extra)) + name + self.local_extra + packed
            data += self.descriptor + sizes if is_streamed else b""
            directory += b"PK\x01\x02" + bytes([20, self.system]) + common + sizes
            directory += struct.pack("<HHHHHII", len(name), len(self.central_extra), 0, 0, 0, self.mode << 16, offset)
            directory += name + self.central_extra
        end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(data), 0)
        return data + directory + b"PK\x05\x06" + end


EXTENDED_TIME = struct.pack("<HHBI", 0x5455, 5, 1, MADE)
UTF8 = 0x0800

GO = Habit(3, UTF8, SIGNED, mode=0o100644, local_extra=EXTENDED_TIME, central_extra=EXTENDED_TIME)
JAVA_STREAM = Habit(0, UTF8, SIGNED)
DITTO = Habit(
    3, 0, SIGNED, mode=0o100644, local_extra=struct.pack("<HHIIHH", 0x5855, 12, MADE, MADE, 501, 20),
    central_extra=struct.pack("<HHII", 0x5855, 8, MADE, MADE))
EXPLORER = Habit(0)
EXPLORER_CP437 = Habit(0, encoding="cp437")
OLD_DOTNET = Habit(0, UTF8, separator="\\")
UNSIGNED_STREAM = Habit(3, 0, PLAIN, mode=0o100644)
