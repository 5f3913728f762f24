// The dashboard of one run: fetches its summary and puts the charts into the page the server sent.

import { fetchStanding, fetchSummary } from "./dashboard/api.js";
import { mountBenchmark } from "./dashboard/benchmark-section.js";
import { DrawingBoard } from "./charts/drawing-board.js";
import { FilesystemFilter, swatchFor } from "./dashboard/filesystem-filter.js";
import { tellInPictures } from "./charts/facts.js";
import { pageLook } from "./charts/page-look.js";
import { keepTargetInView } from "./dashboard/target.js";
import { view, viewSwitches } from "./dashboard/view.js";
import { nameInHTML } from "./model/name-pieces.js";
import { Units } from "./model/units.js";
import { parameter, setParameters } from "./page/address.js";
import { showControls } from "./page/names.js";
import { drawOnPaper } from "./page/paper.js";
import { filesystemsOf } from "./model/filesystem-styles.js";

async function start() {
    const run = document.querySelector("[data-run]");
    keepExact();
    if (run.dataset.benchmarks === "0") {
        reveal();
        Object.assign(document.documentElement.dataset, { ready: "true", drawn: "all" });
        return;
    }
    const { from, benchmarks: benchmarkCount, entries: entryCount } = run.dataset;
    // Plotly, which is large, arrives meanwhile.
    const fetching = fetchSummary(run.dataset.run, { from, benchmarks: benchmarkCount, entries: entryCount });
    fetching.catch(() => {});
    await plotly();
    if (!window.Plotly) {
        return warn("Charts are not available: /assets/vendor/plotly.min.js is missing. The tables hold all values.");
    }
    const summary = await fetching;

    const board = new DrawingBoard();
    const filesystems = filesystemsOf(summary);
    const look = pageLook(filesystems);
    addSwatches(filesystems);
    const chips = document.querySelector("[data-slot=filter]");
    const filter = new FilesystemFilter(chips, filesystems, () => board.invalidate());
    chips.after(viewSwitches(() => board.invalidate()));
    filter.colour(look.styles());
    reveal();
    showControls(document);

    const noises = new Map();
    const page = {
        uuid: summary.uuid,
        board,
        definitions: summary.monitoring,
        units: () => new Units(summary.units, view.isBinary),
        filesystems,
        isShown: (filesystem) => filter.isShown(filesystem),
        styles: look.styles,
        look: look.colours,
        noise: (benchmark, key) => noises.get(JSON.stringify([benchmark, key])) ?? null,
        mark: (heading, name) => {
            const swatch = swatchFor(name);
            const { hue, variant } = look.styles()(name);
            Object.assign(swatch.dataset, { hue, pattern: variant });
            heading.prepend(swatch);
        },
        machine: summary.system_info,
    };
    tellInPictures(async (benchmark) => (await import("./dashboard/picture-words.js")).pictureWords(summary, benchmark));
    await mountAll(summary.benchmarks, page);
    board.addedAll();
    keepTargetInView(document.querySelector(".benchmarks"));
    watch(board, () => {
        look.update();
        filter.colour(look.styles());
        board.invalidate();
    });
    await addNoise(summary.uuid, noises, board);
}

/** Once Plotly is there, or will not come. */
function plotly() {
    if (window.Plotly || document.readyState === "complete") return Promise.resolve();
    return new Promise((resolve) => {
        addEventListener("load", resolve, { once: true });
        const script = document.querySelector("script[src*='/vendor/plotly']");
        for (const end of ["load", "error"]) script?.addEventListener(end, resolve, { once: true });
    });
}

/** Mounts what the window shows first; the rest comes when that is drawn. */
async function mountAll(benchmarks, page) {
    // The summary is asked for what the page shows, so both have the same benchmarks in the same order.
    const sections = [...document.querySelectorAll("section[data-benchmark]")];
    const places = benchmarks.map((_, index) => index);
    const distance = (index) => Math.abs(sections[index]?.getBoundingClientRect().top ?? Infinity);
    const distances = places.map(distance);
    places.sort((one, other) => distances[one] - distances[other]);
    for (const [order, index] of places.entries()) {
        mountBenchmark(sections[index], benchmarks[index], page);
        if (order === 0) await new Promise((resume) => setTimeout(resume));
    }
}

/** The noise of the benchmarks' metrics, for whiskers; without it there are none. */
async function addNoise(uuid, noises, board) {
    const { ranks } = await fetchStanding(uuid).catch(() => ({ ranks: [] }));
    for (const { benchmark, metric, noise } of ranks) {
        if (noise) noises.set(JSON.stringify([benchmark, metric]), noise);
    }
    if (noises.size > 0) board.invalidate((figure) => figure?.startsWith("plot:"));
}

/** The switch of exact values works without scripts; this keeps it in the address. */
function keepExact() {
    const exact = document.getElementById("exact");
    if (!exact) return;
    if (parameter("exact") === "1") exact.checked = true;
    exact.addEventListener("change", () => setParameters({ exact: exact.checked }));
}

/** Shows the parts of the page that only scripts can fill. */
function reveal() {
    for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
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
