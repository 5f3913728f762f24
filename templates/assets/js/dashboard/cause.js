// Cause and effect of a benchmark: the panels on one time axis, what they say at a moment, and how rates are distributed.

import { causeFigure, describeCause, distributionFigure, fewSamplesText } from "../model/cause-figure.js";
import { pointMeaning } from "../model/lines.js";
import { busySpan, chosenFilesystems, countsOperations, panelsOf, stalls } from "../model/panels.js";
import { seriesGaps } from "../model/gaps.js";
import { momentHead, momentTable } from "../model/moments.js";
import { whyTable } from "../model/why.js";
import { figureView } from "../charts/figure-view.js";
import { crosshair } from "../charts/crosshair.js";
import { tableElement } from "../charts/table.js";
import { button, element } from "../page/elements.js";
import { addFigures, note } from "./parts.js";
import { orderedFilesystems } from "./scores.js";
import { pointCount } from "./series.js";
import { view } from "./view.js";

const MARKS = "thick line on top: the busy interval, with marks for stalls";

/**
 * @param scores the slot of the benchmark's scores, where the distribution stands
 * @param series what `benchmarkSeries` returns
 */
export function mountCause(slot, scores, benchmark, series, page) {
    const isSampled = benchmark.entries.some(({ iostat, docker_stats: docker }) => iostat?.has_series || docker?.has_series);
    const why = element("div", { className: "why" });
    slot.append(why);
    page.board.add({ element: why, draw: () => drawWhy(why, benchmark, page) });
    if (!isSampled) return slot.append(note("Not monitored: the report holds no time series for this benchmark."));

    const state = { panels: [], entries: [], labels: [] };
    const readout = element("dl", { className: "readout" });
    const notes = element("div", { className: "figure-notes" });
    const load = async () => {
        const entries = chosenEntries(benchmark, page);
        const answer = await series.part(view.zoom(benchmark.name), pointCount(cause.element.clientWidth));
        Object.assign(state, panelsOf(answer, entries, countsOperations(scoreOf(benchmark), entries)), { entries, answer });
        return state;
    };
    const zoomTo = (range) => {
        view.setZoom(benchmark.name, range);
        page.board.refresh(slot.closest("section"));
    };
    const cursor = crosshair((place) => fillReadout(readout, state, page, place));
    const cause = figureView({
        benchmark: benchmark.name,
        id: "cause",
        title: "Cause and effect",
        hint: () => `${chosenWords(benchmark, state, page)}${MARKS}`,
        how: () => (isChoice(benchmark, state, page) ? "; hide filesystems until four are left to choose others" : ""),
        height: 620,
        build: async () => {
            const { panels, span, entries } = await load();
            const lanes = await lanesOf(entries, panels, series);
            const zoom = view.zoom(benchmark.name);
            const figure = causeFigure({ panels, span }, lanes, { units: page.units(), styles: page.styles(), look: page.look(), zoom, isLog: view.isLog, width: cause.element.clientWidth });
            Object.assign(state, { labels: figure.labels, readout: figure.readout });
            state.busy = lanes.find(({ busy }) => busy)?.busy ?? null;
            fillNotes(notes, state, page);
            tools.hidden = panels.length === 0;
            return { ...figure, why: "Nothing to draw on the time axis; the lines below say why.", table: (words = page.units()) => momentTable(state, (value, unit) => words.formatWithUnit(value, unit)), words: (trace, index) => momentWords(state, page, trace.x[index]) };
        },
        describe: () => describeCause(benchmark.name, state, state.entries.map(({ filesystem }) => filesystem)),
        drawn: (plot) => {
            const gap = plot.getBoundingClientRect().top - readout.getBoundingClientRect().top;
            readout.style.setProperty("--readout-top", `${gap + state.readout.top - 16}px`);
            readout.style.setProperty("--readout-pitch", `${state.readout.pitch}px`);
            cursor.attach(plot, { span: state.span, places: state.panels[0]?.lines[0].x ?? [], words: (place) => momentWords(state, page, place), zoomTo });
            fillReadout(readout, state, page, null);
        },
    });
    const distribution = figureView({
        benchmark: benchmark.name,
        id: "distribution",
        title: "How often which rate",
        hint: () => state.distributionHint ?? "",
        height: 230,
        build: async () => {
            await load();
            return distributionOf(state, series, page);
        },
        describe: () => `Line chart, ${benchmark.name}: the share of samples of the busy interval with at most a rate. Further right is faster, steeper is steadier.`,
    });
    const zoomed = (change) => {
        const [from, to] = view.zoom(benchmark.name) ?? state.span ?? [0, 1];
        zoomTo(change([from, to]));
    };
    const tools = element(
        "div",
        { className: "zoom-tools", role: "group", "aria-label": "Part of the time axis" },
        button("Zoom in", () => zoomed(([from, to]) => [from + (to - from) / 4, to - (to - from) / 4])),
        button("Zoom out", () => zoomed(([from, to]) => (to - from >= (state.span?.[1] ?? 0) * 0.75 ? null : [from - (to - from) / 2, to + (to - from) / 2]))),
        button("Busy interval", () => state.busy && zoomTo(state.busy)),
        button("All", () => zoomTo(null)),
    );
    const main = element("div", { className: "cause-main" }, tools);
    slot.append(element("div", { className: "cause" }, main, readout), notes);
    addFigures(scores.isConnected ? scores : main, [distribution], page);
    addFigures(main, [cause], page);
}

function scoreOf({ metrics, score }) {
    return metrics.plot.find(({ key }) => key === score);
}

function chosenEntries(benchmark, page) {
    const byName = new Map(benchmark.entries.map((entry) => [entry.filesystem, entry]));
    return chosenFilesystems(orderedFilesystems(benchmark, page)).map((name) => byName.get(name));
}

function isChoice(benchmark, { entries }, page) {
    return orderedFilesystems(benchmark, page).length > entries.length;
}

function chosenWords(benchmark, state, page) {
    return isChoice(benchmark, state, page) ? `best and worst of ${orderedFilesystems(benchmark, page).length}; ` : "";
}

function drawWhy(slot, benchmark, page) {
    const byName = new Map(benchmark.entries.map((entry) => [entry.filesystem, entry]));
    const entries = orderedFilesystems(benchmark, page).map((name) => byName.get(name));
    const { rows, notes } = whyTable(entries, page.units());
    slot.replaceChildren();
    if (rows.length === 0) return;
    const frame = tableElement(`Why, ${benchmark.name}`, { head: ["Why", ...entries.map(({ filesystem }) => filesystem)], rows });
    [...frame.querySelectorAll("thead th")].slice(1).forEach((heading, index) => page.mark(heading, entries[index].filesystem));
    slot.append(frame, ...notes.map((text) => element("p", { className: "explain" }, text)));
}

/** The busy interval and the stalls of each filesystem. */
async function lanesOf(entries, panels, series) {
    const { figures } = await series.all();
    return entries.map((entry) => {
        const { filesystem, busy } = entry;
        const of = (key) => figures.filter(({ group, metric }) => group === "iostat" && metric.key === key).flatMap(({ lines }) => lines).find((line) => line.filesystem === filesystem && (!busy?.disk || line.disk === busy.disk)) ?? null;
        const [read, write] = [of("read_kbps"), of("write_kbps")];
        const span = busySpan(entry, read ?? write ?? of("cpu_user"));
        const busier = mean(write) > mean(read) ? write : read;
        return { filesystem, busy: span, stalls: span && busier ? stalls(busier, span) : [] };
    });
}

function mean(line) {
    return line ? line.y.reduce((sum, value) => sum + (value ?? 0), 0) / Math.max(1, line.y.length) : -1;
}

/** The rates of the busy interval, as samples where the server gives them. */
async function distributionOf(state, series, page) {
    const [rate] = state.panels;
    if (!rate || !/_(iops|kbps)$/.test(rate.id)) return { data: [], layout: {}, isEmpty: true, why: "The device's rate does not change, or was not recorded." };
    const all = await series.all();
    const whole = panelsOf(all, state.entries, /_iops$/.test(rate.id)).panels.find(({ id }) => id === rate.id);
    const distributions = await Promise.all((whole?.lines ?? []).map(async (line) => {
        const { busy } = state.entries.find(({ filesystem }) => filesystem === line.filesystem);
        const isOfMeans = line.low !== undefined;
        const samples = isOfMeans ? await series.samples(line.filesystem, line.key).catch(() => null) : [null, ...line.y];
        const values = samples ? samples.slice(busy?.first ?? 1, busy ? busy.last + 1 : undefined) : line.y;
        return { filesystem: line.filesystem, values: values.filter((value) => value !== null), isOfMeans: isOfMeans && !samples };
    }));
    const kind = distributions.some(({ isOfMeans }) => isOfMeans) ? "means of the points" : "samples";
    state.distributionHint = [`${rate.title}, ${kind} of the busy interval`, fewSamplesText(distributions)].filter((text) => text).join("; ");
    return distributionFigure(distributions, rate.unit, { units: page.units(), styles: page.styles(), look: page.look(), isLog: view.isLog });
}

function momentWords(state, page, place) {
    const { head, rows } = momentTable(state, shortText(page), place);
    return `${head[0]}: ${rows.map(([title, ...texts]) => `${title} ${texts.map((text, index) => `${head[index + 1]} ${text}`).join(", ")}`).join("; ")}.`;
}

/** A value with its unit only if that scales: there is little room. */
function shortText(page) {
    const units = page.units();
    return (value, unit) => units.format(value, unit);
}

/** The values beside their panels; what is above them says of when they are. */
function fillReadout(readout, state, page, place) {
    const { head: [, ...filesystems], rows } = momentTable(state, shortText(page), place);
    const panels = rows.map(([, ...texts], index) => element(
        "div",
        {},
        element("dt", {}, momentHead(state.labels[index], index, place), element("span", { className: "unseen" }, ` ${state.labels[index].title}`)),
        ...texts.map((text, column) => {
            const value = element("dd", { title: filesystems[column] }, element("span", { className: "unseen" }, `${filesystems[column]} `), text);
            page.mark(value, filesystems[column]);
            return value;
        }),
    ));
    readout.replaceChildren(...panels);
}

function fillNotes(notes, state, page) {
    const iostat = state.panels.flatMap(({ lines }) => lines).filter(({ axis }) => axis.startsWith("iostat samples (1"));
    const texts = [pointMeaning(iostat), ...seriesGaps(state, page.machine, page.units())];
    notes.replaceChildren(...texts.filter((text) => text).map((text) => element("p", { className: "explain" }, text)));
}
