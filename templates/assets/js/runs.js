// Keeps the list of runs current while someone looks at it.

const INTERVAL = 2000;

/** Asks whether the list has changed; the entity tag makes an unchanged answer cost next to nothing. */
class RunsWatch {
    #etag = null;

    /** Whether something is new, and what is still unknown counts as new. */
    async hasNews() {
        const headers = this.#etag === null ? {} : { "If-None-Match": this.#etag };
        const response = await fetch("/api/benchmarks", { headers, cache: "no-store" });
        if (response.status === 304) return false;
        if (!response.ok) throw new Error(`/api/benchmarks answered ${response.status}`);
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

function announce(text) {
    document.querySelector("[data-slot=status]").textContent = text;
}

function welcome(rows) {
    for (const row of rows) row.classList.add("is-new");
    if (rows.length === 0) return;
    const newest = rows[0].querySelector("a").textContent.trim();
    announce(rows.length === 1 ? `New run: ${newest}` : `${rows.length} new runs, newest: ${newest}`);
}

async function follow() {
    const watch = new RunsWatch();
    let isFailing = false;
    const look = async () => {
        try {
            if (await watch.hasNews()) welcome(await replaceList());
            if (isFailing) announce("Connected again.");
            isFailing = false;
        } catch {
            if (!isFailing) announce("benchd does not answer. This list may be out of date; trying again.");
            isFailing = true;
        }
    };
    for (;;) {
        await visible();
        await look();
        await new Promise((resume) => setTimeout(resume, INTERVAL));
    }
}

/** Resolves once the page is visible, at once when it is. */
function visible() {
    if (document.visibilityState === "visible") return Promise.resolve();
    return new Promise((resume) => {
        const check = () => {
            if (document.visibilityState !== "visible") return;
            document.removeEventListener("visibilitychange", check);
            resume();
        };
        document.addEventListener("visibilitychange", check);
    });
}

if (document.querySelector("[data-live]")) follow();
