import assert from "node:assert/strict";
import { test } from "node:test";

import { modulesOf } from "./support/modules.mjs";

test("what a run's page needs before its first chart stays below 80 kB", () => {
    const sizes = [...modulesOf("run.js", "run-head.js", "theme.js").values()];
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 80_000);
});
