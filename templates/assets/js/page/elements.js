// Making parts of a page. Text is always text: nothing here reads markup.

/**
 * @param name of the element
 * @param properties of the element; `data` are its data attributes, `role` and names with a hyphen are attributes
 * @param children elements and texts
 */
export function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
        if (key === "data") Object.assign(made.dataset, value);
        else if (key === "role" || key.includes("-")) made.setAttribute(key, value);
        else made[key] = value;
    }
    made.append(...children.filter((child) => child !== null));
    return made;
}

export function button(text, act, properties = {}) {
    const made = element("button", { type: "button", className: "button", ...properties }, text);
    made.addEventListener("click", () => act(made));
    return made;
}
