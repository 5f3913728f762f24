// A metric in time: the chart, its keys and its state, and the small multiples of the other metrics.

import { DrawingBoard } from "./charts/drawing-board.js";
import { tellInPictures } from "./charts/facts.js";
import { figureView } from "./charts/figure-view.js";
import { kernelWords } from "./charts/kernels.js";
import { pageLook } from "./charts/page-look.js";
import { percent, pointText, trendFigure } from "./model/trend-figures.js";
import { pointsWithin, trendWords } from "./model/trend-words.js";
import { Units } from "./model/units.js";
import { parameter, setParameters } from "./page/address.js";
import { getJSON } from "./page/http.js";
import { drawOnPaper } from "./page/paper.js";
import { showTableCopies } from "./page/table-copy.js";
import { note, sparkline } from "./trends/sparkline.js";

const look = pageLook();
const board = new DrawingBoard();

const KEYS = "arrow keys move along the points, Enter opens the run";
const MARKS = "band: one standard deviation; thin line: where the newest run of a segment was expected; triangle or cross: the audit doubts the run";

// What a form keeps of the address besides what is chosen in it.
const KEPT = ["x", "log", "exact", "units", "as_of", "margin"];

function start() {
    followChoices();
    foldOnPhones();
    const section = document.querySelector("section[data-trend]");
    if (!section) return void (document.documentElement.dataset.ready = "true");
    for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
    if (window.Plotly) mountChart(section);
    mountSwitches();
    showTableCopies();
    mountMultiples();
    board.addedAll();
    const refresh = () => {
        look.update();
        board.invalidate();
    };
    addEventListener("benchd:theme", refresh);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh);
    drawOnPaper(board, refresh);
    addEventListener("benchd:draw-all", () => board.drawAll());
}

/** A choice is asked at once; another benchmark may have other metrics, so the metric is chosen again. */
function followChoices() {
    const form = document.querySelector("[data-slot=question]");
    form?.addEventListener("change", ({ target }) => {
        if (target.name !== "metric") form.elements.metric.value = "";
        form.requestSubmit();
    });
    form?.addEventListener("formdata", ({ formData }) => {
        for (const name of KEPT) if (parameter(name)) formData.set(name, parameter(name));
        for (const name of ["source", "metric"]) if (formData.get(name) === "") formData.delete(name);
    });
}

/** On a phone what is asked is a drawer, so that the answer is seen first. */
function foldOnPhones() {
    const drawer = document.querySelector(".question");
    if (drawer && matchMedia("screen and (max-width: 720px)").matches && document.querySelector("section[data-trend]")) drawer.open = false;
}

function mountChart(section) {
    const { benchmark, label } = section.dataset;
    const units = new Units(JSON.parse(section.dataset.units), parameter("units") === "iec");
    const filesystem = section.querySelector("[data-filesystem]").dataset.filesystem;
    let answer = null;
    let read = null;
    const build = async () => {
        answer ??= await getJSON(section.dataset.trend);
        const state = { byTime: parameter("x") === "time", isLog: parameter("log") === "1", zoom: zoomOfAddress(), width: plot.clientWidth };
        const words = (_, index) => {
            read = index;
            return pointText(answer.points[index], answer, (value) => units.formatWithUnit(value, answer.unit));
        };
        // A double click shows all, also where the address began with a part.
        return { ...trendFigure(answer, units, look.styles()(filesystem), look.colours(), state), words, config: { doubleClick: "autosize" } };
    };
    const view = figureView({
        benchmark, id: "trend", title: label, hint: MARKS, how: `; ${KEYS}`, height: 340, build,
        describe: () => `Chart of ${answer.points.length} runs in ${answer.segments.length} segments; the table below has the same points.`,
        drawn: once((plot) => wire(plot, (index) => (location.href = answer.points[index].link), () => read)),
    });
    tellInPictures(async () => {
        const shown = pointsWithin(answer.points, zoomOfAddress());
        return trendWords(answer, shown, { rig: section.dataset.rig, filesystem, kernel: shown.length > 0 ? await kernelWords(shown.at(-1).uuid) : null, settings: settings() });
    });
    const plot = view.element.querySelector(".plot");
    section.querySelector("[data-slot=chart]").append(view.element);
    board.add(view);
}

function settings() {
    const zoom = zoomOfAddress();
    const texts = [parameter("x") === "time" && "by time", parameter("log") === "1" && "logarithmic", zoom && `a part: ${zoom.join(" to ")}`, parameter("margin") && `margin ${parameter("margin")}`, parameter("as_of") && `as of ${parameter("as_of")}`];
    return texts.filter((text) => text).join(", ");
}

/** Points open their runs, by pointer and by key; what is zoomed to is in the address. */
function wire(plot, open, read) {
    plot.on("plotly_click", ({ points }) => {
        const hit = points.find(({ data }) => data.meta.role === "points");
        if (hit) open(hit.pointNumber);
    });
    plot.addEventListener("keydown", ({ key }) => {
        if (key === "Enter" && read() !== null) open(read());
    });
    plot.on("plotly_relayout", (change) => {
        const range = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
        if (range.every((end) => end !== undefined)) setParameters({ zoom: range.map(placeText).join("..") });
        else if (change["xaxis.autorange"]) {
            setParameters({ zoom: null });
            board.invalidate();
        }
    });
}

/** A place on the axis as the address has it: a run's number, or a time without a space. */
function placeText(place) {
    return typeof place === "number" ? String(Math.round(place * 10) / 10) : String(place).slice(0, 23).replace(" ", "T");
}

/** The range of the axis; null for all, and for a range of the other axis. */
function zoomOfAddress() {
    const ends = (parameter("zoom") ?? "").split("..");
    if (ends.length !== 2) return null;
    const range = parameter("x") === "time" ? ends.map((end) => (Number.isNaN(Date.parse(end)) || !end.includes("-") ? null : end)) : ends.map((end) => (end === "" ? NaN : Number(end)));
    return range.every((end) => typeof end === "string" || Number.isFinite(end)) ? range : null;
}

function once(act) {
    let isDone = false;
    return (...values) => {
        if (!isDone) act(...values);
        isDone = true;
    };
}

function mountSwitches() {
    for (const button of document.querySelectorAll("[data-switch]")) {
        const { switch: name, value } = button.dataset;
        const show = () => button.setAttribute("aria-pressed", String(parameter(name) === value));
        button.addEventListener("click", () => {
            // The two axes have other places, so a zoom is of one of them.
            setParameters({ [name]: parameter(name) === value ? null : value, ...(name === "x" ? { zoom: null } : {}) });
            show();
            board.invalidate();
        });
        show();
    }
}

/** The other metrics, each loaded when it comes near the window, one after the other: each is a trend that benchd computes. */
function mountMultiples() {
    const units = new Units(JSON.parse(document.querySelector("section[data-trend]").dataset.units), parameter("units") === "iec");
    let queue = Promise.resolve();
    for (const item of document.querySelectorAll("[data-slot=multiples] li")) {
        const draw = async () => {
            const answer = await getJSON(item.dataset.trend);
            item.append(...sparkline(answer, percent, (value) => units.formatWithUnit(value, answer.unit)));
        };
        const fail = ({ message }) => item.append(note(`not shown: ${message}`));
        board.add({ element: item, once: true, draw: () => (queue = queue.then(draw).catch(fail)) });
    }
}

start();
