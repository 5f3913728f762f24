// The config archive on the page of a run: its tree, and the entry that the address names.

import { EntryView } from "./entry-view.js";
import { fetchListing } from "./entry-api.js";
import { TreeView } from "./tree-view.js";
import { entryAddress } from "../model/entry-address.js";
import { button, element } from "../page/elements.js";
import { nameParts } from "../page/names.js";

export class Archive {
    #uuid;
    #drawer;
    #slot;
    #fallback;
    #view;
    #tree = null;
    #frame = element("div", { className: "archive-tree" });
    #listing = null;
    #next = null;
    #loading = null;

    /** @param slot the place for it, in a drawer, with the table that pages without scripts show */
    constructor(slot, uuid) {
        const drawer = slot.closest("details");
        this.#uuid = uuid;
        this.#drawer = drawer;
        this.#slot = slot;
        this.#fallback = drawer.querySelector("[data-slot=entries]");
        this.#view = new EntryView(uuid, () => this.#close());
        drawer.addEventListener("toggle", () => drawer.open && this.#ready());
        addEventListener("hashchange", () => this.#follow());
        if (drawer.open) this.#ready();
        this.#follow();
    }

    /** Shows what the address names. */
    async #follow() {
        const { hash } = location;
        const address = entryAddress(hash);
        if (address === null) return this.#hide();
        this.#drawer.open = true;
        if (!(await this.#ready())) return;
        const entry = await this.#find(address);
        if (location.hash !== hash) return;
        this.#slot.querySelector(".entry-missing")?.remove();
        if (entry === undefined) {
            this.#hide();
            const name = element("span", { className: "path" }, ...nameParts(address.path));
            const note = warning("The archive has no member “", name, "”.");
            note.classList.add("entry-missing");
            return this.#slot.prepend(note);
        }
        this.#slot.classList.add("has-entry");
        this.#tree.mark(entry);
        const findings = this.#listing.findings.filter(({ index }) => index === entry.index);
        await this.#view.show(entry, address.line, findings, (line) => this.#tree.hashOf(entry, line));
    }

    /** The entry of an address; what is not listed yet is fetched, part by part. */
    async #find({ path, index }) {
        const isMeant = (entry) =>
            entry.path === path && entry.type !== "directory" && (index === null || entry.index === index);
        for (;;) {
            const entry = this.#listing.entries.find(isMeant);
            if (entry !== undefined || this.#next === null || !(await this.#loadMore())) return entry;
        }
    }

    /** Fetches the listing, once; whether it is there. */
    async #ready() {
        this.#loading ??= this.#load();
        const isReady = await this.#loading;
        if (!isReady) this.#loading = null;
        return isReady;
    }

    async #load() {
        try {
            await this.#fetchPart(0);
            this.#slot.replaceChildren(this.#frame, this.#view.element);
            this.#fallback.hidden = true;
            return true;
        } catch (error) {
            const retry = button("Try again", () => this.#ready().then(() => this.#follow()));
            this.#slot.replaceChildren(warning(`The members cannot be opened here: ${error.message} `, retry));
            return false;
        }
    }

    /** Fetches the next part; whether it is there. */
    async #loadMore() {
        try {
            await this.#fetchPart(this.#next);
            return true;
        } catch (error) {
            this.#frame.querySelector(".notice")?.remove();
            this.#frame.append(warning(`No more members can be listed: ${error.message}`));
            return false;
        }
    }

    async #fetchPart(from) {
        const { entries, total, next, notes, findings } = await fetchListing(this.#uuid, from);
        // Two may have asked for the same part.
        if (from > 0 && from !== this.#next) return;
        const known = from === 0 ? [] : this.#listing.entries;
        this.#listing = { entries: known.concat(entries), findings };
        this.#next = next;
        this.#tree = new TreeView(this.#listing, this.#tree?.opened);
        const isEmpty = this.#listing.entries.length === 0;
        this.#frame.replaceChildren(
            isEmpty ? element("p", { className: "empty" }, "The archive is empty.") : this.#tree.element,
            ...(next === null ? [] : [this.#more(total)]),
            ...notes.map((note) => element("p", { className: "explain" }, note)),
        );
    }

    #more(total) {
        const count = this.#listing.entries.length;
        const more = button("List more", async () => {
            more.disabled = true;
            if (await this.#loadMore()) (this.#frame.querySelector(".tree-rest button") ?? this.#frame.querySelector("a"))?.focus();
            else more.disabled = false;
        });
        return element("p", { className: "tree-rest" }, `${count} of ${total} members. `, more);
    }

    #hide() {
        this.#view.hide();
        this.#slot.classList.remove("has-entry");
        this.#tree?.mark(null);
    }

    /** Leaves the entry, for the place in the tree where it was chosen. */
    #close() {
        history.pushState(null, "", location.pathname + location.search);
        this.#tree.focusMarked();
        this.#hide();
    }
}

function warning(...parts) {
    return element("p", { className: "notice notice-warning", role: "alert" }, ...parts);
}
