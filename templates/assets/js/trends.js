// A metric in time: the chart, its keys and its state, and the small multiples of the other metrics.

import { DrawingBoard } from "./charts/drawing-board.js";
import { figureView } from "./charts/figure-view.js";
import { pageLook } from "./charts/page-look.js";
import { percent, pointText, trendFigure } from "./model/trend-figures.js";
import { Units } from "./model/units.js";
import { parameter, setParameters } from "./page/address.js";
import { getJSON } from "./page/http.js";
import { sparkline } from "./trends/sparkline.js";

const look = pageLook();
const board = new DrawingBoard();
const status = document.querySelector("[data-slot=status]");

function start() {
    followChoices();
    foldOnPhones();
    const section = document.querySelector("section[data-trend]");
    if (!section) return void (document.documentElement.dataset.ready = "true");
    for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
    if (window.Plotly) mountChart(section);
    mountSwitches();
    mountMultiples();
    board.addedAll();
    const refresh = () => {
        look.update();
        board.invalidate();
    };
    addEventListener("benchd:theme", refresh);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh);
    addEventListener("benchd:draw-all", () => board.drawAll());
}

/** A choice is asked at once; another benchmark may have other metrics, so the metric is chosen anew. */
function followChoices() {
    const form = document.querySelector("[data-slot=question]");
    form?.addEventListener("change", ({ target }) => {
        if (target.name !== "metric") form.elements.metric.value = "";
        form.requestSubmit();
    });
    form?.addEventListener("formdata", ({ formData }) => {
        for (const name of ["x", "log"]) if (parameter(name)) formData.append(name, parameter(name));
        for (const name of ["source", "metric"]) if (formData.get(name) === "") formData.delete(name);
    });
}

/** On a phone what is asked is a drawer, so that the answer is seen first. */
function foldOnPhones() {
    const drawer = document.querySelector(".question");
    if (drawer && matchMedia("(max-width: 720px)").matches && document.querySelector("section[data-trend]")) drawer.open = false;
}

function mountChart(section) {
    const { benchmark, label } = section.dataset;
    const units = new Units(JSON.parse(section.dataset.units));
    const filesystem = section.querySelector("[data-filesystem]").dataset.filesystem;
    let answer = null;
    const load = async () => (answer ??= await getJSON(section.dataset.trend));
    const build = () => trendFigure(answer, units, look.styles()(filesystem), look.colours(), { byTime: parameter("x") === "time", isLog: parameter("log") === "1" });
    const view = figureView({
        benchmark, id: "trend", title: label, hint: "arrow keys move along the points, Enter opens the run", height: 340, build,
        describe: () => `Chart of ${answer.points.length} runs in ${answer.segments.length} segments; the table below has the same points.`,
    });
    section.querySelector("[data-slot=chart]").append(view.element);
    const plot = view.element.querySelector(".plot");
    let isWired = false;
    board.add({
        element: view.element,
        draw: async () => {
            await load();
            await view.draw();
            if (!isWired && plot.on) wire(plot, answer, units);
            isWired = true;
        },
    });
}

/** Points open their runs, by pointer and by key. */
function wire(plot, answer, units) {
    const open = (index) => (location.href = answer.points[index].link);
    plot.on("plotly_click", ({ points }) => {
        const hit = points.find(({ data }) => data.meta.role === "points");
        if (hit) open(hit.pointNumber);
    });
    plot.tabIndex = 0;
    let at = null;
    plot.addEventListener("keydown", (event) => {
        const last = answer.points.length - 1;
        const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
        if (event.key === "Enter" && at !== null) return open(at);
        if (!(event.key in steps)) return;
        event.preventDefault();
        at = Math.min(last, Math.max(0, (at ?? (steps[event.key] > 0 ? -1 : last + 1)) + steps[event.key]));
        const trace = plot.data.findIndex(({ meta }) => meta.role === "points");
        window.Plotly.Fx.hover(plot, [{ curveNumber: trace, pointNumber: at }]);
        status.textContent = pointText(answer.points[at], answer, (value) => units.formatWithUnit(value, answer.unit));
    });
}

function mountSwitches() {
    for (const button of document.querySelectorAll("[data-switch]")) {
        const { switch: name, value } = button.dataset;
        const show = () => button.setAttribute("aria-pressed", String(parameter(name) === value));
        button.addEventListener("click", () => {
            setParameters({ [name]: parameter(name) === value ? null : value });
            show();
            board.invalidate();
        });
        show();
    }
}

/** The other metrics, each loaded when it comes near the window. */
function mountMultiples() {
    for (const item of document.querySelectorAll("[data-slot=multiples] li")) {
        board.add({ element: item, once: true, draw: async () => {
            const answer = await getJSON(item.dataset.trend).catch(() => null);
            if (answer) item.append(...sparkline(answer, percent));
        } });
    }
}

start();
