// The modules of the pages' scripts.

import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

const SCRIPTS = new URL("../../../templates/assets/js", import.meta.url).pathname;

/** Some scripts and all modules that they need before they run, with their bytes: `Map { "run.js" => 7383 }`. */
export function modulesOf(...names) {
    const sizes = new Map();
    const add = (path) => {
        const name = relative(SCRIPTS, path);
        if (sizes.has(name)) return;
        const text = readFileSync(path);
        sizes.set(name, text.length);
        for (const [, imported] of text.toString().matchAll(/(?:from|^import) "(\.[^"]+)"/gm)) add(resolve(dirname(path), imported));
    };
    for (const name of names) add(resolve(SCRIPTS, name));
    return sizes;
}
