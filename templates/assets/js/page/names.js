// Names from outside as parts of a page.

import { namePieces } from "../model/name-pieces.js";
import { element } from "./elements.js";

/** A name as texts and, for characters that turn the direction of writing, elements that say which. */
export function nameParts(name) {
    return namePieces(name).map(({ text, isControl }) => (isControl ? element("span", { className: "control" }, text) : text));
}

/** Shows the names, and the sentences with names, that the server put into a part of the page as `nameParts` does. */
export function showControls(part) {
    for (const place of part.querySelectorAll(".path, .notice, .name")) {
        for (const text of textsOf(place)) {
            const parts = nameParts(text.data);
            if (parts.some((piece) => typeof piece !== "string")) text.replaceWith(...parts);
        }
    }
}

function textsOf(place) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    return texts;
}
