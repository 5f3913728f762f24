// The look of the page as the charts need it: the style sheet's colours, and the filesystems' looks as the server gave them.

import { filesystemStyles } from "../model/filesystem-styles.js";
import { nameInHTML } from "../model/name-pieces.js";

const HUE_COUNT = 8;

/**
 * Reads the style sheet and the elements with `data-filesystem`, `data-hue` and `data-pattern`; `update` reads them again after
 * a change of theme or medium.
 * @param names the filesystems as the report has them; those of the page are so without characters that HTML does not keep
 */
export function pageLook(names = []) {
    let colours = null;
    let styles = null;
    const update = () => {
        const computed = getComputedStyle(document.documentElement);
        const value = (name) => computed.getPropertyValue(name).trim();
        colours = {
            ink: value("--ink"),
            muted: value("--ink-muted"),
            rule: value("--rule"),
            surface: value("--surface"),
            accent: value("--accent"),
            warning: value("--warning"),
            font: computed.fontFamily,
        };
        const hues = Array.from({ length: HUE_COUNT }, (_, hue) => value(`--hue-${hue}`));
        styles = filesystemStyles(looksOfPage(names), hues);
    };
    update();
    return { update, colours: () => colours, styles: () => styles };
}

function looksOfPage(names) {
    const looks = new Map();
    for (const { dataset } of document.querySelectorAll("[data-filesystem][data-hue]")) {
        looks.set(dataset.filesystem, { hue: Number(dataset.hue), pattern: Number(dataset.pattern) });
    }
    for (const name of names) {
        const look = looks.get(nameInHTML(name));
        if (look) looks.set(name, look);
    }
    return looks;
}
