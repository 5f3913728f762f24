// What a file is that is not text, by how it begins.

const BEGINNINGS = [
    ["a PNG image", 0, [0x89, 0x50, 0x4e, 0x47]],
    ["a JPEG image", 0, [0xff, 0xd8, 0xff]],
    ["a GIF image", 0, ascii("GIF8")],
    ["a PDF document", 0, ascii("%PDF-")],
    ["a zip archive", 0, [0x50, 0x4b, 0x03, 0x04]],
    ["data compressed by gzip", 0, [0x1f, 0x8b]],
    ["data compressed by xz", 0, [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
    ["data compressed by Zstandard", 0, [0x28, 0xb5, 0x2f, 0xfd]],
    ["data compressed by bzip2", 0, ascii("BZh")],
    ["a 7z archive", 0, [0x37, 0x7a, 0xbc, 0xaf]],
    ["an ELF program or library", 0, [0x7f, 0x45, 0x4c, 0x46]],
    ["a Windows program", 0, ascii("MZ")],
    ["an SQLite database", 0, ascii("SQLite format 3")],
    ["a tar archive", 257, ascii("ustar")],
    ["text in UTF-16", 0, [0xff, 0xfe]],
    ["text in UTF-16", 0, [0xfe, 0xff]],
];

/** "a PNG image", or null where its beginning is not known. */
export function fileKind(bytes) {
    const found = BEGINNINGS.find(([, at, beginning]) => beginning.every((byte, index) => bytes[at + index] === byte));
    return found?.[0] ?? null;
}

function ascii(text) {
    return [...text].map((character) => character.charCodeAt(0));
}
