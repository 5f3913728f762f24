// The series of the drawn cell: fetched from the run of each side, put on one axis.

import { tellInPictures } from "../charts/facts.js";
import { kernelWords } from "../charts/kernels.js";
import { DrawingBoard } from "../charts/drawing-board.js";
import { figureView } from "../charts/figure-view.js";
import { pageLook } from "../charts/page-look.js";
import { pointMeaning } from "../model/lines.js";
import { EXACT } from "../model/exact-units.js";
import { Units } from "../model/units.js";
import { parameter, setParameters } from "../page/address.js";
import { element } from "../page/elements.js";
import { getJSON } from "../page/http.js";
import { bestKey, lineOf, momentsOf, seriesFigure } from "./series-figure.js";

const POINTS = 600;

/** A script of another kind, once. */
function loadPlotly() {
    if (window.Plotly) return Promise.resolve();
    return new Promise((resolve, reject) => {
        const script = element("script", { src: new URL("../../vendor/plotly.min.js", import.meta.url).href });
        script.addEventListener("load", resolve);
        script.addEventListener("error", () => reject(new Error("/assets/vendor/plotly.min.js is missing")));
        document.head.append(script);
    });
}

/** What the page says of the cell's sides. */
function sidesOf(section) {
    const runs = [...document.querySelectorAll(".side .side-name")];
    return [...section.querySelectorAll("tr[data-side]")].map(({ dataset }) => ({
        place: Number(dataset.side), uuid: dataset.run, address: dataset.series, filesystem: dataset.cellFilesystem, title: dataset.title,
        whole: runs[Number(dataset.side)]?.textContent.replace(/\s+/g, " ").trim() ?? "",
    }));
}

/** The part of the axis that the address asks for; null for all. */
function zoomOf(text) {
    const parts = /^(-?\d+(?:\.\d+)?)~(-?\d+(?:\.\d+)?)$/.exec(text ?? "");
    if (!parts) return null;
    const [from, to] = [Number(parts[1]), Number(parts[2])];
    return from < to ? [from, to] : null;
}

function seriesAddress({ address }, parameters) {
    return `${address}&${new URLSearchParams(parameters)}`;
}

/** All series of a side in points, and where its busy interval begins; without series where it has no such cell. */
async function fetchSide(side) {
    const groups = await Promise.all(
        ["iostat", "docker_stats"].map((group) =>
            getJSON(seriesAddress(side, { group, points: POINTS })).catch(() => null),
        ),
    );
    const series = groups.flatMap((answer) => answer?.series ?? []);
    const docker = new Set((groups[1]?.series ?? []).map(({ key }) => key));
    return { ...side, series: new Map(series.map((one) => [one.key, one])), docker, busy: groups[0]?.busy ?? null };
}

export class SeriesSection {
    #section;
    #sides = [];
    #units;
    #look = null;
    #board = new DrawingBoard();
    #select;
    /** What is drawn of each side: its whole series, or the part of it that the zoom shows. */
    #lines = [];
    #plot = null;

    constructor(section) {
        this.#section = section;
        this.#units = new Units(JSON.parse(section.dataset.units), parameter("units") === "iec");
        this.#select = section.querySelector("[data-slot=series]");
    }

    async start() {
        this.#sides = await Promise.all(sidesOf(this.#section).map(fetchSide));
        const keys = [...new Set(this.#sides.flatMap(({ series }) => [...series.keys()]))].sort();
        if (keys.length === 0) return this.#say("The reports have no series of this cell.");
        await loadPlotly();
        this.#look = pageLook(this.#sides.map(({ filesystem }) => filesystem));
        this.#select.append(...keys.map((key) => element("option", { value: key }, this.#labelOf(key))));
        this.#select.value = this.#key;
        this.#select.addEventListener("change", () => {
            setParameters({ series: this.#select.value, zoom: null });
            this.#redraw();
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

    get #zoom() {
        return zoomOf(parameter("zoom"));
    }

    get #isFromZero() {
        return this.#section.dataset.fromZero !== undefined;
    }

    /** Docker's samples have no clock in common with those of iostat, by whose numbers the busy interval is known. */
    get #isOfDocker() {
        return this.#sides.some(({ docker }) => docker.has(this.#key));
    }

    get #axisText() {
        if (this.#isOfDocker) return "number of Docker's sample";
        return `samples of iostat (1 s apart by default), from the ${this.#isFromZero ? "first" : "busy start"}`;
    }

    #labelOf(key) {
        const { metric, disk } = this.#sides.map(({ series }) => series.get(key)).find((one) => one) ?? {};
        return metric ? `${metric.label}${disk ? ` of ${disk}` : ""}${metric.counter ? " (a counter)" : ""}` : key;
    }

    /** The series of each side; of one in buckets the part that the zoom shows, asked for again. */
    async #loadLines() {
        const [key, zoom, isOfDocker] = [this.#key, this.#zoom, this.#isOfDocker];
        const lines = await Promise.all(this.#sides.map(async (side) => {
            const start = this.#isFromZero || isOfDocker ? 0 : (side.busy?.first ?? 0);
            const whole = side.series.get(key) ?? null;
            const series = zoom && whole?.buckets ? await this.#part(side, whole, zoom.map((place) => place + start)) : whole;
            return { ...side, start, series };
        }));
        this.#lines = lines;
    }

    #part(side, whole, [first, last]) {
        const from = Math.min(Math.max(0, Math.floor(first) - 1), whole.count - 1);
        const to = Math.max(from + 1, Math.ceil(last) + 2);
        const group = side.docker.has(whole.key) ? "docker_stats" : "iostat";
        return getJSON(seriesAddress(side, { group, key: whole.key, points: POINTS, from, to })).then(({ series: [part] }) => part ?? whole);
    }

    async #figure() {
        await this.#loadLines();
        const metric = this.#lines.find(({ series }) => series)?.series.metric;
        this.#section.querySelector("[data-slot=numbers]").replaceChildren(this.#table());
        return seriesFigure(this.#lines, { key: this.#key, metric, axisText: this.#axisText, zoom: this.#zoom }, this.#units, this.#look.styles(), this.#look.colours());
    }

    #mount() {
        const view = figureView({
            benchmark: this.#section.dataset.benchmark, id: "compare:series", title: "Sides on one axis", height: 300,
            hint: () => pointMeaning(this.#lines.filter(({ series }) => series).map(lineOf), this.#isOfDocker ? "samples" : "s"),
            build: () => this.#figure(), describe: () => this.#describe(), drawn: (plot) => this.#zoomWith(plot),
        });
        this.#section.querySelector("[data-slot=chart]").replaceChildren(view.element);
        this.#board.add(view);
        this.#board.addedAll();
    }

    /** Keeps in the address which part of the axis a reader chooses. */
    #zoomWith(plot) {
        if (this.#plot === plot) return;
        this.#plot = plot;
        const zoomTo = (zoom) => {
            setParameters({ zoom });
            this.#redraw();
        };
        plot.on("plotly_doubleclick", () => zoomTo(null));
        plot.on("plotly_relayout", (change) => {
            const range = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
            if (range.every(Number.isFinite)) zoomTo(range.map((place) => Number(place.toFixed(2))).join("~"));
        });
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
        const zoom = this.#zoom ? `, ${this.#zoom.join(" to ")}` : "";
        return [...sides, `${this.#axisText}${zoom}${parameter("units") === "iec" ? ", IEC units" : ""}`];
    }

    /** What the lines show, for those who do not see them. */
    #describe() {
        const sentences = this.#lines.map(({ title, series, start }) => {
            const moments = series && momentsOf(series, start, this.#zoom);
            return moments ? `${title}: mean ${this.#text(moments.mean, series)} of ${moments.count} samples.` : `${title}: no samples.`;
        });
        return `Line chart, ${this.#labelOf(this.#key)}. ${sentences.join(" ")}`;
    }

    #text(value, { metric }) {
        return this.#units.formatWithUnit(value, metric.unit);
    }

    #table() {
        const heads = ["Side", "Samples", "Mean", "Lowest", "Highest"].map((text, index) => element("th", { scope: "col", className: index ? "figure" : "" }, text));
        const words = parameter("exact") === "1" ? EXACT : this.#units;
        const rows = this.#lines.map(({ title, series, start, busy }) => {
            const moments = series && momentsOf(series, start, this.#zoom);
            const cells = moments
                ? [String(moments.count), ...["mean", "low", "high"].map((name) => words.formatWithUnit(moments[name], series.metric.unit))]
                : ["none", "", "", ""];
            const note = !this.#isFromZero && !this.#isOfDocker && busy === null ? element("span", { className: "muted small" }, " (busy start not known)") : null;
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
