// The kernel of a run that the page does not show by itself.

import { once } from "../dashboard/parts.js";
import { getJSON } from "../page/http.js";
import { links } from "../page/links.js";

/** `kernel 6.8.0`, or that it is not known; a promise. */
export const kernelWords = once(async (uuid) => {
    const summary = await getJSON(links.summary(uuid, { from: "0.0", limit: 1, entries: 1 })).catch(() => null);
    return kernelText(summary?.system_info);
});

export function kernelText(machine) {
    return typeof machine?.kernel_version === "string" ? `kernel ${machine.kernel_version}` : "kernel not known";
}
