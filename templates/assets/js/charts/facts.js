// What every picture of a page says about its data.

export let facts = () => "";

/** Says it, with the page's settings: `rig-01, 2026-11-23 18:41 UTC, kernel 6.8.0`. */
export function tellInPictures(words) {
    facts = words;
}
