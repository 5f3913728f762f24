// What a picture of a run's chart says of its data.

import { kernelText } from "../charts/kernels.js";
import { parameter, parameters } from "../page/address.js";
import { view } from "./view.js";

/** The run, then the settings of the page that concern a benchmark. */
export function pictureWords({ source, filed, system_info: machine }, benchmark) {
    const rig = source ?? machine?.hostname ?? "rig not known";
    return [`${rig}, ${filed.slice(0, 16).replace("T", " ")} UTC, ${kernelText(machine)}`, settings(view.zoom(benchmark))];
}

function settings(zoom) {
    const words = [
        parameter("baseline") && `baseline ${parameter("baseline")}`,
        view.isByName && "in the order of names",
        view.isLog && "logarithmic where values allow it",
        view.isBinary && "IEC units",
        view.hasReported && "marks across bars: as reported by the suite",
        zoom && `time from ${zoom[0]} s to ${zoom[1]} s`,
        ...parameters("hide").map((name) => `without ${name}`),
    ];
    return words.filter((word) => word).join(", ");
}
