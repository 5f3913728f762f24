// One upload as a request, whose progress can be followed and which can be broken off.

import { problemOf } from "../model/problem-text.js";
import { links } from "../page/links.js";

/**
 * Sends a form. The browser reads files while it sends them, so that their size does not matter here.
 *
 * @param values `[name, text or file]` of each field
 * @param token sent as bearer; empty for none
 * @param onProgress called with the bytes sent and all bytes of the form
 * @returns `cancel`, and `outcome`, a promise of an object whose `kind` is "filed" (with the answer), "refused" (with `status` and
 *   `problem`), "unreachable" or "cancelled"
 */
export function post(values, token, onProgress = () => {}) {
    const request = new XMLHttpRequest();
    const outcome = new Promise((resolve) => {
        request.addEventListener("load", () => resolve(read(request)));
        request.addEventListener("error", () => resolve({ kind: "unreachable" }));
        request.addEventListener("abort", () => resolve({ kind: "cancelled" }));
        request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded, total));
    });
    request.open("POST", links.upload());
    request.setRequestHeader("Accept", "application/json");
    if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.send(formOf(values));
    return { outcome, cancel: () => request.abort() };
}

/**
 * Why an upload did not arrive: a server that refuses one before its end closes the connection, and then browsers hide its answer.
 * A form without a report is refused for the same reason, or for having no report.
 */
export async function reasonOfBreak(token) {
    const answer = await post([["source", ""]], token).outcome;
    const isAboutReport = answer.kind === "refused" && answer.status === 400;
    return answer.kind === "refused" && !isAboutReport ? answer : { kind: "unreachable", isServing: isAboutReport };
}

function formOf(values) {
    const form = new FormData();
    for (const [name, value] of values) form.append(name, value);
    return form;
}

function read(request) {
    if (request.status === 200) {
        try {
            const answer = JSON.parse(request.responseText);
            if (typeof answer.link === "string") return { kind: "filed", ...answer };
        } catch {
            // What follows says that the answer is not benchd's.
        }
    }
    return { kind: "refused", status: request.status, problem: problemOf(request.status, request.responseText) };
}
