// How the address of a run's page names an entry of its config archive, and a line in it:
// `#config/vars/filesystems.yaml?line=12`, with `index=3` where the archive has that path more than once.

const PREFIX = "#config/";

/** @returns `{ path, index, line }`, null for what is not given; null when the address names no entry */
export function entryAddress(hash) {
    if (!hash.startsWith(PREFIX)) return null;
    const [path, query = ""] = hash.slice(PREFIX.length).split("?", 2);
    const parameters = new URLSearchParams(query);
    try {
        return {
            path: path.split("/").map(decodeURIComponent).join("/"),
            index: wholeNumber(parameters.get("index")),
            line: wholeNumber(parameters.get("line")),
        };
    } catch {
        // A stray percent sign: nothing that these pages link to.
        return null;
    }
}

/** The address of an entry, the inverse of `entryAddress`. */
export function entryHash({ path, index = null, line = null }) {
    const parameters = new URLSearchParams();
    if (index !== null) parameters.set("index", index);
    if (line !== null) parameters.set("line", line);
    const query = parameters.toString();
    return PREFIX + encodedPath(path) + (query && `?${query}`);
}

/** A path whose slashes stay. */
export function encodedPath(path) {
    return path.split("/").map(encodeURIComponent).join("/");
}

function wholeNumber(text) {
    return /^\d{1,9}$/.test(text ?? "") ? Number(text) : null;
}
