// What benchd says of a run's config archive and of its entries.

import { fileKind } from "../model/file-kind.js";
import { get, getJSON } from "../page/http.js";
import { links } from "../page/links.js";

/** A part of the listing: `{ entries, total, next, notes, findings }`, as in docs/api.md. */
export function fetchListing(uuid, from = 0) {
    return getJSON(links.listing(uuid, from));
}

/**
 * One member.
 * @returns `{ text, kind, isCut }`: `text` is null if the member is not text; then `kind` says what it is, or is null if
 *   that is not known. `isCut` says that only the archive has all of the member
 */
export async function fetchEntry(link, signal) {
    const response = await get(link, { signal });
    const isCut = response.headers.get("Benchd-Entry-Cut") === "true";
    const isText = response.headers.get("Content-Type")?.startsWith("text/plain") ?? false;
    if (isText) return { text: await response.text(), isCut };
    return { text: null, kind: fileKind(await beginning(response)), isCut };
}

/** The first bytes; the rest is not fetched. */
async function beginning(response) {
    const reader = response.body.getReader();
    const { value = new Uint8Array() } = await reader.read();
    await reader.cancel();
    return value;
}
