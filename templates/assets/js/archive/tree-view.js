// The entries of an archive as nested lists: links for files, drawers for directories. Drawers that open late make
// their lists then, and long lists come in parts, so that an archive of thousands of entries opens at once.

import { entryHash } from "../model/entry-address.js";
import { entryTree } from "../model/entry-tree.js";
import { shortName } from "../model/name-pieces.js";
import { formatSize } from "../model/units.js";
import { button, element } from "../page/elements.js";
import { nameParts } from "../page/names.js";

/** With more entries than this, directories begin closed. */
const MOST_OPEN = 200;
const PART = 500;

export class TreeView {
    #opensAll;
    #opened;
    #findings;
    #root;
    #current = null;

    /**
     * @param listing as `/api/benchmarks/{uuid}/config/files` has it
     * @param opened the paths of the directories that begin open
     */
    constructor({ entries, findings }, opened = new Set()) {
        this.#opensAll = entries.length <= MOST_OPEN;
        this.#opened = opened;
        this.#findings = new Set(findings.map(({ index }) => index));
        this.#root = entryTree(entries);
        this.element = this.#list(this.#root);
        this.element.classList.add("tree");
        this.element.setAttribute("aria-label", "Members of the config archive");
    }

    /** The address of an entry, as short as it can be. */
    hashOf({ path, index, needs_index: needsIndex = false }, line = null) {
        return entryHash({ path, index: needsIndex ? index : null, line });
    }

    /** The paths of the directories that are open. */
    get opened() {
        return new Set([...this.element.querySelectorAll("details[open]")].map(({ dataset }) => dataset.path));
    }

    /** Marks the link of an entry and opens what it lies in; null marks none. */
    mark(entry) {
        this.#current?.removeAttribute("aria-current");
        this.#current = entry && this.#reveal(entry);
        this.#current?.setAttribute("aria-current", "true");
        if (this.#current) this.#center(this.#current);
    }

    /** Brings a link into view in the frame of the tree, without moving the page. */
    #center(link) {
        const frame = this.element.parentElement;
        const [outer, inner] = [frame.getBoundingClientRect(), link.getBoundingClientRect()];
        if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
        frame.scrollTop += (inner.top + inner.bottom - outer.top - outer.bottom) / 2;
    }

    /** Focuses the marked link, or the first where its part of a long list is not shown. */
    focusMarked() {
        (this.#current ?? this.element.querySelector("a, summary"))?.focus();
    }

    #reveal(entry) {
        for (let at = 0; (at = entry.path.indexOf("/", at) + 1) > 0; ) {
            const drawer = this.#find("details", (candidate) => candidate.dataset.path === entry.path.slice(0, at));
            drawer?.fill();
            if (drawer) drawer.open = true;
        }
        return this.#find("a", (link) => link.dataset.index === String(entry.index));
    }

    #find(name, isWanted) {
        return [...this.element.querySelectorAll(name)].find(isWanted) ?? null;
    }

    #list({ directories, files }) {
        const rows = [
            ...directories.map((child) => () => this.#directory(child)),
            ...files.map((file) => () => this.#file(file)),
        ];
        const list = element("ul");
        const extend = () => {
            list.append(...rows.splice(0, PART).map((row) => row()));
            if (rows.length > 0) list.append(this.#more(rows.length, extend));
        };
        extend();
        return list;
    }

    #more(count, extend) {
        const row = element("li", { className: "tree-more" });
        row.append(
            button(`Show ${Math.min(PART, count)} of ${count} more`, () => {
                const previous = row.previousElementSibling;
                row.remove();
                extend();
                previous?.nextElementSibling?.querySelector("a, summary, button")?.focus();
            }),
        );
        return row;
    }

    #directory(child) {
        const count = `${child.fileCount} ${child.fileCount === 1 ? "file" : "files"}`;
        const drawer = element(
            "details",
            { data: { path: child.path } },
            element(
                "summary",
                {},
                element("span", { className: "path" }, ...nameParts(`${shortName(child.name)}/`)),
                element("span", { className: "muted" }, ` ${count}, ${formatSize(child.byteCount)}`),
            ),
        );
        drawer.fill = () => {
            if (drawer.children.length === 1) drawer.append(this.#list(child));
        };
        drawer.addEventListener("toggle", () => drawer.open && drawer.fill());
        if (this.#opensAll || this.#opened.has(child.path)) {
            drawer.open = true;
            drawer.fill();
        }
        return element("li", {}, drawer);
    }

    #file({ name, entry }) {
        const tags = [
            [entry.encrypted, "encrypted", "benchd has no password for this member, so it lists the member and cannot show it."],
            [this.#findings.has(entry.index), "secret?", "Something here may be a secret: see the run's warning."],
            [entry.path_is_guess, "name guessed", `The archive does not say how this name is encoded. Its bytes: ${entry.path_bytes}`],
            [entry.needs_index, `no. ${entry.index}`, "The archive has several members of this name."],
        ];
        const compression = `${entry.compressed_size} bytes compressed, ${entry.method}`;
        return element(
            "li",
            { className: "tree-file" },
            element(
                "span",
                { className: "tree-name" },
                element(
                    "a",
                    { href: this.hashOf(entry), className: "path", data: { index: entry.index } },
                    ...nameParts(shortName(name)),
                ),
                ...(entry.target == null ? [] : [linkTarget(entry.target)]),
                ...tags.filter(([applies]) => applies).map(([, ...tag]) => tagFor(...tag)),
            ),
            element("span", { className: "tree-size", title: compression }, formatSize(entry.size)),
            modifiedTime(entry.modified),
        );
    }
}

/** Where a link leads, as the archive has it. */
function linkTarget(target) {
    return element("span", { className: "muted" }, " links to ", element("span", { className: "path" }, ...nameParts(shortName(target))));
}

function tagFor(text, title) {
    return element("span", { className: "tag", title }, text);
}

/** When an entry was modified, its day apart from the rest, which needs room. */
function modifiedTime(modified) {
    const [day, ...clock] = modifiedText(modified).split(" ");
    const rest = clock.length === 0 ? null : element("span", { className: "tree-clock" }, ` ${clock.join(" ")}`);
    return element("time", { className: "tree-time", dateTime: modified ?? "" }, day, rest);
}

/** "2026-11-23 18:55:02 UTC", without a zone where the archive has none. */
export function modifiedText(modified) {
    return (modified ?? "–").replace("T", " ").replace("Z", " UTC");
}
