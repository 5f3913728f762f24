import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { modulesOf } from "./support/modules.mjs";

const TEMPLATES = new URL("../../templates/", import.meta.url);

/** A page with its partials in place. */
function pageText(name, folder = "pages") {
    const text = readFileSync(new URL(`${folder}/${name}.html`, TEMPLATES), "utf8");
    return text.replaceAll(/\{\{> ([\w-]+)\}\}/g, (_, partial) => pageText(partial, "partials"));
}

function scriptsOf(text, pattern) {
    return [...text.matchAll(pattern)].map(([, name]) => name);
}

const PAGES = readdirSync(new URL("pages", TEMPLATES)).map((name) => name.replace(/\.html$/, ""));
const texts = new Map(PAGES.map((name) => [name, pageText(name)]));
const LIST = /<link rel="modulepreload" href="\{\{assets\}\}\/js\/([^"]+)">/g;

for (const [page, text] of texts) {
    const entries = scriptsOf(text, /<script type="module"[^>]* src="\{\{assets\}\}\/js\/([^"]+)">/g);
    const listed = scriptsOf(text, LIST);
    if (listed.length === 0) continue;
    test(`${page}.html loads at once each module that its scripts import`, () => {
        const imported = [...modulesOf(...entries).keys()].filter((name) => !entries.includes(name));
        assert.deepEqual(listed.toSorted(), imported.toSorted());
    });
}

test("the page of a run loads its modules at once", () => {
    assert.ok(scriptsOf(texts.get("run"), LIST).length > 20);
});
