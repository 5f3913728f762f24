import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnFilesystems, FILESYSTEM_LIMIT } from "../../templates/assets/js/model/bounds.js";
import { styledFilesystems } from "../../templates/assets/js/model/filesystem-styles.js";

const entry = (filesystem) => ({ filesystem });

test("a figure shows the first filesystems that are not hidden", () => {
    const entries = Array.from({ length: 200 }, (_, index) => entry(`fs${index}`));
    const drawn = drawnFilesystems(entries, (name) => name !== "fs0");
    assert.equal(drawn.length, FILESYSTEM_LIMIT);
    assert.equal(drawn[0], "fs1");
});

test("each part of a long run has the colours of the whole", () => {
    const part = (names) => ({ filesystems: ["a", "b", "c"], benchmarks: [{ entries: names.map((name) => entry(name)) }] });
    assert.deepEqual(styledFilesystems(part(["c"])), ["a", "b", "c"]);
    assert.deepEqual(styledFilesystems(part(["z", "b"])), ["a", "b", "c", "z"]);
});
