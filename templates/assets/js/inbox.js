// The inbox page: it follows what happens, counts down what waits, and copies commands.

import { timeLeft } from "./model/countdown.js";
import { copyFrom } from "./page/clipboard.js";
import { get } from "./page/http.js";
import { announce, follow } from "./page/live.js";
import { morph } from "./page/morph.js";
import { showControls } from "./page/names.js";

const live = () => document.querySelector("[data-live]");
/** The server's clock less ours, in milliseconds. */
let clockDifference = 0;

/** Takes the state out of a freshly rendered page, so that only the server knows how it looks. */
async function refresh() {
    const response = await get(location.pathname + location.search, { headers: { Accept: "text/html" }, cache: "no-store" });
    const server = Date.parse(response.headers.get("Date"));
    if (Number.isFinite(server)) clockDifference = server - Date.now();
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-live]");
    if (fresh === null) return;
    prepare(fresh);
    const before = outcomesIn(live());
    morph(live(), fresh);
    const news = outcomesIn(live()).filter(({ key }) => !before.some((known) => known.key === key));
    if (news.length === 1) announce(news[0].text);
    if (news.length > 1) announce(`${news[0].text}, and ${news.length - 1} more`);
}

/** What only scripts can fill or use. */
function prepare(part) {
    for (const hidden of part.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
    showControls(part);
    countDown(part);
}

function countDown(part) {
    const now = Date.now() + clockDifference;
    for (const time of part.querySelectorAll("time[data-until]")) {
        const text = timeLeft(Date.parse(time.dateTime), now);
        if (time.textContent !== text) time.textContent = text;
    }
}

/** What was filed and rejected, newest first: `{ key, text }`. */
function outcomesIn(part) {
    const outcomes = [...part.querySelectorAll("[data-outcome]")];
    return outcomes.map(({ dataset }) => ({ key: dataset.key, text: dataset.outcome }));
}

document.addEventListener("click", ({ target }) => {
    const copy = target.closest("[data-copy]");
    if (copy) copyFrom(copy, copy.parentElement.querySelector("code").textContent);
});
prepare(live());
setInterval(() => countDown(live()), 500);
follow(refresh);
