// Changing a part of the page into a freshly rendered one, leaving alone what is the same: focus, selections and open
// drawers stay. Elements with the same `data-key` among their siblings are the same thing.

export function morph(present, fresh) {
    if (present.isEqualNode(fresh)) return;
    if (!isSame(present, fresh)) return present.replaceWith(document.adoptNode(fresh));
    if (present.nodeType !== Node.ELEMENT_NODE) return void (present.nodeValue = fresh.nodeValue);
    takeAttributes(present, fresh);
    morphChildren(present, [...fresh.childNodes]);
}

function isSame(present, fresh) {
    return present.nodeName === fresh.nodeName && present.dataset?.key === fresh.dataset?.key;
}

function takeAttributes(present, fresh) {
    for (const { name } of [...present.attributes]) {
        if (name !== "open" && !fresh.hasAttribute(name)) present.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
        if (present.getAttribute(name) !== value) present.setAttribute(name, value);
    }
}

function morphChildren(parent, fresh) {
    let place = parent.firstChild;
    for (const child of fresh) {
        const match = sameFrom(place, child);
        if (match === null) {
            parent.insertBefore(document.adoptNode(child), place);
            continue;
        }
        // Remove what is before the match: moving the match to the front would take the focus from it.
        while (place !== match) place = removed(place);
        place = match.nextSibling;
        morph(match, child);
    }
    while (place !== null) place = removed(place);
}

/** The present node, from a place on, that a fresh node replaces; a fresh node without a key can replace only the one in that place. */
function sameFrom(place, child) {
    let candidate = place;
    while (child.dataset?.key !== undefined && candidate !== null && !isSame(candidate, child)) {
        candidate = candidate.nextSibling;
    }
    return candidate !== null && isSame(candidate, child) ? candidate : null;
}

/** Removes a node and gives the next. */
function removed(node) {
    const next = node.nextSibling;
    node.remove();
    return next;
}
