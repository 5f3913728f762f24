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
    const keys = new Set(fresh.map((child) => child.dataset?.key));
    // Before anything is matched: an element that had to move to its place would lose the focus.
    for (const child of [...parent.children]) {
        if (child.dataset.key !== undefined && !keys.has(child.dataset.key)) child.remove();
    }
    let place = parent.firstChild;
    for (const child of fresh) {
        const match = keyed(parent, child) ?? (place !== null && isSame(place, child) ? place : null);
        if (match === null) {
            parent.insertBefore(document.adoptNode(child), place);
        } else if (match === place) {
            place = place.nextSibling;
            morph(match, child);
        } else {
            parent.insertBefore(match, place);
            morph(match, child);
        }
    }
    while (place !== null) {
        const next = place.nextSibling;
        place.remove();
        place = next;
    }
}

function keyed(parent, { dataset }) {
    if (dataset?.key === undefined) return null;
    return [...parent.children].find((child) => child.dataset.key === dataset.key) ?? null;
}
