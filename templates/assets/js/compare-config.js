// The comparison of two config archives: marks what changed within lines, and shows lines side by side on request.

import { changedParts, sideBySide } from "./model/side-by-side.js";
import { element } from "./page/elements.js";

const VIEW = "view";
const SIDE_BY_SIDE = "side-by-side";
/** Two columns need room; a phone has one. */
const isNarrow = matchMedia("(max-width: 720px)");

class DiffTable {
    #unified;
    #split = null;

    /** @param table the unified diff, as the server renders it */
    constructor(table) {
        this.#unified = table;
        for (const [before, after] of this.#hunks().flatMap(sideBySide)) {
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

    /** The lines of each hunk. */
    #hunks() {
        return [...this.#unified.tBodies].map((body) =>
            [...body.rows].filter(({ dataset }) => dataset.op).map((row) => ({
                op: row.dataset.op,
                numbers: [row.cells[0].textContent, row.cells[1].textContent],
                mark: row.cells[2],
                cell: row.cells[3],
            })),
        );
    }

    #sideBySide() {
        const headings = ["Line of the baseline", "Baseline", "Line of the other", "Other"];
        const table = element(
            "table",
            { className: "diff is-split" },
            this.#unified.caption.cloneNode(true),
            element("thead", {}, element("tr", {}, ...headings.map((text) => element("th", { scope: "col" }, text)))),
        );
        this.#hunks().forEach((lines, index) => {
            const heading = this.#unified.tBodies[index].querySelector("th")?.textContent ?? "";
            const rows = sideBySide(lines).map((pair) => element("tr", {}, ...pair.flatMap(half)));
            const title = element("tr", { className: "hunk" }, element("th", { colSpan: 4, scope: "rowgroup" }, heading));
            table.append(element("tbody", {}, title, ...rows));
        });
        return table;
    }
}

/** Number and text of one side. */
function half(line, side) {
    if (line === null) return [element("td", { className: "diff-number" }), element("td", { className: "diff-text is-absent" })];
    const text = element("td", { className: "diff-text", data: { op: line.op } });
    if (line.op !== "same") text.append(...line.mark.cloneNode(true).childNodes);
    text.append(...line.cell.cloneNode(true).childNodes);
    return [element("td", { className: "diff-number" }, line.numbers[side]), text];
}

function markChange(...cells) {
    const texts = cells.map(({ textContent }) => textContent);
    changedParts(...texts)?.forEach(({ start, end }, index) => {
        if (start === end) return;
        const text = texts[index];
        cells[index].replaceChildren(text.slice(0, start), element("mark", {}, text.slice(start, end)), text.slice(end));
    });
}

const tables = [...document.querySelectorAll("table.diff")].map((table) => new DiffTable(table));
const toggle = document.querySelector("[data-slot=view]");

function render() {
    const isWanted = new URLSearchParams(location.search).get(VIEW) === SIDE_BY_SIDE;
    toggle.setAttribute("aria-pressed", String(isWanted));
    toggle.hidden = isNarrow.matches || tables.length === 0;
    for (const table of tables) table.show(isWanted && !isNarrow.matches);
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
