import { readFileSync } from "node:fs";
import { filesystemStyles } from "../../../templates/assets/js/model/filesystem-styles.js";

const sheets = ["base", "source"].map((name) => readFileSync(new URL(`../../../templates/assets/css/${name}.css`, import.meta.url), "utf8"));

/** The colours that the style sheets name, `{ name: hex }`, in a theme. */
export function namedColours(theme) {
    const found = [...sheets.join().matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)];
    return Object.fromEntries(found.map(([, name, light, dark]) => [name, theme === "dark" ? dark : light]));
}

/** The colours of the families, by hue. */
export function hueColours(theme) {
    const colours = namedColours(theme);
    return Object.keys(colours).filter((name) => name.startsWith("hue-")).map((name) => colours[name]);
}

/** Styles for names, each with a look of its own. */
export function stylesOf(names, theme = "light") {
    const looks = new Map(names.map((name, index) => [name, { hue: index % 8, pattern: Math.floor(index / 8) % 6 }]));
    return filesystemStyles(looks, hueColours(theme));
}
