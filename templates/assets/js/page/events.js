// What the server says as it happens.

import { links } from "./links.js";
import { announce, follow } from "./live.js";

/** Events that come close together are looked at once. */
const PAUSE = 200;

/**
 * Calls `look` when one of some events comes, and when events may have been missed; polls where there is no stream.
 * The stream is closed while the page is hidden: browsers have few connections to a server.
 */
export function followEvents(names, look) {
    let source = null;
    let isFailing = false;
    const soon = coalesced(look);

    function open() {
        source = new EventSource(links.events());
        source.addEventListener("open", () => {
            if (isFailing) announce("Connected again.");
            isFailing = false;
            soon();
        });
        for (const name of [...names, "reset"]) source.addEventListener(name, soon);
        source.addEventListener("error", () => {
            // Refused, as where too many listen: the browser does not try again.
            if (source?.readyState === EventSource.CLOSED) return poll();
            if (!isFailing) announce("benchd does not answer. This page may be out of date; trying again.");
            isFailing = true;
        });
    }

    function poll() {
        document.removeEventListener("visibilitychange", show);
        follow(look);
    }

    function show() {
        if (document.visibilityState === "visible") {
            if (source === null) open();
        } else {
            source?.close();
            source = null;
        }
    }

    if (!("EventSource" in window)) return poll();
    document.addEventListener("visibilitychange", show);
    show();
}

/** A call of `act` a moment after the first of some calls; never two at the same time. */
function coalesced(act) {
    let state = "idle";
    async function run() {
        state = "running";
        await act().catch(() => {});
        const isAsked = state === "asked";
        state = "idle";
        if (isAsked) call();
    }
    function call() {
        if (state === "running") state = "asked";
        if (state !== "idle") return;
        state = "waiting";
        setTimeout(run, PAUSE);
    }
    return call;
}
