// The bars of a benchmark: its main metrics first, its latencies as points, the rest and the use of resources in drawers.

import { barFigure, byValue, describeBars, metricFigures } from "../model/bar-figures.js";
import { FIGURE_LIMIT, drawnFilesystems } from "../model/bounds.js";
import { describeTail, tailFigure, tailFigures } from "../model/tail-figure.js";
import { figureView } from "../charts/figure-view.js";
import { addFigures, limited, say } from "./parts.js";
import { view } from "./view.js";

/** The shown filesystems in the order of the page: by name, or the best value of the benchmark's score first. */
export function orderedFilesystems(benchmark, page) {
    const shown = drawnFilesystems(benchmark.entries, page.isShown);
    const metric = benchmark.metrics.plot.find(({ key }) => key === benchmark.score);
    return view.isByName || !metric ? shown : byValue(shown, metric, plotValues(benchmark));
}

function plotValues(benchmark) {
    const entries = new Map(benchmark.entries.map((entry) => [entry.filesystem, entry]));
    return (filesystem, key) => entries.get(filesystem)?.metrics?.plot?.[key];
}

/** Whether a figure of metrics says who is best. */
function isFirst({ metrics }, { score }) {
    return metrics.some(({ main, key }) => main || key === score);
}

/** The figures that say who is best, and the latencies. */
export function mountScores(slot, benchmark, page) {
    const figures = metricFigures(benchmark.metrics.plot);
    // If there are no details either, the server says so in place of the table.
    if (figures.length === 0 && benchmark.metrics.table.length === 0) return slot.remove();
    if (figures.length === 0) return say(slot, "No metrics to plot: the report holds only details for this benchmark.");
    const first = limited(figures, slot).filter((figure) => isFirst(figure, benchmark));
    const tails = tailFigures([...benchmark.metrics.plot, ...benchmark.metrics.table]);
    addFigures(slot, [...first.map((figure) => barView(benchmark, figure, plotValues(benchmark), page)), ...tails.map((figure) => tailView(benchmark, figure, page))], page);
}

/** The figures of the other metrics; whether there are any. */
export function otherFigures(benchmark, page) {
    const figures = metricFigures(benchmark.metrics.plot).slice(0, FIGURE_LIMIT).filter((figure) => !isFirst(figure, benchmark));
    return figures.map((figure) => () => barView(benchmark, figure, plotValues(benchmark), page));
}

function tailView(benchmark, figure, page) {
    const entries = new Map(benchmark.entries.map((entry) => [entry.filesystem, entry]));
    const valueOf = (filesystem, key) => entries.get(filesystem)?.metrics?.plot?.[key] ?? entries.get(filesystem)?.metrics?.table?.[key];
    const rows = () => ({ filesystems: orderedFilesystems(benchmark, page), valueOf, units: page.units(), isLog: view.isLog });
    const build = () => tailFigure(figure, rows(), page.styles(), page.look());
    return figureView({
        benchmark: benchmark.name,
        id: figure.id,
        title: figure.title,
        hint: "",
        height: build().layout.height,
        build,
        describe: () => describeTail(benchmark.name, figure, rows()),
    });
}

/** @param add(figure, rows) what makes more of the figure */
export function barView(benchmark, { id, title, metrics }, valueOf, page, add = (figure) => figure) {
    const shown = metrics.slice(0, FIGURE_LIMIT);
    const rows = () => ({
        metrics: shown,
        filesystems: orderedFilesystems(benchmark, page),
        valueOf,
        units: page.units(),
        isLog: view.isLog,
        intervalOf: (filesystem, key) => page.certainty(benchmark.name, filesystem, key)?.interval ?? null,
    });
    const build = () => add(barFigure(rows(), page.styles(), page.look()), rows());
    return figureView({
        benchmark: benchmark.name,
        id,
        title,
        hint: () => noiseWords(benchmark, shown, page),
        height: build().layout.height,
        build,
        describe: () => describeBars(`${benchmark.name}, ${title}`, rows()),
    });
}

/** What the whiskers are. */
function noiseWords(benchmark, metrics, page) {
    const known = metrics.flatMap(({ key }) => orderedFilesystems(benchmark, page).map((filesystem) => page.certainty(benchmark.name, filesystem, key)?.noise)).filter((noise) => noise);
    if (known.length === 0) return "";
    const [shares, runs] = [known.map(({ relative }) => percentText(relative)), known.map(({ repeats }) => repeats)];
    const [low, high] = [Math.min(...shares), Math.max(...shares)];
    return `whiskers: 95 % interval; noise ${low === high ? low : `${low} to ${high}`} %, of ${Math.max(...runs)} runs`;
}

function percentText(share) {
    return Number((100 * share).toPrecision(2));
}
