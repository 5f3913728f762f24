// New runs: put in while nobody reads the list, else offered, so that nothing moves under the reader.

import { button } from "../page/elements.js";
import { followEvents } from "../page/events.js";
import { get } from "../page/http.js";
import { announce } from "../page/live.js";
import { morph } from "../page/morph.js";
import { showControls } from "../page/names.js";

/** So far a page may be scrolled and still be at its top. */
const TOP = 60;
const list = () => document.querySelector("[data-slot=list]");
const place = () => document.querySelector("[data-slot=news]");
const rowsIn = (part) => [...part.querySelectorAll(".run-row")];

/** @param selection the bar of the selected runs @param changed is called when rows are others */
export function followNews(selection, changed) {
    followEvents(["run"], async () => {
        const fresh = await freshList();
        if (fresh === null) return;
        const news = newRows(fresh);
        if (news.length === 0) renewRows(fresh);
        else if (isRead(selection)) offer(fresh, news, changed);
        else putIn(fresh, news);
        changed();
    });
}

/** The list as the server renders it now, so that only the server knows how a run looks. */
async function freshList() {
    const response = await get(location.pathname + location.search, { headers: { Accept: "text/html" }, cache: "no-cache" });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-slot=list]");
    if (fresh !== null) showControls(fresh);
    return fresh;
}

/** The rows of a fresh list above the newest one that is shown. */
function newRows(fresh) {
    const known = new Set(rowsIn(list()).map(({ dataset }) => dataset.uuid));
    const rows = rowsIn(fresh);
    const first = rows.findIndex(({ dataset }) => known.has(dataset.uuid));
    return first < 0 ? rows : rows.slice(0, first);
}

function isRead(selection) {
    return scrollY > TOP || !selection.isEmpty || list().contains(document.activeElement) || document.querySelector(":popover-open") !== null;
}

/** Takes over what changed in the runs that are shown, such as a label. */
function renewRows(fresh) {
    const byID = new Map(rowsIn(fresh).map((row) => [row.dataset.uuid, row]));
    for (const row of rowsIn(list())) {
        const renewed = byID.get(row.dataset.uuid);
        if (renewed) morph(row, renewed);
    }
}

function putIn(fresh, news) {
    const ids = new Set(news.map(({ dataset }) => dataset.uuid));
    place().replaceChildren();
    morph(list(), fresh);
    for (const row of rowsIn(list())) row.classList.toggle("is-new", ids.has(row.dataset.uuid));
    const newest = news[0].querySelector(".run-name").textContent.trim().replace(/\s+/g, " ");
    announce(news.length === 1 ? `New run: ${newest}` : `${news.length} new runs, newest: ${newest}`);
}

/** What is offered; null where nothing is. */
let offered = null;

/** Says how many runs are new, and shows them on demand. */
function offer(fresh, news, changed) {
    offered = { fresh, news };
    const isAll = news.length === rowsIn(fresh).length;
    const text = `${news.length}${isAll ? " or more" : ""} new ${news.length === 1 ? "run" : "runs"}: show`;
    // The button stays the same element, so that it keeps the focus.
    const present = place().querySelector("button");
    if (present !== null) present.textContent = text;
    else place().replaceChildren(button(text, () => show(changed), { className: "news" }));
}

function show(changed) {
    putIn(offered.fresh, offered.news);
    changed();
    scrollTo({ top: 0 });
    rowsIn(list())[0]?.querySelector("[data-slot=run]").focus({ preventScroll: true });
}
