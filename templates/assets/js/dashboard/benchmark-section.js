// The charts of one benchmark, put into the places its section of the page keeps for them.

import { barFigure, describeBars, metricFigures } from "../model/bar-figures.js";
import { FIGURE_LIMIT, FILESYSTEM_LIMIT, drawnFilesystems } from "../model/bounds.js";
import { scoreFigure } from "../model/score-figures.js";
import { timeFigure } from "../model/time-figures.js";
import { links } from "../page/links.js";
import { fetchSeries } from "./api.js";
import { figureView } from "../charts/figure-view.js";

/**
 * @param section the element of the benchmark, with a `[data-slot]` for each kind of chart
 * @param benchmark its object in the summary
 * @param page `{ uuid, board, definitions, units, filesystems, isShown(name), styles(), look() }`
 */
export function mountBenchmark(section, benchmark, page) {
    const slot = (name) => section.querySelector(`[data-slot="${name}"]`);
    const series = once(() => fetchSeries(page.uuid, benchmark));
    mountScores(slot("scores"), benchmark, page);
    mountResources(slot("resources"), benchmark, page);
    mountSeries(slot("series"), benchmark, series, page);
    sayWhichAreNotDrawn(slot("scores"), benchmark);
    mountScoreAgainstResources(slot("score"), benchmark, series, page);
}

function once(work) {
    let result = null;
    return () => (result ??= work());
}

function addFigures(slot, views, page) {
    slot.append(...views.map(({ element }) => element));
    for (const view of views) page.board.add(view);
}

function say(slot, text) {
    slot.replaceChildren(emptyNote(text));
}

function emptyNote(...content) {
    const note = document.createElement("p");
    note.className = "empty";
    note.append(...content);
    return note;
}

/** Says in words that there are too many filesystems for a chart. */
function sayWhichAreNotDrawn(slot, benchmark) {
    const count = benchmark.entries.length;
    const drawn = drawnFilesystems(benchmark.entries, () => true).length;
    if (drawn === count) return;
    slot?.before(emptyNote(`Charts show the first ${drawn} of ${count} filesystems that are not hidden; the table has all.`));
}

/** Says in words which series are not drawn. */
function saySeriesThatAreNotDrawn(slot, { figures_further: figures, entries_undrawn: entries }, page) {
    if (figures > 0) slot.after(emptyNote(`${figures} more charts are not drawn.`));
    if (entries === 0) return;
    const whose = entries === 1 ? "1 filesystem" : `${entries} filesystems`;
    slot.after(emptyNote(`Time series of ${whose} are not drawn: they are too many, or too long. The raw JSON has them: `, rawLink(page)));
}

function rawLink({ uuid }) {
    const link = document.createElement("a");
    link.href = links.report(uuid);
    link.textContent = "download";
    return link;
}

/** The first figures, and a note after the slot where there are more. */
function limited(figures, slot) {
    const further = figures.length - FIGURE_LIMIT;
    if (further > 0) slot.after(emptyNote(`${further} more charts are not drawn.`));
    return figures.slice(0, FIGURE_LIMIT);
}

function mountScores(slot, benchmark, page) {
    const entries = new Map(benchmark.entries.map((entry) => [entry.filesystem, entry]));
    const valueOf = (filesystem, key) => entries.get(filesystem)?.metrics?.plot?.[key];
    const figures = metricFigures(benchmark.metrics.plot);
    // If there are no details either, the server says so in place of the table.
    if (figures.length === 0 && benchmark.metrics.table.length === 0) return slot.remove();
    if (figures.length === 0) return say(slot, "No metrics to plot: the report holds only details for this benchmark.");
    const views = limited(figures, slot).map((figure) => barView(benchmark, figure, valueOf, page));
    addFigures(slot, views, page);
}

function mountResources(slot, benchmark, page) {
    const entries = new Map(benchmark.entries.map((entry) => [entry.filesystem, entry]));
    const valueOf = (filesystem, key) => entries.get(filesystem)?.docker_stats?.plot?.[key];
    const metrics = page.definitions.docker_stats.filter(({ bars }) => bars);
    const monitored = metrics.filter(({ key }) => benchmark.entries.some(({ filesystem }) => Number.isFinite(valueOf(filesystem, key))));
    if (monitored.length === 0) {
        return say(slot, "Not monitored: the report holds no Docker averages for this benchmark.");
    }
    const figures = monitored.map((metric) => ({
        id: `resources:${metric.group}`,
        title: `${metric.label}, mean`,
        metrics: [metric],
    }));
    addFigures(slot, figures.map((figure) => barView(benchmark, figure, valueOf, page)), page);
}

function barView(benchmark, { id, title, metrics }, valueOf, page) {
    const rows = () => ({ metrics: metrics.slice(0, FIGURE_LIMIT), filesystems: drawnFilesystems(benchmark.entries, page.isShown), valueOf, units: page.units });
    const build = () => barFigure(rows(), page.styles(), page.look());
    return figureView({
        benchmark: benchmark.name,
        id,
        title,
        hint: "",
        height: build().layout.height,
        build,
        describe: () => describeBars(`${benchmark.name}, ${title}`, rows()),
    });
}

function mountSeries(slot, benchmark, series, page) {
    const isSampled = benchmark.entries.some((entry) => entry.docker_stats?.has_series || entry.iostat?.has_series);
    if (!isSampled) return say(slot, "Not monitored: the report holds no time series for this benchmark.");
    slot.setAttribute("aria-busy", "true");
    const load = async () => {
        try {
            const drawn = await series();
            if (drawn.figures.length === 0) say(slot, "Not monitored: the time series of this benchmark are empty.");
            saySeriesThatAreNotDrawn(slot, drawn, page);
            addFigures(slot, drawn.figures.map((figure) => seriesView(benchmark, figure, page)), page);
        } catch (error) {
            say(slot, `The time series could not be loaded: ${error.message}.`);
        } finally {
            slot.removeAttribute("aria-busy");
        }
    };
    page.board.add({ element: slot, draw: load, once: true });
}

function seriesView(benchmark, figure, page) {
    const { id, title, note } = figure;
    return figureView({
        benchmark: benchmark.name,
        id,
        title,
        hint: note,
        height: 220,
        build: () => timeFigure(figure, page.units, page.isShown, page.styles(), page.look()),
        describe: () => `Line chart, ${benchmark.name}, ${title} over time. The averages are in the table below.`,
    });
}

function mountScoreAgainstResources(slot, benchmark, series, page) {
    const scores = benchmark.metrics.plot;
    const hasMonitoring = benchmark.entries.some(
        ({ docker_stats, iostat }) => docker_stats?.plot || iostat?.plot || iostat?.has_series,
    );
    if (scores.length === 0 || !hasMonitoring) {
        return say(slot, "Nothing to compare: this needs both metrics and monitoring.");
    }
    const choice = scoreChoice(benchmark, page);
    slot.before(choice.element);
    const load = async () => {
        try {
            const { resources, use } = await series();
            const byName = new Map(use.map((values) => [values.filesystem, values]));
            const values = {
                entries: benchmark.entries.slice(0, FILESYSTEM_LIMIT),
                usedBy: (filesystem, id) => byName.get(filesystem)?.[id],
                units: page.units,
            };
            const monitored = resources.filter(({ id }) => use.some((values) => Number.isFinite(values[id])));
            addFigures(slot, monitored.map((resource) => scoreView(benchmark, resource, choice, values, page)), page);
            const others = resources.filter((resource) => !monitored.includes(resource)).map(({ label }) => label);
            if (others.length > 0) slot.after(emptyNote(`Not monitored: ${others.join("; ")}.`));
        } catch (error) {
            say(slot, `The use of resources could not be loaded: ${error.message}.`);
        }
    };
    page.board.add({ element: slot, draw: load, once: true });
}

function scoreView(benchmark, resource, choice, values, page) {
    return figureView({
        benchmark: benchmark.name,
        id: `score:${resource.id}`,
        title: resource.label,
        hint: "",
        height: 250,
        build: () => scoreFigure(resource, choice.metric(), values, page.isShown, page.styles(), page.look()),
        describe: () => `Scatter chart, ${benchmark.name}: ${choice.metric().label} against ${resource.label}.`,
    });
}

/** The choice of the metric that counts as the score, kept in the address. */
function scoreChoice(benchmark, page) {
    const scores = benchmark.metrics.plot;
    const parameter = `score:${benchmark.name}`;
    const wanted = new URLSearchParams(location.search).get(parameter);
    const select = document.createElement("select");
    select.append(...scores.slice(0, FIGURE_LIMIT).map(({ key, label }) => new Option(label, key)));
    select.value = scores.find(({ key }) => key === wanted)?.key ?? benchmark.score;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    select.addEventListener("change", () => {
        const address = new URL(location.href);
        address.searchParams.set(parameter, select.value);
        history.replaceState(history.state, "", address);
        page.board.invalidate();
    });
    const element = document.createElement("label");
    element.className = "choice";
    element.append("Score ", select);
    return { element, metric: () => scores.find(({ key }) => key === select.value) };
}
