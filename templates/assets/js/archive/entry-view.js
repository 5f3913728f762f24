// One entry of an archive: its text, or what it is instead, or why it cannot be shown.

import { linesOf, syntaxOf } from "../model/highlight.js";
import { formatSize } from "../model/units.js";
import { copyFrom } from "../page/clipboard.js";
import { button, element } from "../page/elements.js";
import { links } from "../page/links.js";
import { nameParts } from "../page/names.js";
import { fetchEntry } from "./entry-api.js";
import { SourceView } from "./source-view.js";
import { modifiedText } from "./tree-view.js";

/** The most of an entry that benchd serves: docs/api.md. */
const MOST_SERVED = "1 MiB";

export class EntryView {
    #uuid;
    #entry = null;
    #source = null;
    #wanted = null;
    #loading = null;
    #title = element("h3", { id: "entry-title", className: "path", tabIndex: -1 });
    #facts = element("p", { className: "muted" });
    #tools = element("p", { className: "actions" });
    #state = element("div", { role: "status" });
    #body = element("div");

    /** @param close called when the reader closes the entry */
    constructor(uuid, close) {
        this.#uuid = uuid;
        this.element = element(
            "section",
            { className: "entry-view", hidden: true, "aria-labelledby": "entry-title" },
            element(
                "div",
                { className: "entry-head" },
                this.#title,
                button("Close", close, { className: "button entry-close", "aria-label": "Close the member" }),
                this.#facts,
                this.#tools,
            ),
            this.#state,
            this.#body,
        );
    }

    /**
     * Shows an entry, at a line where one is given.
     * @param findings those of this entry
     * @param hashOf line number → address
     */
    async show(entry, line, findings, hashOf) {
        this.#wanted = line;
        if (this.#entry?.index === entry.index && this.#source) return this.#source.target(line);
        this.#entry = entry;
        this.element.hidden = false;
        this.#title.replaceChildren(...nameParts(entry.path));
        this.#describe([]);
        this.#tools.replaceChildren();
        this.#title.focus({ preventScroll: true });
        this.element.scrollIntoView({ block: "nearest" });
        await this.#load(findings, hashOf);
    }

    hide() {
        this.#loading?.abort();
        this.#entry = null;
        this.#source = null;
        this.element.hidden = true;
    }

    async #load(findings, hashOf) {
        this.#loading?.abort();
        const loading = (this.#loading = new AbortController());
        this.#source = null;
        this.#body.replaceChildren();
        this.#say("Loading …");
        try {
            const content = await fetchEntry(this.#link(), loading.signal);
            if (!loading.signal.aborted) this.#fill(content, findings, hashOf);
        } catch (error) {
            if (loading.signal.aborted) return;
            this.#say(`The member cannot be shown: ${error.message}`, "notice notice-warning");
            this.#state.append(button("Try again", () => this.#load(findings, hashOf)));
        }
    }

    #fill({ text, kind, isCut }, findings, hashOf) {
        if (text === null) return this.#refuse(kind, isCut);
        const lines = linesOf(text);
        const syntax = syntaxOf(this.#entry.path);
        const size = formatSize(this.#entry.size);
        const count = `${lines.length} ${lines.length === 1 ? "line" : "lines"}`;
        this.#describe(isCut ? [syntax.name] : [count, syntax.name]);
        if (isCut) this.#say(`Only the first ${MOST_SERVED} of ${size} is shown. `, "notice", ...this.#whereTheWholeIs());
        else this.#say("");
        if (lines.length === 0) return this.#say("The member is empty.");
        this.#source = new SourceView(lines, syntax, {
            label: `Text of ${this.#title.textContent}`,
            marked: findings.map(({ line }) => line),
            hashOf,
        });
        this.#tools.replaceChildren(
            this.#lineField(lines.length, hashOf),
            button("Wrap lines", (wrap) => this.#wrap(wrap), {
                "aria-pressed": String(this.element.classList.contains("wraps")),
            }),
            button(isCut ? "Copy this part" : "Copy", (copy) => copyFrom(copy, text), { "aria-live": "polite" }),
            this.#download(isCut),
        );
        this.#body.replaceChildren(this.#source.element);
        if (this.#wanted === null) this.element.scrollIntoView({ block: "nearest" });
        else this.#source.target(this.#wanted);
    }

    /** Says what a member is if it is not text. */
    #refuse(kind, isCut) {
        this.#tools.replaceChildren(this.#download(isCut));
        const size = formatSize(this.#entry.size);
        const refusal = `${kind === null ? "Not text" : `This is ${kind}`}, ${size}: nothing to show here`;
        if (!isCut) return this.#say(`${refusal}.`);
        this.#say(`${refusal}, and too large to download by itself. `, "notice", ...this.#whereTheWholeIs());
    }

    #whereTheWholeIs() {
        return ["The whole member is in ", element("a", { href: links.archive(this.#uuid), download: "" }, "the archive"), "."];
    }

    #describe(more) {
        const { size, modified } = this.#entry;
        const time = modified ? [modifiedText(modified)] : [];
        this.#facts.textContent = [formatSize(size), ...more, ...time].join(", ");
    }

    #say(text, className = "entry-state", ...more) {
        this.#state.replaceChildren(...(text === "" ? [] : [element("p", { className }, text, ...more)]));
    }

    #link() {
        return links.entry(this.#uuid, this.#entry);
    }

    /** A link to the download; for a cut member to that of the archive, because a saved part would look like the whole member. */
    #download(isCut) {
        if (isCut) {
            return element("a", { className: "button", href: links.archive(this.#uuid), download: "" }, "Download the archive");
        }
        const name = this.#entry.path.split("/").at(-1);
        return element("a", { className: "button", href: this.#link(), download: name }, "Download");
    }

    #lineField(count, hashOf) {
        const field = element("input", { type: "number", min: 1, max: count, placeholder: "1", inputMode: "numeric" });
        field.addEventListener("change", () => {
            if (field.value !== "" && field.checkValidity()) location.assign(hashOf(field.value));
        });
        return element("label", { className: "line-field" }, "Line ", field);
    }

    #wrap(wrap) {
        const wraps = this.element.classList.toggle("wraps");
        wrap.setAttribute("aria-pressed", String(wraps));
    }
}
