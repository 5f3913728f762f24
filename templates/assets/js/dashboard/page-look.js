// The look of the page as the charts need it: the style sheet's colours, and one style for each filesystem.

import { filesystemStyles } from "../model/filesystem-styles.js";

/** Reads the style sheet; `update` reads it again after a change of theme or medium. */
export function pageLook(filesystems) {
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
            font: computed.fontFamily,
        };
        styles = filesystemStyles(filesystems, value("--theme"));
    };
    update();
    return { update, colours: () => colours, styles: () => styles };
}
