// A drop as an item of a list: its files, how far it is, how it ended, and what can be done.

import { adviceOn, factsOf, faultsOf } from "../model/problem-text.js";
import { formatSize } from "../model/units.js";
import { button, element } from "../page/elements.js";
import { nameParts } from "../page/names.js";

export class DropItem {
    #drop;
    #acts;
    #bar = element("progress", { max: 1, value: 0, hidden: true, "aria-label": "Sent" });
    #text = element("p", { className: "drop-text" });
    #body = element("div", {});
    #buttons = element("p", { className: "actions" });

    /** @param acts what the buttons do: `cancel`, `again`, `remove`, each with the drop */
    constructor(drop, acts) {
        this.#drop = drop;
        this.#acts = acts;
        this.element = element("li", { className: "drop" }, filesOf(drop), this.#bar, this.#text, this.#body, this.#buttons);
        this.show();
    }

    /** Shows the drop as it is now; while it is being sent only bar and text change, so that the focus stays. */
    show() {
        const { state, transfer } = this.#drop;
        const isSending = state === "sending";
        this.#bar.hidden = !isSending;
        if (isSending) this.#showProgress(transfer);
        if (this.element.dataset.state === state) return;
        this.element.dataset.state = state;
        if (!isSending) this.#text.replaceChildren();
        this.#body.replaceChildren(...bodyOf(this.#drop));
        const hadFocus = this.#buttons.contains(document.activeElement);
        this.#buttons.replaceChildren(...this.#buttonsOf(state));
        if (hadFocus) this.#buttons.firstChild?.focus();
    }

    #showProgress(transfer) {
        // Without a value the bar shows that something goes on, but not how far it is.
        if (transfer.isSent) this.#bar.removeAttribute("value");
        else this.#bar.value = transfer.share;
        if (this.#text.textContent !== transfer.text) this.#text.textContent = transfer.text;
    }

    #buttonsOf(state) {
        const act = (name) => () => this.#acts[name](this.#drop);
        const make = (text, name) => button(text, act(name), { "aria-label": `${text}: ${this.#drop.report.path}` });
        if (state === "sending") return [make("Cancel", "cancel")];
        if (this.#drop.canRetry) return [make("Try again", "again"), make("Remove", "remove")];
        if (state !== "filed") return [make("Remove", "remove")];
        const { outcome, report } = this.#drop;
        return [element("a", { href: outcome.link, className: "button", "aria-label": `Open the run: ${report.path}` }, "Open the run")];
    }
}

function filesOf({ report, config, objection }) {
    const parts = [fileName(report), element("span", { className: "muted" }, ` ${formatSize(report.size)}`)];
    if (config !== null) parts.push(" with ", fileName(config), element("span", { className: "muted" }, ` ${formatSize(config.size)}`));
    else if (objection === "") parts.push(element("span", { className: "muted" }, ", without a config archive"));
    return element("p", { className: "drop-files" }, ...parts);
}

function fileName({ path }) {
    return element("span", { className: "path" }, ...nameParts(path));
}

function bodyOf({ state, objection, outcome }) {
    const parts = objection === "" ? [] : [element("p", { className: "drop-objection" }, objection)];
    switch (state) {
        case "filed":
            return [...parts, ...filed(outcome)];
        case "refused":
            return [...parts, problemPart(outcome.problem)];
        case "cancelled":
            return [...parts, element("p", {}, "Cancelled. The server keeps nothing of it.")];
        case "unreachable":
            return [...parts, element("p", { className: "drop-problem" }, unreachable(outcome))];
        default:
            return parts;
    }
}

function unreachable({ isServing }) {
    if (isServing) return "The connection broke off, or a file changed while it was sent. The server keeps nothing of it.";
    return "The server does not answer. Nothing was filed that you do not see in the list of runs; try again when it answers.";
}

function filed({ duplicate, warnings }) {
    const text = duplicate ? "The same bytes were filed before: this is that run." : "Filed.";
    const parts = [element("p", {}, text)];
    if (warnings.length > 0) {
        const title = warnings.length === 1 ? "One warning" : `${warnings.length} warnings`;
        parts.push(element("p", { className: "drop-objection" }, `${title}: the report is filed, but look at this.`), ...warnings.map(problemPart));
    }
    return parts;
}

/** The sentence of a problem, without the title where it begins with that. */
function detailAfterTitle({ title, detail }) {
    return detail.startsWith(title) ? detail.slice(title.length) : `. ${detail}`;
}

/** A problem for a person: what is wrong, where, and what to do. */
function problemPart(problem) {
    const facts = factsOf(problem).flatMap(({ name, value }) => [element("dt", {}, name), element("dd", { className: "path" }, ...nameParts(value))]);
    const faults = faultsOf(problem);
    const advice = adviceOn(problem);
    return element(
        "div", { className: "drop-problem" },
        element("p", {}, element("b", {}, problem.title), ...nameParts(detailAfterTitle(problem))),
        facts.length === 0 ? null : element("dl", { className: "drop-facts" }, ...facts),
        faults.length === 0 ? null : element("ul", {}, ...faults.map((fault) => element("li", { className: "path" }, ...nameParts(fault)))),
        advice === "" ? null : element("p", {}, advice));
}
