import assert from "node:assert/strict";
import { test } from "node:test";

import { drawnFilesystems, FILESYSTEM_LIMIT } from "../../templates/assets/js/model/bounds.js";

const entry = (filesystem) => ({ filesystem });

test("a figure shows the first filesystems that are not hidden", () => {
    const entries = Array.from({ length: 200 }, (_, index) => entry(`fs${index}`));
    const drawn = drawnFilesystems(entries, (name) => name !== "fs0");
    assert.equal(drawn.length, FILESYSTEM_LIMIT);
    assert.equal(drawn[0], "fs1");
});
