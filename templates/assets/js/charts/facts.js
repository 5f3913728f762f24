// What every picture of a page says about its data.

export let facts = async () => [];

/**
 * Says it: lines such as `rig-01, 2026-11-23 18:41 UTC, kernel 6.8.0`, the last of them the settings of the page.
 * @param words of a benchmark, `(benchmark) => lines` or a promise of them
 */
export function tellInPictures(words) {
    facts = async (benchmark) => (await words(benchmark)).filter((line) => line);
}
