// The series of the drawn cell: fetched from the run of each side, put on one axis.

import { tellInPictures } from "../charts/facts.js";
import { kernelWords } from "../charts/kernels.js";
import { DrawingBoard } from "../charts/drawing-board.js";
import { figureView } from "../charts/figure-view.js";
import { pageLook } from "../charts/page-look.js";
import { Units } from "../model/units.js";
import { parameter, setParameters } from "../page/address.js";
import { element } from "../page/elements.js";
import { getJSON } from "../page/http.js";
import { links } from "../page/links.js";
import { bestKey, momentsOf, seriesFigure } from "./series-figure.js";

const POINTS = 600;

/** A script of another kind, once. */
function loadPlotly() {
    if (window.Plotly) return Promise.resolve();
    return new Promise((resolve, reject) => {
        const script = element("script", { src: `${document.documentElement.dataset.base ?? ""}/assets/vendor/plotly.min.js` });
        script.addEventListener("load", resolve);
        script.addEventListener("error", () => reject(new Error("/assets/vendor/plotly.min.js is missing")));
        document.head.append(script);
    });
}

/** What the page says of the cell's sides. */
function sidesOf(section) {
    const runs = [...document.querySelectorAll(".side .side-name")];
    return [...section.querySelectorAll("tr[data-side]")].map(({ dataset }) => ({
        place: Number(dataset.side), uuid: dataset.run, filesystem: dataset.cellFilesystem, title: dataset.title,
        whole: runs[Number(dataset.side)]?.textContent.replace(/\s+/g, " ").trim() ?? "",
    }));
}

/** All series of a side in points, and where its busy interval begins; without series where it has no such cell. */
async function fetchSide(side, benchmark) {
    const groups = await Promise.all(
        ["iostat", "docker_stats"].map((group) =>
            getJSON(links.series(side.uuid, { benchmark, filesystem: side.filesystem, group, points: POINTS })).catch(() => null),
        ),
    );
    const series = groups.flatMap((answer) => answer?.series ?? []);
    return { ...side, series: new Map(series.map((one) => [one.key, one])), busy: groups[0]?.busy ?? null };
}

export class SeriesSection {
    #section;
    #sides = [];
    #units;
    #look = null;
    #board = new DrawingBoard();
    #select;

    constructor(section) {
        this.#section = section;
        this.#units = new Units(JSON.parse(section.dataset.units));
        this.#select = section.querySelector("[data-slot=series]");
    }

    async start() {
        const { benchmark } = this.#section.dataset;
        this.#sides = await Promise.all(sidesOf(this.#section).map((side) => fetchSide(side, benchmark)));
        const keys = [...new Set(this.#sides.flatMap(({ series }) => [...series.keys()]))].sort();
        if (keys.length === 0) return this.#say("The reports have no series of this cell.");
        await loadPlotly();
        this.#look = pageLook(this.#sides.map(({ filesystem }) => filesystem));
        this.#select.append(...keys.map((key) => element("option", { value: key }, this.#labelOf(key))));
        this.#select.addEventListener("change", () => {
            setParameters({ series: this.#select.value });
            this.#show();
        });
        tellInPictures(() => this.#words());
        this.#mount();
        addEventListener("benchd:theme", () => this.#redraw());
        matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#redraw());
    }

    /** Draws the chart wherever it stands. */
    drawAll() {
        return this.#board.drawAll();
    }

    /** Draws the chart for the printer, if its series are there; `refresh` draws it for the screen. */
    drawForPrint() {
        this.#board.drawForPrint();
    }

    refresh() {
        if (this.#look) this.#redraw();
    }

    get #key() {
        const wanted = parameter("series");
        const keys = [...this.#select.options].map(({ value }) => value);
        return keys.includes(wanted) ? wanted : bestKey(keys, this.#section.dataset.key);
    }

    get #isFromZero() {
        return this.#section.dataset.fromZero !== undefined;
    }

    #labelOf(key) {
        const { metric, disk } = this.#sides.map(({ series }) => series.get(key)).find((one) => one) ?? {};
        return metric ? `${metric.label}${disk ? ` of ${disk}` : ""}${metric.counter ? " (a counter)" : ""}` : key;
    }

    #lines() {
        const key = this.#key;
        return this.#sides.map((side) => ({ ...side, series: side.series.get(key) ?? null, start: this.#isFromZero ? 0 : (side.busy?.first ?? 0) }));
    }

    #figure() {
        const lines = this.#lines();
        const metric = lines.find(({ series }) => series)?.series.metric;
        return seriesFigure(lines, { key: this.#key, metric, isFromZero: this.#isFromZero }, this.#units, this.#look.styles(), this.#look.colours());
    }

    #mount() {
        const view = figureView({
            benchmark: this.#section.dataset.benchmark, id: "compare:series", title: "Sides on one axis",
            hint: "a light band is the lowest to the highest sample that a point stands for",
            height: 300, build: () => this.#figure(), describe: () => this.#describe(),
        });
        this.#section.querySelector("[data-slot=chart]").replaceChildren(view.element);
        this.#board.add(view);
        this.#board.addedAll();
        this.#show();
    }

    #show() {
        this.#select.value = this.#key;
        this.#redraw();
        this.#section.querySelector("[data-slot=numbers]").replaceChildren(this.#table());
    }

    #redraw() {
        this.#look.update();
        this.#board.invalidate();
    }

    /** Each side with its run, then the settings. */
    async #words() {
        const kernels = await Promise.all(this.#sides.map(({ uuid }) => kernelWords(uuid)));
        const sides = this.#sides.map(({ title, filesystem, whole }, index) => {
            const names = whole.includes(title) ? whole : title.includes(whole) ? title : `${title}, ${whole}`;
            return [`${index === 0 ? "baseline " : ""}${names}`, names.includes(filesystem) ? "" : filesystem, kernels[index]].filter((text) => text).join(", ");
        });
        return [...sides, this.#isFromZero ? "from the first sample" : "from the busy start"];
    }

    /** What the lines show, for those who do not see them. */
    #describe() {
        const sentences = this.#lines().map(({ title, series, start }) => {
            const moments = series && momentsOf(series, start);
            return moments ? `${title}: mean ${this.#text(moments.mean, series)} of ${moments.count} samples.` : `${title}: no samples.`;
        });
        return `Line chart, ${this.#labelOf(this.#key)}. ${sentences.join(" ")}`;
    }

    #text(value, { metric }) {
        return this.#units.formatWithUnit(value, metric.unit);
    }

    #table() {
        const heads = ["Side", "Samples", "Mean", "Lowest", "Highest"].map((text, index) => element("th", { scope: "col", className: index ? "figure" : "" }, text));
        const rows = this.#lines().map(({ title, series, start, busy }) => {
            const moments = series && momentsOf(series, start);
            const cells = moments
                ? [String(moments.count), ...["mean", "low", "high"].map((name) => this.#text(moments[name], series))]
                : ["none", "", "", ""];
            const note = !this.#isFromZero && busy === null ? element("span", { className: "muted small" }, " (busy start not known)") : null;
            return element("tr", {}, element("th", { scope: "row" }, title, note), ...cells.map((text) => element("td", { className: "figure" }, text)));
        });
        const caption = element("caption", {}, `${this.#labelOf(this.#key)}: what the chart shows, in numbers`);
        const table = element("table", { className: "series-numbers" }, caption, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
        return element("div", { className: "table-frame", tabIndex: 0, role: "group", "aria-label": "The series in numbers" }, table);
    }

    #say(text) {
        this.#section.querySelector("[data-slot=chart]").replaceChildren(element("p", { className: "empty" }, text));
        document.documentElement.dataset.ready = "true";
    }
}
