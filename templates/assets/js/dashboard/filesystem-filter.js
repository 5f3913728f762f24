// The chips that show and hide filesystems in every chart and table of the page. The address keeps their state.

import { parameters, setParameters } from "../page/address.js";
import { nameParts } from "../page/names.js";

/** The most filesystems that can be hidden one by one. */
const CHIP_LIMIT = 60;

/**
 * @param container the element that gets one chip for each filesystem
 * @param changed called after each change
 */
export class FilesystemFilter {
    #container;
    #hidden;
    #changed;

    constructor(container, filesystems, changed) {
        this.#container = container;
        this.#changed = changed;
        const wanted = parameters("hide");
        this.#hidden = new Set(wanted.filter((name) => filesystems.includes(name)));
        const further = filesystems.length - CHIP_LIMIT;
        container.append(...filesystems.slice(0, CHIP_LIMIT).map((name) => this.#chip(name)), this.#showAll());
        if (further > 0) container.append(`and ${further} more`);
        this.#pressChips();
        // Columns are shown as long as nobody hides one; to look at all cells takes long.
        if (this.#hidden.size > 0) this.#hideColumns();
    }

    isShown(filesystem) {
        return !this.#hidden.has(filesystem);
    }

    /** Gives each chip the colour of its filesystem in the charts. */
    colour(styles) {
        for (const swatch of document.querySelectorAll("[data-swatch]")) {
            const { hue, variant } = styles(swatch.dataset.swatch);
            Object.assign(swatch.dataset, { hue, pattern: variant });
        }
    }

    #chip(name) {
        const chip = document.createElement("button");
        chip.type = "button";
        chip.className = "chip";
        chip.dataset.filesystem = name;
        const label = document.createElement("span");
        label.className = "chip-name";
        label.append(...nameParts(name));
        chip.title = name;
        chip.append(swatchFor(name), label);
        chip.addEventListener("click", () => {
            if (!this.#hidden.delete(name)) this.#hidden.add(name);
            this.#update();
        });
        return chip;
    }

    #showAll() {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "chip chip-all";
        button.textContent = "Show all";
        button.addEventListener("click", () => {
            this.#hidden.clear();
            this.#update();
            this.#container.querySelector(".chip").focus();
        });
        return button;
    }

    #update() {
        setParameters({ hide: [...this.#hidden] });
        this.#pressChips();
        this.#hideColumns();
        this.#changed();
    }

    #pressChips() {
        for (const chip of this.#container.querySelectorAll(".chip[data-filesystem]")) {
            chip.setAttribute("aria-pressed", String(this.isShown(chip.dataset.filesystem)));
        }
        this.#container.querySelector(".chip-all").hidden = this.#hidden.size === 0;
    }

    #hideColumns() {
        for (const table of document.querySelectorAll("table[data-by-filesystem]")) this.#hideColumnsOf(table);
    }

    #hideColumnsOf(table) {
        const hidden = [...table.tHead.rows[0].cells].map(({ dataset }) => !this.isShown(dataset.filesystem));
        // Its first cell names no filesystem.
        table.parentElement.hidden = hidden.length > 1 && hidden.slice(1).every((isHidden) => isHidden);
        for (const row of table.rows) {
            if (row.cells.length !== hidden.length) continue;
            [...row.cells].forEach((cell, column) => (cell.hidden = hidden[column]));
        }
    }
}

/** A small sample of a filesystem's colour and line. */
export function swatchFor(name) {
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.dataset.swatch = name;
    swatch.setAttribute("aria-hidden", "true");
    return swatch;
}
