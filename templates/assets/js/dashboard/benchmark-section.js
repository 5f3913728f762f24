// The charts of one benchmark, put into the places its section of the page keeps for them.

import { drawnFilesystems } from "../model/bounds.js";
import { note, once } from "./parts.js";
import { mountScores, otherFigures } from "./scores.js";

/**
 * @param section the element of the benchmark, with a `[data-slot]` for each kind of chart
 * @param benchmark its object in the summary
 * @param page `{ uuid, board, definitions, units(), filesystems, isShown(name), styles(), look(), certainty(benchmark, filesystem, key), mark(element, name), machine }`
 */
export function mountBenchmark(section, benchmark, page) {
    const slot = (name) => section.querySelector(`[data-slot="${name}"]`);
    // Nothing of the first chart waits for them.
    const loadSeries = once(async () => (await import("./series.js")).benchmarkSeries(page.uuid, benchmark));
    const scores = slot("scores");
    mountScores(scores, benchmark, page);
    sayWhichAreNotDrawn(scores, benchmark);
    const cause = slot("cause");
    page.board.add({
        element: cause,
        once: true,
        draw: async () => {
            const isSampled = benchmark.entries.some(({ iostat, docker_stats: docker }) => iostat?.has_series || docker?.has_series);
            // What waits for series here delays no other figure; one that failed says so in its place.
            const series = await loadSeries();
            const [{ mountCause }] = await Promise.all([import("./cause.js"), isSampled ? series.all().catch(() => null) : null]);
            mountCause(cause, scores, benchmark, series, page);
        },
    });
    if (otherFigures(benchmark, page).length === 0) slot("others").closest("details").hidden = true;
    for (const name of ["others", "resources", "score", "series"]) mountDrawer(name, slot(name), benchmark, loadSeries, page);
    // What was drawn in a closed drawer has no width.
    for (const drawer of section.querySelectorAll("details[data-drawer]")) {
        drawer.addEventListener("toggle", () => drawer.open && page.board.refresh(drawer));
    }
}

function mountDrawer(name, slot, benchmark, loadSeries, page) {
    const draw = async () => {
        const [{ DRAWERS }, series] = await Promise.all([import("./drawers.js"), loadSeries()]);
        await DRAWERS[name](slot, benchmark, series, page);
    };
    page.board.add({ element: slot, once: true, draw });
}

/** Says in words that there are too many filesystems for a chart. */
function sayWhichAreNotDrawn(slot, benchmark) {
    const count = benchmark.entries.length;
    const drawn = drawnFilesystems(benchmark.entries, () => true).length;
    if (drawn === count) return;
    slot?.before(note(`Charts show the first ${drawn} of ${count} filesystems that are not hidden; the table has all.`));
}
