// The drawers of a benchmark: its other metrics, its use of resources, all its series. Loaded when one is opened.

import { FIGURE_LIMIT, FILESYSTEM_LIMIT } from "../model/bounds.js";
import { withReported } from "../model/reported-marks.js";
import { usedOf } from "../model/resource-use.js";
import { scoreFigure } from "../model/score-figures.js";
import { flatValue, timeFigure } from "../model/time-figures.js";
import { hasBand, pointLength } from "../model/lines.js";
import { parameter, setParameters } from "../page/address.js";
import { element } from "../page/elements.js";
import { links } from "../page/links.js";
import { figureView } from "../charts/figure-view.js";
import { addFigures, note, say } from "./parts.js";
import { barView, otherFigures } from "./scores.js";
import { pointCount } from "./series.js";
import { view } from "./view.js";

/** What fills the slots of the drawers, by the slot. */
export const DRAWERS = {
    others: (slot, benchmark, series, page) => addFigures(slot, otherFigures(benchmark, page).map((make) => make()), page),
    resources: (slot, benchmark, series, page) => mountResources(slot, benchmark, page),
    score: mountScoreAgainstResources,
    series: mountSeries,
};

/** Means of Docker: over what is a sample, and on demand as the suite reports them. */
function mountResources(slot, benchmark, page) {
    const entries = new Map(benchmark.entries.map((entry) => [entry.filesystem, entry]));
    const reportedOf = (filesystem, key) => entries.get(filesystem)?.docker_stats?.plot?.[key];
    const valueOf = (filesystem, key) => entries.get(filesystem)?.corrected?.docker_stats?.[key] ?? reportedOf(filesystem, key);
    const metrics = page.definitions.docker_stats.filter(({ bars }) => bars);
    const monitored = metrics.filter(({ key }) => benchmark.entries.some(({ filesystem }) => Number.isFinite(valueOf(filesystem, key))));
    if (monitored.length === 0) return say(slot, "Not monitored: the report holds no Docker averages for this benchmark.");
    const add = (figure, rows) => (view.hasReported ? withReported(figure, rows, reportedOf, page.look()) : figure);
    const views = monitored.map((metric) => barView(benchmark, { id: `resources:${metric.group}`, title: `${metric.label}, mean`, metrics: [metric] }, valueOf, page, add));
    addFigures(slot, views, page);
    const isUncorrected = monitored.some(({ key }) => benchmark.entries.some((entry) => Number.isFinite(entry.docker_stats?.plot?.[key]) && !Number.isFinite(entry.corrected?.docker_stats?.[key])));
    if (isUncorrected) slot.after(note("Where there are no samples, the mean is the suite's own."));
}

/** Says in words which series are not drawn. */
function saySeriesThatAreNotDrawn(slot, { figures_further: figures, entries_undrawn: entries }, page) {
    if (figures > 0) slot.after(note(`${figures} more charts are not drawn.`));
    if (entries === 0) return;
    const whose = entries === 1 ? "1 filesystem" : `${entries} filesystems`;
    const link = element("a", { href: links.report(page.uuid) }, "download");
    slot.after(note(`Time series of ${whose} are not drawn: they are too many, or too long. The raw JSON has them: `, link));
}

function mountSeries(slot, benchmark, series, page) {
    const isSampled = benchmark.entries.some((entry) => entry.docker_stats?.has_series || entry.iostat?.has_series);
    if (!isSampled) return say(slot, "Not monitored: the report holds no time series for this benchmark.");
    slot.setAttribute("aria-busy", "true");
    return load();

    async function load() {
        try {
            const drawn = await series.all();
            if (drawn.figures.length === 0) say(slot, "Not monitored: the time series of this benchmark are empty.");
            saySeriesThatAreNotDrawn(slot, drawn, page);
            const views = drawn.figures.map((figure) => ({ figure, flat: flatValue(figure), view: seriesView(benchmark, figure, series, page) }));
            addFigures(slot, views.filter(({ flat }) => !flat).map((one) => one.view), page);
            foldFlat(slot, views.filter(({ flat }) => flat), page);
        } catch (error) {
            say(slot, `The time series could not be loaded: ${error.message}.`);
        } finally {
            slot.removeAttribute("aria-busy");
        }
    }
}

/** One line for the series that never change; opened, it shows them. */
function foldFlat(slot, flat, page) {
    if (flat.length === 0) return;
    const names = flat.map(({ figure, flat: { value } }) => {
        const text = value === null ? "no values" : value === 0 ? "0 all the time" : `${page.units().formatWithUnit(value, figure.unit)} all the time`;
        return `${figure.title} (${text})`;
    });
    const summary = element("summary", {}, `${flat.length} flat series: ${names.join(", ")}`);
    const figures = element("div", { className: "figures" });
    const drawer = element("details", { className: "more flat" }, summary, figures);
    drawer.addEventListener("toggle", () => drawer.open && page.board.refresh(drawer));
    slot.after(drawer);
    addFigures(figures, flat.map(({ view: one }) => one), page);
}

function seriesView(benchmark, whole, series, page) {
    const { id, title, note: hint } = whole;
    let figure = whole;
    // Where each point is a sample as long as nothing is cut out, a word on it is noise.
    const isCoarse = () => whole.lines.some(hasBand);
    const draw = { plot: null };
    const made = figureView({
        benchmark: benchmark.name,
        id,
        title,
        hint: () => [hint, isCoarse() ? pointLength(figure.lines) : ""].filter((text) => text).join(". "),
        height: 200,
        build: async () => {
            const zoom = view.zoom(benchmark.name);
            const width = made.element.clientWidth;
            const { figures } = await series.part(zoom, pointCount(width));
            figure = figures.find((one) => one.id === id) ?? whole;
            return timeFigure(figure, page.units(), page.isShown, page.styles(), page.look(), { zoom, isLog: view.isLog, width });
        },
        describe: () => `Line chart, ${benchmark.name}, ${title} over time. The averages are in the table below.`,
        drawn: (plot) => {
            if (draw.plot === plot) return;
            draw.plot = plot;
            const zoomTo = (range) => {
                view.setZoom(benchmark.name, range);
                page.board.refresh(plot.closest("section"));
            };
            plot.on("plotly_doubleclick", () => zoomTo(null));
            plot.on("plotly_relayout", (change) => {
                const [from, to] = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
                if (Number.isFinite(from) && Number.isFinite(to)) zoomTo([from, to]);
            });
        },
    });
    return made;
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
    return load();

    async function load() {
        try {
            const { resources, use } = await series.all();
            const byName = new Map(use.map((values) => [values.filesystem, values]));
            const entries = new Map(benchmark.entries.slice(0, FILESYSTEM_LIMIT).map((entry) => [entry.filesystem, entry]));
            const usedBy = (filesystem, id) => usedOf(entries.get(filesystem), byName.get(filesystem), id);
            const values = { entries: [...entries.values()], usedBy };
            const monitored = resources.filter(({ id }) => [...entries.keys()].some((filesystem) => Number.isFinite(usedBy(filesystem, id))));
            addFigures(slot, monitored.map((resource) => scoreView(benchmark, resource, choice, values, page)), page);
            const others = resources.filter((resource) => !monitored.includes(resource)).map(({ label }) => label);
            if (others.length > 0) slot.after(note(`Not monitored: ${others.join("; ")}.`));
        } catch (error) {
            say(slot, `The use of resources could not be loaded: ${error.message}.`);
        }
    }
}

function scoreView(benchmark, resource, choice, values, page) {
    return figureView({
        benchmark: benchmark.name,
        id: `score:${resource.id}`,
        title: resource.label,
        hint: "",
        height: 250,
        build: () => scoreFigure(resource, choice.metric(), { ...values, units: page.units() }, page.isShown, page.styles(), page.look()),
        describe: () => `Scatter chart, ${benchmark.name}: ${choice.metric().label} against ${resource.label}.`,
    });
}

/** The choice of the metric that counts as the score, kept in the address. */
function scoreChoice(benchmark, page) {
    const scores = benchmark.metrics.plot;
    const name = `score:${benchmark.name}`;
    const select = element("select", {});
    select.append(...scores.slice(0, FIGURE_LIMIT).map(({ key, label }) => new Option(label, key)));
    select.value = scores.find(({ key }) => key === parameter(name))?.key ?? benchmark.score;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    select.addEventListener("change", () => {
        setParameters({ [name]: select.value });
        page.board.invalidate();
    });
    const label = element("label", { className: "choice" }, "Score ", select);
    return { element: label, metric: () => scores.find(({ key }) => key === select.value) };
}
