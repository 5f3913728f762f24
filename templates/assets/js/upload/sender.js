// Sends drops, one after the other, and the place on a page where files are dropped, shown in pairs, and followed.

import { dropPairs } from "../model/drop-pairs.js";
import { kindOf } from "../model/problem-text.js";
import { button, element } from "../page/elements.js";
import { nameParts } from "../page/names.js";
import { filesOfDrop, filesOfInput, hasFiles } from "./chosen-files.js";
import { DropItem } from "./drop-item.js";
import { Drop } from "./drop.js";
import { session } from "./session.js";
import { TokenPanel } from "./token-panel.js";

/**
 * Makes an element a place to drop files on: anywhere on the page counts.
 *
 * @param place an element that takes what is shown; `data-report-limit` and `data-config-limit` (bytes) and `data-token-reason` may be on it or on
 *   what is around it. What is in it goes.
 * @param options `onFiled(outcome)` is called for each drop that was filed; `onEnd(drops)` when nothing is left to send; `words()`
 *   gives `[name, text]` of further fields, and without it there is a field for the rig; `sendButton` is used in the place of an own one
 */
export function mountDropZone(place, options = {}) {
    return new DropZone(place, options);
}

class DropZone {
    #drops = new Map();
    #isSending = false;
    #options;
    #limits;
    #list = element("ol", { className: "drops" });
    #left = element("div", { className: "drops-left" });
    #status = element("p", { className: "status", role: "status" });
    #send;
    #token;

    constructor(place, options) {
        this.#options = options;
        this.#limits = { report: limit(place, "reportLimit"), config: limit(place, "configLimit") };
        this.#send = options.sendButton ?? button("Upload", () => {}, { className: "button primary" });
        this.#send.type = "button";
        this.#send.addEventListener("click", () => this.#start());
        const reason = place.closest("[data-token-reason]")?.dataset.tokenReason ?? null;
        this.#token = new TokenPanel(reason, () => this.#retryUnauthorized());
        const parts = [this.#chooser(), this.#list, this.#left, this.#token.element];
        if (!options.words) parts.push(this.#rigField());
        if (!options.sendButton) parts.push(element("p", { className: "actions" }, this.#send));
        place.replaceChildren(...parts, this.#status);
        this.#followDrags();
        this.#showAll();
        addEventListener("beforeunload", (event) => {
            if (this.#isSending) event.preventDefault();
        });
    }

    #chooser() {
        const choose = (text, properties) => {
            const input = element("input", { type: "file", multiple: true, hidden: true, tabIndex: -1, ...properties });
            input.addEventListener("change", () => {
                this.add(filesOfInput(input));
                input.value = "";
            });
            return [button(text, () => input.click()), input];
        };
        return element(
            "div", { className: "chooser" },
            element("p", { className: "chooser-text" }, "Drop reports and config archives anywhere on this page, or choose them."),
            element("p", { className: "actions" }, ...choose("Choose files", { "data-slot": "choose-files" }),
                ...choose("Choose a directory", { webkitdirectory: true, "data-slot": "choose-directory" })),
            element("p", { className: "explain" }, "aggregated_report.json goes with config.zip, NAME.json with NAME_config.zip or NAME.zip."));
    }

    #rigField() {
        const input = element("input", { id: "drop-rig", maxLength: 64, value: session.rig, spellcheck: false, autocomplete: "off" });
        this.#options.words = () => [["source", input.value.trim()]];
        return element("p", { className: "drop-rig" }, element("label", { htmlFor: "drop-rig" }, "Rig "), input);
    }

    /** Takes files, `{ file, path, size }`, to be sent; those without a pair so far may find it in what came before. */
    add(files) {
        const waiting = [...this.#drops.keys()].filter((drop) => drop.isReady && drop.objection === "");
        const known = waiting.flatMap(({ report, config }) => (config === null ? [report] : [report, config]));
        for (const drop of waiting) this.#forget(drop);
        const { drops, left } = dropPairs(withoutRepeats([...known, ...this.#orphans, ...files]));
        this.#orphans = left.filter(({ file }) => file.path.endsWith(".zip")).map(({ file }) => file);
        for (const pair of drops) this.#show(new Drop(pair, this.#limits));
        this.#left.replaceChildren(...leftParts(left));
        this.#showAll();
        if (!this.#isSending && this.#readyDrops().length > 0) this.#send.focus();
    }

    #orphans = [];

    #show(drop) {
        const item = new DropItem(drop, {
            cancel: () => drop.cancel(),
            again: () => {
                drop.again();
                this.#start();
            },
            remove: () => {
                this.#forget(drop);
                this.#showAll();
            },
        });
        this.#drops.set(drop, item);
        this.#list.append(item.element);
    }

    #forget(drop) {
        this.#drops.get(drop)?.element.remove();
        this.#drops.delete(drop);
    }

    #readyDrops() {
        return [...this.#drops.keys()].filter((drop) => drop.isReady);
    }

    async #start() {
        if (this.#isSending) return this.#showAll();
        if (this.#token.isAsking) return this.#token.ask(this.#token.reason === null ? "" : `${this.#token.reason}, so an upload needs a token.`);
        const words = this.#options.words();
        session.rig = words.find(([name]) => name === "source")?.[1] ?? "";
        this.#isSending = true;
        for (let drop = this.#readyDrops()[0]; drop && !this.#token.isAsking; drop = this.#readyDrops()[0]) await this.#sendOne(drop, words);
        this.#isSending = false;
        this.#showAll();
        if (this.#readyDrops().length === 0) this.#options.onEnd?.([...this.#drops.keys()]);
    }

    async #sendOne(drop, words) {
        await drop.send(words.filter(([, text]) => text !== ""), session.token, () => this.#showOne(drop));
        if (drop.state === "filed") this.#options.onFiled?.(drop.outcome);
        if (isAboutToken(drop)) this.#token.ask(drop.outcome.problem.detail);
    }

    #retryUnauthorized() {
        for (const drop of this.#drops.keys()) if (isAboutToken(drop)) drop.again();
        if (this.#readyDrops().length > 0) this.#start();
    }

    #showOne(drop) {
        this.#drops.get(drop)?.show();
        this.#showAll();
    }

    #showAll() {
        for (const item of this.#drops.values()) item.show();
        const all = [...this.#drops.keys()];
        const ready = this.#readyDrops().length;
        this.#send.disabled = ready === 0 || this.#isSending;
        this.#send.textContent = ready > 1 ? `Upload ${ready} runs` : "Upload";
        const filed = all.filter(({ state }) => state === "filed").length;
        const text = this.#isSending && all.length > 1 ? `Sending: ${filed} of ${all.length} filed.` : summary(all, filed, ready);
        if (this.#status.textContent !== text) this.#status.textContent = text;
    }

    #followDrags() {
        const mark = (isOver) => document.documentElement.toggleAttribute("data-dropping", isOver);
        addEventListener("dragover", (event) => {
            if (!hasFiles(event.dataTransfer)) return;
            event.preventDefault();
            event.dataTransfer.dropEffect = "copy";
            mark(true);
        });
        addEventListener("dragleave", ({ relatedTarget }) => relatedTarget === null && mark(false));
        addEventListener("drop", async (event) => {
            if (!hasFiles(event.dataTransfer)) return;
            event.preventDefault();
            mark(false);
            try {
                this.add(await filesOfDrop(event.dataTransfer));
            } catch (error) {
                this.#status.textContent = `The browser cannot read what was dropped (${error.message}); choose the files instead.`;
            }
        });
    }
}

function limit(place, name) {
    const attribute = `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const value = Number(place.closest(`[${attribute}]`)?.dataset[name] ?? Number.NaN);
    return Number.isFinite(value) ? value : Infinity;
}

/** A refusal for the token, which another token may end. */
function isAboutToken({ outcome }) {
    return outcome?.kind === "refused" && (kindOf(outcome.problem) === "token-required" || (kindOf(outcome.problem) === "upload-forbidden" && session.token !== ""));
}

/** The same file chosen twice counts once. */
function withoutRepeats(files) {
    const seen = new Map(files.map((file) => [`${file.path}\n${file.size}\n${file.file.lastModified}`, file]));
    return [...seen.values()];
}

function leftParts(left) {
    if (left.length === 0) return [];
    const shown = left.slice(0, 20).map(({ file, reason }) => element("li", {}, element("span", { className: "path" }, ...nameParts(file.path)), `: ${reason}`));
    const further = left.length > shown.length ? [element("li", {}, `and ${left.length - shown.length} more`)] : [];
    return [element("p", { className: "muted" }, "Not sent:"), element("ul", { className: "muted" }, ...shown, ...further)];
}

function summary(all, filed, ready) {
    if (all.length === 0) return "";
    if (ready === all.length) return ready === 1 ? "One run to upload." : `${ready} runs to upload.`;
    const failed = all.filter(({ canRetry }) => canRetry).length;
    const parts = [`${filed} of ${all.length} filed`];
    if (failed > 0) parts.push(`${failed} not filed`);
    return `${parts.join(", ")}.`;
}
