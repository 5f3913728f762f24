// What the parts of a benchmark's section share: notes, and figures that go to the drawing board.

import { FIGURE_LIMIT } from "../model/bounds.js";
import { element } from "../page/elements.js";

export function addFigures(slot, views, page) {
    slot?.append(...views.map((view) => view.element));
    for (const view of views) page.board.add(view);
}

export function note(...content) {
    return element("p", { className: "empty" }, ...content);
}

export function say(slot, text) {
    slot.replaceChildren(note(text));
}

/** The first figures, and a note after the slot where there are more. */
export function limited(figures, slot) {
    const further = figures.length - FIGURE_LIMIT;
    if (further > 0) slot.after(note(`${further} more charts are not drawn.`));
    return figures.slice(0, FIGURE_LIMIT);
}

/** Work that is done once for each key. */
export function once(work) {
    const results = new Map();
    return (key = "") => {
        if (!results.has(key)) results.set(key, work(key));
        return results.get(key);
    };
}
