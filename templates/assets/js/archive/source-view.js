// Text with line numbers and colours. Every line has an address; of a long text only some thousand lines are in the
// page at a time.

import { highlight } from "../model/highlight.js";
import { button, element } from "../page/elements.js";

const PART = 2000;

export class SourceView {
    #lines;
    #pieces;
    #hashOf;
    #marked;
    #code = element("code");
    #before = element("p", { className: "source-more" });
    #after = element("p", { className: "source-more" });
    /** The lines in the page: from `#from` up to `#to`, without the latter; both count from 0. */
    #from = 0;
    #to = 0;

    /**
     * @param lines of the text
     * @param syntax as `syntaxOf` gives it
     * @param marked the numbers of lines that something was found in
     * @param hashOf line number → address
     */
    constructor(lines, syntax, { label, marked, hashOf }) {
        this.#lines = lines;
        this.#pieces = highlight(lines, syntax);
        this.#hashOf = hashOf;
        this.#marked = new Set(marked);
        this.element = element(
            "div",
            { className: "source", tabIndex: 0, role: "region", "aria-label": label },
            this.#before,
            element("pre", {}, this.#code),
            this.#after,
        );
        this.element.style.setProperty("--number-width", `${String(lines.length).length + 1}ch`);
        this.#show(0);
    }

    /** Marks a line, counted from 1, and brings it into view; null marks none. */
    target(number) {
        const previous = this.#code.querySelector(".is-target");
        previous?.classList.remove("is-target");
        previous?.firstChild.removeAttribute("aria-current");
        if (number === null || number < 1 || number > this.#lines.length) return;
        if (number <= this.#from || number > this.#to) this.#show(Math.max(0, number - 1 - PART / 4));
        const line = this.#code.children[number - 1 - this.#from];
        line.classList.add("is-target");
        line.firstChild.setAttribute("aria-current", "true");
        line.scrollIntoView({ block: "center" });
    }

    #show(from) {
        this.#from = from;
        this.#to = Math.min(from + PART, this.#lines.length);
        this.#code.replaceChildren(...this.#range(this.#from, this.#to));
        this.#offer();
    }

    #offer() {
        const rest = this.#lines.length - this.#to;
        const earlier = Math.min(PART, this.#from);
        const later = Math.min(PART, rest);
        this.#before.replaceChildren(button(`Show ${earlier} lines before`, () => this.#extend(-earlier)));
        this.#after.replaceChildren(button(`Show ${later} of ${rest} more lines`, () => this.#extend(later)));
        this.#before.hidden = earlier === 0;
        this.#after.hidden = later === 0;
    }

    #extend(count) {
        if (count < 0) {
            this.#code.prepend(...this.#range(this.#from + count, this.#from));
            this.#from += count;
        } else {
            this.#code.append(...this.#range(this.#to, this.#to + count));
            this.#to += count;
        }
        this.#offer();
        this.element.focus({ preventScroll: true });
    }

    #range(from, to) {
        return this.#pieces.slice(from, to).map((pieces, offset) => this.#line(from + offset + 1, pieces));
    }

    #line(number, pieces) {
        // The tab key leaves these links out, because there may be thousands. The field for a line number leads to them.
        const link = element("a", {
            className: "line-number",
            href: this.#hashOf(number),
            tabIndex: -1,
            data: { number },
            "aria-label": `Line ${number}`,
        });
        const text = element("span", { className: "line-text" }, ...pieces.map(piece), "\n");
        return element("span", { className: this.#marked.has(number) ? "line is-marked" : "line" }, link, text);
    }
}

function piece({ kind, text }) {
    return kind === null ? text : element("span", { className: `code-${kind}` }, text);
}
