// What benchd says of a run's config archive and of its entries.

import { fileKind } from "../model/file-kind.js";
import { get, getJSON } from "../page/http.js";

/** `{ entries, notes, findings }`, as in docs/api.md. */
export function fetchListing(uuid) {
    return getJSON(`/api/benchmarks/${encodeURIComponent(uuid)}/config/files`);
}

/**
 * One entry.
 * @returns `{ text, byteCount, isCut }`; of what is no text `text` is null, and `kind` says what it is or is null, too
 */
export async function fetchEntry(link, signal) {
    const response = await get(link, { signal });
    const byteCount = Number(response.headers.get("Benchd-Entry-Bytes"));
    const isCut = response.headers.get("Benchd-Entry-Cut") === "true";
    const isText = response.headers.get("Content-Type")?.startsWith("text/plain") ?? false;
    if (isText) return { text: await response.text(), byteCount, isCut };
    return { text: null, kind: fileKind(await beginning(response)), byteCount, isCut };
}

/** The first bytes; the rest is not fetched. */
async function beginning(response) {
    const reader = response.body.getReader();
    const { value = new Uint8Array() } = await reader.read();
    await reader.cancel();
    return value;
}
