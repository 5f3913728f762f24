// The kernel of a run that the page does not show by itself.

import { fetchSummary } from "../dashboard/api.js";
import { once } from "../dashboard/parts.js";

/** `kernel 6.8.0`, or that it is not known; a promise. */
export const kernelWords = once(async (uuid) => {
    const summary = await fetchSummary(uuid, { from: "0.0", benchmarks: 1, entries: 1 }).catch(() => null);
    return kernelText(summary?.system_info);
});

export function kernelText(machine) {
    return typeof machine?.kernel_version === "string" ? `kernel ${machine.kernel_version}` : "kernel not known";
}
