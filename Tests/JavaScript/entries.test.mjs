import assert from "node:assert/strict";
import { test } from "node:test";
import { entryAddress, entryHash } from "../../templates/assets/js/model/entry-address.js";
import { entryTree } from "../../templates/assets/js/model/entry-tree.js";
import { fileKind } from "../../templates/assets/js/model/file-kind.js";
import { nameInHTML, namePieces, shortName } from "../../templates/assets/js/model/name-pieces.js";

const entries = (...paths) =>
    paths.map((path, index) => ({ path, index, size: path.endsWith("/") ? 0 : 10, type: path.endsWith("/") ? "directory" : "file" }));

/** A tree as nested lists of names. */
const names = ({ directories, files }) => [
    ...directories.map((child) => [`${child.name}/`, names(child)]),
    ...files.map(({ name }) => name),
];

test("entries lie in their directories, directories first, whether the archive names them or not", () => {
    const tree = entryTree(entries("vars/", "vars/b.yaml", "z.txt", "vars/a.yaml", "vars/host/x", "logs/y"));
    assert.deepEqual(names(tree), [
        ["logs/", ["y"]],
        ["vars/", [["host/", ["x"]], "a.yaml", "b.yaml"]],
        "z.txt",
    ]);
    assert.deepEqual([tree.fileCount, tree.byteCount], [5, 50]);
    assert.deepEqual(tree.directories.map(({ path, fileCount }) => [path, fileCount]), [["logs/", 1], ["vars/", 3]]);
});

test("directories that hold nothing but one other stand as one", () => {
    const tree = entryTree(entries("a/b/c/x", "d/e/", "f/g", "f/h/i"));
    assert.deepEqual(names(tree), [["a/b/c/", ["x"]], ["d/e/", []], ["f/", [["h/", ["i"]], "g"]]]);
    assert.equal(tree.directories[0].path, "a/b/c/");
});

test("entries with the same path all stay, in their order", () => {
    const all = entries("x", "y", "x", "constructor", "__proto__/x");
    assert.deepEqual(entryTree(all).files.map(({ entry }) => entry.index), [3, 0, 2, 1]);
});

test("an address names an entry and a line, whatever the name", () => {
    const odd = ["vars/filesystems.yaml", "a b/ü#?%&=+.txt", "100%/<img src=x>", "x?line=3", "//"];
    for (const path of odd) {
        for (const [index, line] of [[null, null], [7, null], [null, 12], [0, 1]]) {
            const hash = entryHash({ path, index, line });
            assert.deepEqual(entryAddress(hash), { path, index, line }, hash);
            assert.equal(new URL(hash, "http://x/").hash, hash);
        }
    }
    assert.equal(entryHash({ path: "vars/a.yaml", line: 3 }), "#config/vars/a.yaml?line=3");
});

test("other addresses name no entry", () => {
    for (const hash of ["", "#benchmark-fio", "#configuration/x", "#config/%"]) assert.equal(entryAddress(hash), null);
    assert.deepEqual(entryAddress("#config/a?line=x&index=-1"), { path: "a", index: null, line: null });
});

test("what turns the direction of writing in a name is told by its code", () => {
    const shown = (name) => namePieces(name).map(({ text, isControl }) => (isControl ? [text] : text));
    assert.deepEqual(shown("a/\u202egnp.exe"), ["a/", ["U+202E"], "gnp.exe"]);
    assert.deepEqual(shown("\u2066\u200fx\u061c"), [["U+2066"], ["U+200F"], "x", ["U+061C"]]);
    assert.deepEqual(shown("ü א 🚀"), ["ü א 🚀"]);
    assert.deepEqual(shown(""), []);
});

test("what is no text is told by its beginning", () => {
    assert.equal(fileKind([0x89, 0x50, 0x4e, 0x47, 0x0d]), "a PNG image");
    assert.equal(fileKind([...new Uint8Array(257), ...Buffer.from("ustar")]), "a tar archive");
    assert.equal(fileKind([0, 1, 2]), null);
    assert.equal(fileKind([]), null);
});

test("a long name keeps its beginning and its end, whole characters of both", () => {
    assert.equal(shortName("n".repeat(120)), "n".repeat(120));
    assert.equal(shortName("𝒏".repeat(120)), "𝒏".repeat(120));
    assert.equal(shortName(`${"𝒏".repeat(900)}.yaml`), `${"𝒏".repeat(80)}…${"𝒏".repeat(15)}.yaml`);
});

test("a name is found by what the parser of HTML leaves of it", () => {
    const rows = { "a\0b": "a\uFFFDb", "a\rb": "a\nb", "a\r\n\rb": "a\n\nb", "a\nb": "a\nb", "ext4 ü": "ext4 ü" };
    for (const [name, left] of Object.entries(rows)) assert.equal(nameInHTML(name), left);
});
