// Keeps the list of runs current while someone looks at it.

import { links } from "./page/links.js";
import { announce, follow } from "./page/live.js";

/** Asks whether the list has changed; the entity tag makes an unchanged answer cost next to nothing. */
class RunsWatch {
    #etag = null;

    /** Whether something is new, and what is still unknown counts as new. */
    async hasNews() {
        const headers = this.#etag === null ? {} : { "If-None-Match": this.#etag };
        const response = await fetch(links.runs(), { headers, cache: "no-store" });
        if (response.status === 304) return false;
        if (!response.ok) throw new Error(`${links.runs()} answered ${response.status}`);
        this.#etag = response.headers.get("ETag");
        return true;
    }
}

/** Takes the list out of a freshly rendered page, so that only the server knows how a run looks. */
async function replaceList() {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-cache" });
    if (!response.ok) throw new Error(`${location.pathname} answered ${response.status}`);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-live]");
    const present = document.querySelector("[data-live]");
    if (fresh === null || fresh.isEqualNode(present)) return [];
    const known = new Set(idsIn(present));
    const focused = present.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    present.replaceWith(document.adoptNode(fresh));
    if (focused) [...fresh.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
    return [...fresh.querySelectorAll("[data-uuid]")].filter(({ dataset }) => !known.has(dataset.uuid));
}

function idsIn(list) {
    return [...list.querySelectorAll("[data-uuid]")].map(({ dataset }) => dataset.uuid);
}

function welcome(rows) {
    for (const row of rows) row.classList.add("is-new");
    if (rows.length === 0) return;
    const newest = rows[0].querySelector("a").textContent.trim();
    announce(rows.length === 1 ? `New run: ${newest}` : `${rows.length} new runs, newest: ${newest}`);
}

if (document.querySelector("[data-live]")) {
    const watch = new RunsWatch();
    follow(async () => {
        if (await watch.hasNews()) welcome(await replaceList());
    });
}
