// The state of a page in its address, so that a link shows what its sender saw.

/** The value of a parameter; null where the address lacks it. */
export function parameter(name) {
    return new URLSearchParams(location.search).get(name);
}

/** All values of a parameter. */
export function parameters(name) {
    return new URLSearchParams(location.search).getAll(name);
}

/**
 * Changes parameters of the address without a step in the history: `null`, `""` and `false` remove one, `true` is 1, a list
 * is one parameter for each of its values.
 */
export function setParameters(values) {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(values)) {
        address.searchParams.delete(name);
        const all = Array.isArray(value) ? value : [value];
        for (const one of all) {
            if (one !== null && one !== undefined && one !== "" && one !== false) address.searchParams.append(name, one === true ? "1" : one);
        }
    }
    // Commas and colons between runs stay readable.
    const query = address.search.replaceAll("%2C", ",").replaceAll("%3A", ":");
    history.replaceState(history.state, "", `${address.pathname}${query}${address.hash}`);
    dispatchEvent(new Event("benchd:address"));
}
