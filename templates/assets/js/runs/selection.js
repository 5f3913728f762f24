// The runs that are ticked: in the address, in every link of the list, and in the bar that leads to their comparison.

import { RunSelection } from "../model/run-selection.js";
import { parameter, setParameters } from "../page/address.js";
import { element } from "../page/elements.js";
import { links } from "../page/links.js";

const slot = (name) => document.querySelector(`[data-slot=${name}]`);

export class SelectionBar {
    #form = slot("selection");
    #selection;

    constructor() {
        const options = [...slot("baseline").options];
        const runs = options.map((option) => ({ uuid: option.value, filed: option.dataset.filed, text: option.textContent.replace(/ \(oldest\)$/, "") }));
        this.#selection = new RunSelection(runs, parameter("baseline"));
        document.addEventListener("change", ({ target }) => {
            if (target.matches(".run-select input")) this.toggle(target.closest("[data-uuid]"));
            if (target === slot("baseline")) this.#set(this.#selection.against(target.value));
        });
        this.#form.addEventListener("submit", (event) => {
            event.preventDefault();
            this.compare();
        });
        document.querySelector("[data-action=clear-selection]").addEventListener("click", (event) => {
            event.preventDefault();
            this.#set(new RunSelection());
            document.querySelector("[data-slot=run]")?.focus();
        });
        this.show();
    }

    get isEmpty() {
        return this.#selection.runs.length === 0;
    }

    /** Selects the run of a row, or takes it out. */
    toggle(row) {
        const label = row.querySelector(".run-label");
        const time = row.querySelector("time");
        const texts = [row.querySelector("[data-slot=run]"), label].map((part) => part?.textContent.trim());
        const text = [...texts, time.title.replace(/:\d\d UTC$/, "")].filter(Boolean).join(" ");
        this.#set(this.#selection.toggled({ uuid: row.dataset.uuid, filed: time.dateTime, text }));
    }

    /** Leads to the comparison, where there is one. */
    compare() {
        const { compared } = this.#selection;
        if (compared !== null) location.assign(links.comparison(compared));
    }

    /** Puts the selection into the rows and links that are there now. */
    show() {
        const { runs, chosen, baseline, compared, text } = this.#selection;
        for (const box of document.querySelectorAll(".run-select input")) box.checked = this.#selection.has(box.value);
        this.#form.hidden = document.querySelector(".run-row") === null && runs.length === 0;
        this.#form.dataset.count = runs.length;
        slot("selection-text").textContent = text;
        slot("selection-problem")?.remove();
        slot("baseline").replaceChildren(...runs.map((run, place) => this.#option(run, place === 0, baseline)));
        slot("baseline").closest("label").hidden = runs.length < 2;
        document.querySelector("[data-action=clear-selection]").hidden = runs.length === 0;
        slot("compare").disabled = compared === null;
        slot("compare").textContent = compared === null ? "Compare" : `Compare ${runs.length} runs`;
        const items = [...runs.map(({ uuid }) => ["selected", uuid]), ...(chosen === null ? [] : [["baseline", chosen]])];
        for (const link of document.querySelectorAll("a[data-list-link]")) carryInLink(link, items);
        for (const form of document.querySelectorAll("form[data-list-form]")) carryInForm(form, items);
    }

    #option({ uuid, filed, text }, isOldest, baseline) {
        const option = element("option", { value: uuid, data: { filed } }, isOldest ? `${text} (oldest)` : text);
        option.selected = uuid === baseline;
        return option;
    }

    #set(selection) {
        this.#selection = selection;
        setParameters({ selected: selection.runs.map(({ uuid }) => uuid), baseline: selection.chosen, compare: null });
        this.show();
    }
}

function carryInLink(link, items) {
    const address = new URL(link.href);
    address.searchParams.delete("selected");
    address.searchParams.delete("baseline");
    for (const [name, value] of items) address.searchParams.append(name, value);
    link.href = address.pathname + address.search;
}

function carryInForm(form, items) {
    for (const field of form.querySelectorAll("[type=hidden][name=selected], [type=hidden][name=baseline]")) field.remove();
    form.append(...items.map(([name, value]) => element("input", { type: "hidden", name, value })));
}
