// What a problem object (RFC 9457) says to a person: where, what was expected and found, and what to do. Pure, no document.

const PLACES = [
    ["pointer", "Place in the report (JSON Pointer)"],
    ["line", "Line"],
    ["column", "Column"],
    ["offset", "Byte"],
    ["entry", "Member of the archive"],
    ["expected", "Expected"],
    ["found", "Found"],
    ["name", "Key"],
];

const ADVICE = {
    "report-missing": "Choose the report: the JSON file that the suite writes at the end of a run.",
    "report-syntax": "The file may be cut off, or be no JSON at all. Copy it from the rig once more, or let the suite write it again.",
    "report-shape": "Send the aggregated_report.json of a run. Raw results of fio or iostat are no reports.",
    "report-too-large": "The operator can raise the limit with --max-report.",
    "config-too-large": "The operator can raise the limit with --max-config.",
    "request-too-large": "The operator can raise the limits with --max-report and --max-config.",
    "config-not-zip": "Make a zip of the directory vars/, and send it with the same report once more.",
    "config-damaged": "Copy the archive from the rig once more, and send it with the same report.",
    "config-secret": "Whoever can read runs here can read it. Change the secret, or leave it out of the archive next time.",
    "notes-refused": "The run is filed without these words.",
    "notes-kept": "The run has the words that it had before.",
    "not-computed": "Its report and config can be downloaded meanwhile.",
    "upload-forbidden": "Ask the operator of this server for a token that may upload.",
    "token-required": "Enter a token that may upload.",
    "too-many-tokens": "Wait, and try again with the right token.",
    "storage-full": "Nothing is lost: try again when the operator has made space.",
    "storage-failed": "Nothing is lost: try again in a moment.",
    busy: "Try again in some seconds.",
    stopping: "Try again when benchd runs again.",
    "misdirected-request": "Open this page under a name that the server knows.",
};

/** The last part of a problem's type: "report-syntax". */
export function kindOf(problem) {
    return String(problem?.type ?? "").split("/").at(-1);
}

/** What is known of the place: `[{ name, value }]`. */
export function factsOf(problem) {
    const known = PLACES.filter(([key]) => problem[key] !== undefined && problem[key] !== null);
    return known.map(([key, name]) => ({ name, value: String(problem[key]) }));
}

/** Further faults of a report: "/data/fio-x: expected an object, found a list". */
export function faultsOf(problem) {
    const faults = Array.isArray(problem.faults) ? problem.faults.slice(1) : [];
    return faults.map(({ pointer, expected, found }) => `${pointer}: expected ${expected}, found ${found}`);
}

/** What to do; empty where the problem's own sentence has to do. */
export function adviceOn(problem) {
    return ADVICE[kindOf(problem)] ?? "";
}

/** The problem that an answer is: its JSON where it is a problem object, otherwise one that says which status came. */
export function problemOf(status, text) {
    try {
        const problem = JSON.parse(text);
        if (typeof problem.title === "string" && typeof problem.detail === "string") return problem;
    } catch {
        // A proxy answers in its own way.
    }
    return {
        type: "about:blank",
        title: `The server answered ${status}`,
        detail: "The answer does not come from benchd; a proxy between may have refused the upload. Try again, or ask the operator.",
    };
}
