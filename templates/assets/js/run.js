// The dashboard of one run: fetches its summary and puts the charts into the page the server sent.

import { fetchSummary } from "./dashboard/api.js";
import { mountBenchmark } from "./dashboard/benchmark-section.js";
import { DrawingBoard } from "./charts/drawing-board.js";
import { FilesystemFilter, swatchFor } from "./dashboard/filesystem-filter.js";
import { pageLook } from "./charts/page-look.js";
import { keepTargetInView } from "./dashboard/target.js";
import { nameInHTML } from "./model/name-pieces.js";
import { Units } from "./model/units.js";
import { showControls } from "./page/names.js";
import { filesystemsOf } from "./model/filesystem-styles.js";

async function start() {
    const run = document.querySelector("[data-run]");
    if (run.dataset.benchmarks === "0") {
        reveal();
        Object.assign(document.documentElement.dataset, { ready: "true", drawn: "all" });
        return;
    }
    if (!window.Plotly) {
        return warn("Charts are not available: /assets/vendor/plotly.min.js is missing. The tables hold all values.");
    }
    const { from, benchmarks: benchmarkCount, entries: entryCount } = run.dataset;
    const summary = await fetchSummary(run.dataset.run, { from, benchmarks: benchmarkCount, entries: entryCount });

    const board = new DrawingBoard();
    const filesystems = filesystemsOf(summary);
    const look = pageLook(filesystems);
    addSwatches(filesystems);
    const chips = document.querySelector("[data-slot=filter]");
    const filter = new FilesystemFilter(chips, filesystems, () => board.invalidate());
    filter.colour(look.styles());
    reveal();
    showControls(document);

    const page = {
        uuid: summary.uuid,
        board,
        definitions: summary.monitoring,
        units: new Units(summary.units),
        filesystems,
        isShown: (filesystem) => filter.isShown(filesystem),
        styles: look.styles,
        look: look.colours,
    };
    const sections = document.querySelectorAll("section[data-benchmark]");
    // The summary is asked for what the page shows, so both have the same benchmarks in the same order.
    summary.benchmarks.forEach((benchmark, index) => mountBenchmark(sections[index], benchmark, page));
    board.addedAll();
    keepTargetInView(document.querySelector(".benchmarks"));
    watch(board, () => {
        look.update();
        filter.colour(look.styles());
        board.invalidate();
    });
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
    addEventListener("beforeprint", () => {
        document.documentElement.dataset.printing = "true";
        refresh();
        board.drawForPrint();
    });
    addEventListener("afterprint", () => {
        delete document.documentElement.dataset.printing;
        refresh();
    });
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
