import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnFilesystems, FILESYSTEM_LIMIT, SERIES_BYTE_LIMIT, withDrawableSeries } from "../../templates/assets/js/model/bounds.js";
import { styledFilesystems } from "../../templates/assets/js/model/filesystem-styles.js";

const entry = (filesystem, bytes = 0) => ({
    filesystem,
    docker_stats: { series_bytes: 0 },
    iostat: { series_bytes: bytes },
});

test("a figure shows the first filesystems that are not hidden", () => {
    const entries = Array.from({ length: 200 }, (_, index) => entry(`fs${index}`));
    const drawn = drawnFilesystems(entries, (name) => name !== "fs0");
    assert.equal(drawn.length, FILESYSTEM_LIMIT);
    assert.equal(drawn[0], "fs1");
});

test("series are loaded as far as their bytes stay within the limit", () => {
    const entries = [entry("a", SERIES_BYTE_LIMIT - 10), entry("b", 20), entry("c"), entry("d", 10)];
    assert.deepEqual(withDrawableSeries(entries).map(({ filesystem }) => filesystem), ["a", "c", "d"]);
});

test("the series of so many filesystems are not loaded all", () => {
    const entries = Array.from({ length: 1000 }, (_, index) => entry(`fs${index}`, 1));
    assert.ok(withDrawableSeries(entries).length < 50);
});

test("each part of a long run has the colours of the whole", () => {
    const part = (names) => ({ filesystems: ["a", "b", "c"], benchmarks: [{ entries: names.map((name) => entry(name)) }] });
    assert.deepEqual(styledFilesystems(part(["c"])), ["a", "b", "c"]);
    assert.deepEqual(styledFilesystems(part(["z", "b"])), ["a", "b", "c", "z"]);
});
