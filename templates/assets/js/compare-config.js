// The comparison of two config archives: marks what changed within lines, and shows lines side by side on request.

import { changedParts, sideBySide } from "./model/side-by-side.js";
import { element } from "./page/elements.js";
import { showControls } from "./page/names.js";

const VIEW = "view";
const SIDE_BY_SIDE = "side-by-side";
/** Two columns need room; a phone has one. */
const isNarrow = matchMedia("screen and (max-width: 720px)");

/** One hunk, as lines one below the other and, once that is wanted, side by side. */
class Hunk {
    lines;
    #unified;
    #split = null;

    /** @param table as the server renders it */
    constructor(table) {
        this.#unified = table;
        this.lines = [...table.rows].filter(({ dataset }) => dataset.op !== undefined).map(lineOf);
        for (const [before, after] of sideBySide(this.lines)) {
            if (before !== null && after !== null && before !== after) markChange(before.cell, after.cell);
        }
    }

    show(isSplit) {
        if (isSplit && this.#split === null) {
            this.#split = this.#sideBySide();
            this.#unified.after(this.#split);
        }
        this.#unified.hidden = isSplit;
        if (this.#split) this.#split.hidden = !isSplit;
    }

    #sideBySide() {
        const columns = ["Line of the baseline", "Baseline", "Line of the other", "Other"];
        const title = this.#unified.querySelector(".hunk").textContent;
        const rows = sideBySide(this.lines).map((pair) => element("tr", {}, ...pair.flatMap(half)));
        return element(
            "table",
            { className: "diff is-split" },
            this.#unified.caption.cloneNode(true),
            element("colgroup", {}, numberColumn(), element("col"), numberColumn(), element("col")),
            element("thead", {}, element("tr", {}, ...columns.map((text) => element("th", { scope: "col" }, text)))),
            element("tbody", {}, element("tr", { className: "hunk" }, element("td", { colSpan: 4 }, title)), ...rows),
        );
    }
}

function numberColumn() {
    return element("col", { className: "number-column" });
}

function lineOf({ dataset, cells }) {
    const [baseline, other, mark, cell] = cells;
    return { op: dataset.op || "same", numbers: [baseline.textContent, other.textContent], mark, cell };
}

/** Number and text of one side. */
function half(line, side) {
    const number = element("td", { className: "diff-number" }, line?.numbers[side] ?? "");
    if (line === null) return [number, element("td", { className: "diff-text is-absent" })];
    const text = element("td", { className: "diff-text", data: { op: line.op } });
    if (line.op !== "same") text.append(...line.mark.cloneNode(true).childNodes);
    text.append(...line.cell.cloneNode(true).childNodes);
    return [number, text];
}

function markChange(...cells) {
    const texts = cells.map(({ textContent }) => textContent);
    changedParts(...texts)?.forEach(({ start, end }, index) => {
        if (start === end) return;
        const text = texts[index];
        const change = element("mark", {}, text.slice(start, end));
        cells[index].replaceChildren(text.slice(0, start), change, text.slice(end));
    });
}

/** How many lines an entry lost and gained, beside its name. */
function showCounts(slot, lines) {
    for (const [op, sign] of [["removed", "−"], ["added", "+"]]) {
        const count = lines.filter((line) => line.op === op).length;
        slot.append(
            element("span", { className: `count-${op}`, "aria-hidden": "true" }, `${sign}${count} `),
            element("span", { className: "unseen" }, `${count} ${count === 1 ? "line" : "lines"} ${op} `),
        );
    }
}

showControls(document);
const hunks = [];
for (const difference of document.querySelectorAll(".difference")) {
    const own = [...difference.querySelectorAll("table.diff")].map((table) => new Hunk(table));
    if (own.length > 0) showCounts(difference.querySelector("[data-slot=counts]"), own.flatMap(({ lines }) => lines));
    hunks.push(...own);
}
const toggle = document.querySelector("[data-slot=view]");

function render() {
    const isWanted = new URLSearchParams(location.search).get(VIEW) === SIDE_BY_SIDE;
    toggle.setAttribute("aria-pressed", String(isWanted));
    toggle.hidden = isNarrow.matches || hunks.length === 0;
    for (const hunk of hunks) hunk.show(isWanted && !isNarrow.matches);
}

if (toggle) {
    toggle.addEventListener("click", () => {
        const address = new URL(location.href);
        if (address.searchParams.get(VIEW) === SIDE_BY_SIDE) address.searchParams.delete(VIEW);
        else address.searchParams.set(VIEW, SIDE_BY_SIDE);
        // Commas between runs stay readable.
        history.replaceState(history.state, "", address.href.replaceAll("%2C", ","));
        render();
    });
    isNarrow.addEventListener("change", render);
    render();
}
