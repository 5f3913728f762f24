import assert from "node:assert/strict";
import { test } from "node:test";
import { changedParts, sideBySide } from "../../templates/assets/js/model/side-by-side.js";

/** " a" is the same on both sides, "-b" removed, "+c" added. */
const lines = (...texts) => texts.map((text) => ({ op: { " ": "same", "-": "removed", "+": "added" }[text[0]], text: text.slice(1) }));
const texts = (rows) => rows.map((row) => row.map((line) => line?.text ?? null));

test("what was removed stands beside what was added in its place", () => {
    assert.deepEqual(texts(sideBySide(lines(" a", "-b", "-c", "+d", " e"))), [["a", "a"], ["b", "d"], ["c", null], ["e", "e"]]);
    assert.deepEqual(texts(sideBySide(lines("+a", "+b", " c"))), [[null, "a"], [null, "b"], ["c", "c"]]);
    assert.deepEqual(texts(sideBySide(lines("-a", "+b", "+c", "-d", "+e"))), [["a", "b"], [null, "c"], ["d", "e"]]);
    assert.deepEqual(sideBySide([]), []);
});

test("no line is lost or doubled", () => {
    for (let number = 0; number < 3 ** 7; number += 1) {
        const hunk = lines(...number.toString(3).split("").map((digit, index) => " -+"[digit] + index));
        const rows = sideBySide(hunk);
        assert.deepEqual(rows.flatMap(([left]) => (left ? [left] : [])), hunk.filter(({ op }) => op !== "added"));
        assert.deepEqual(rows.flatMap(([, right]) => (right ? [right] : [])), hunk.filter(({ op }) => op !== "removed"));
    }
});

/** The changed parts of two lines in brackets. */
function marked(before, after) {
    const parts = changedParts(before, after);
    return parts && [before, after].map((text, side) => `${text.slice(0, parts[side].start)}[${text.slice(parts[side].start, parts[side].end)}]${text.slice(parts[side].end)}`);
}

test("the part of a line that changed is found between what stayed", () => {
    assert.deepEqual(marked("opts: noatime", "opts: noatime,data=journal"), ["opts: noatime[]", "opts: noatime[,data=journal]"]);
    assert.deepEqual(marked("size: 128 kB", "size: 256 kB"), ["size: [128] kB", "size: [256] kB"]);
    assert.deepEqual(marked("aaa", "aa"), ["aa[a]", "aa[]"]);
    assert.deepEqual(marked("name: 🚀x", "name: 🚁x"), ["name: [🚀]x", "name: [🚁]x"]);
});

test("lines with little in common are not marked", () => {
    assert.equal(changedParts("    - name: xfs", "    # nothing here is alike"), null);
    assert.equal(changedParts("", "a"), null);
});
