import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { test } from "node:test";

const SCRIPTS = new URL("../../templates/assets/js", import.meta.url).pathname;

/** The bytes of some scripts and of all modules that they need before they run. */
function weight(...names) {
    const sizes = new Map();
    const add = (path) => {
        if (sizes.has(path)) return;
        const text = readFileSync(path);
        sizes.set(path, text.length);
        for (const [, name] of text.toString().matchAll(/from "(\.[^"]+)"/g)) add(resolve(dirname(path), name));
    };
    for (const name of names) add(resolve(SCRIPTS, name));
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

test("what a run's page needs before its first chart stays below 80 kB", () => {
    assert.ok(weight("run.js", "archive.js", "run-head.js", "theme.js") < 80_000);
});
