// The list as a place to drop reports on, where uploads need no token.

import { mountDropZone } from "../upload/sender.js";

/** What is filed appears in the list by itself. */
export function takeDrops() {
    const place = document.querySelector("[data-slot=upload]");
    if (!place) return;
    mountDropZone(place);
    const drawer = place.closest("details");
    addEventListener("dragenter", ({ dataTransfer }) => {
        if (dataTransfer?.types.includes("Files")) drawer.open = true;
    });
}
