// The dashboard of one run: fetches its summary and puts the charts into the page the server sent.

import { mountBenchmark } from "./dashboard/benchmark-section.js";
import { DrawingBoard } from "./charts/drawing-board.js";
import { FilesystemFilter, swatchFor } from "./dashboard/filesystem-filter.js";
import { pageLook } from "./charts/page-look.js";
import { keepTargetInView } from "./dashboard/target.js";
import { view, viewSwitches } from "./dashboard/view.js";
import { nameInHTML } from "./model/name-pieces.js";
import { Units } from "./model/units.js";
import { parameter, setParameters } from "./page/address.js";
import { getJSON } from "./page/http.js";
import { showControls } from "./page/names.js";
import { drawOnPaper } from "./page/paper.js";
import { filesystemsOf } from "./model/filesystem-styles.js";

async function start() {
    await pageParsed();
    const run = document.querySelector("[data-run]");
    keepExact();
    if (run.dataset.benchmarks === "0") {
        reveal();
        Object.assign(document.documentElement.dataset, { ready: "true", drawn: "all" });
        return;
    }
    // Plotly, which is large, arrives meanwhile: what comes before it is done while the page waits.
    const canDraw = plotly();
    const summary = await getJSON(run.dataset.summary);

    const board = new DrawingBoard(canDraw);
    const filesystems = filesystemsOf(summary);
    const look = pageLook(filesystems);
    addSwatches(filesystems);
    const chips = document.querySelector("[data-slot=filter]");
    const filter = new FilesystemFilter(chips, filesystems, () => board.invalidate());
    chips.after(viewSwitches(() => board.invalidate()));
    filter.colour(look.styles());
    reveal();

    const certainty = new Map();
    const page = {
        uuid: summary.uuid,
        board,
        definitions: summary.monitoring,
        units: () => new Units(summary.units, view.isBinary),
        filesystems,
        isShown: (filesystem) => filter.isShown(filesystem),
        styles: look.styles,
        look: look.colours,
        certainty: (benchmark, filesystem, key) => certainty.get(JSON.stringify([benchmark, key, filesystem])) ?? null,
        mark: (heading, name) => {
            const swatch = swatchFor(name);
            const { hue, variant } = look.styles()(name);
            Object.assign(swatch.dataset, { hue, pattern: variant });
            heading.prepend(swatch);
        },
        machine: summary.system_info,
    };
    keepTargetInView(document.querySelector(".benchmarks"));
    watch(board, () => {
        look.update();
        filter.colour(look.styles());
        board.invalidate();
    });
    const mounting = mountAll(summary.benchmarks, page);
    if (!(await canDraw)) {
        reveal(false);
        for (const figure of document.querySelectorAll(".scores > figure")) figure.remove();
        return warn("Charts are not available: /assets/vendor/plotly.min.js is missing. The tables hold all values.");
    }
    await board.firstDrawing;
    showControls(document);
    tellInPictures(summary);
    try {
        await mounting;
    } finally {
        board.addedAll();
    }
    await addCertainty(summary.uuid, certainty, board);
}

/** Waits for the end of the page, but not for Plotly as other scripts do: this one may run while the page still arrives. */
function pageParsed() {
    if (document.readyState !== "loading") return Promise.resolve();
    return new Promise((resolve) => document.addEventListener("readystatechange", resolve, { once: true }));
}

/** Whether there is Plotly, once it is there or will not come. */
function plotly() {
    if (window.Plotly || document.readyState === "complete") return Promise.resolve(Boolean(window.Plotly));
    return new Promise((resolve) => {
        const end = () => resolve(Boolean(window.Plotly));
        addEventListener("load", end, { once: true });
        const script = document.querySelector("script[src*='/vendor/plotly']");
        for (const event of ["load", "error"]) script?.addEventListener(event, end, { once: true });
    });
}

/** Mounts what the window shows first; the rest comes when a chart of that is drawn, one after the other so that the page stays usable. */
async function mountAll(benchmarks, page) {
    // The summary is asked for what the page shows, so both have the same benchmarks in the same order.
    const sections = [...document.querySelectorAll("section[data-benchmark]")];
    const places = benchmarks.map((_, index) => index);
    const distance = (index) => Math.abs(sections[index]?.getBoundingClientRect().top ?? Infinity);
    const distances = places.map(distance);
    places.sort((one, other) => distances[one] - distances[other]);
    for (const [order, index] of places.entries()) {
        mountBenchmark(sections[index], benchmarks[index], page);
        if (order === 0) page.board.drawFirst();
        await (order === 0 ? page.board.firstDrawing : new Promise((resume) => setTimeout(resume)));
        sections[index]?.querySelector(".still")?.remove();
    }
}

/** What pictures say about their data; nothing of the first chart waits for it. */
async function tellInPictures(summary) {
    const { tellInPictures: tell } = await import("./charts/facts.js");
    tell(async (benchmark) => (await import("./dashboard/picture-words.js")).pictureWords(summary, benchmark));
}

/** The intervals of values, and their noise, for whiskers; without them there are none. */
async function addCertainty(uuid, certainty, board) {
    const { links } = await import("./page/links.js");
    const { intervals } = await getJSON(links.standing(uuid)).catch(() => ({ intervals: [] }));
    for (const { benchmark, metric, filesystem, interval: [low, high], noise } of intervals) {
        certainty.set(JSON.stringify([benchmark, metric, filesystem]), { interval: [low ?? 0, high ?? Infinity], noise });
    }
    if (certainty.size > 0) board.invalidate((figure) => figure?.startsWith("plot:"));
}

/** The switch of exact values works without scripts; this keeps it in the address. */
function keepExact() {
    const exact = document.getElementById("exact");
    if (!exact) return;
    if (parameter("exact") === "1") exact.checked = true;
    exact.addEventListener("change", () => setParameters({ exact: exact.checked }));
}

/** Shows the parts of the page that only scripts can fill, or hides them. */
function reveal(isShown = true) {
    for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = !isShown;
}

/** Gives each column of a table its filesystem: its name as the report has it, and its colour. */
function addSwatches(filesystems) {
    const names = new Map(filesystems.map((name) => [nameInHTML(name), name]));
    for (const heading of document.querySelectorAll("th[data-filesystem]")) {
        const { filesystem } = heading.dataset;
        heading.dataset.filesystem = names.get(filesystem) ?? filesystem;
        if (!heading.querySelector(".swatch")) heading.prepend(swatchFor(heading.dataset.filesystem));
    }
}

/** Redraws when the page's look or width changes, and for the printer. */
function watch(board, refresh) {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh);
    addEventListener("benchd:theme", refresh);
    let width = innerWidth;
    let timer = null;
    addEventListener("resize", () => {
        if (innerWidth === width) return;
        width = innerWidth;
        clearTimeout(timer);
        timer = setTimeout(() => board.invalidate(), 150);
    });
    drawOnPaper(board, refresh);
    addEventListener("benchd:draw-all", () => board.drawAll());
}

function warn(text) {
    const note = document.createElement("p");
    note.className = "notice notice-warning";
    note.setAttribute("role", "alert");
    note.textContent = text;
    document.querySelector("[data-slot=problem]").append(note);
    document.documentElement.dataset.ready = "true";
}

start().catch((error) => warn(`The charts could not be drawn: ${error.message.replace(/\.$/, "")}.`));
