// Which files of a choice belong together, by the rules that the inbox has for drops (docs/drop-protocol.md): pure, no document.

const REPORT = "aggregated_report.json";
const TEMPORARY = /(?:\.part|\.filepart|\.tmp|\.swp|~)$/;

/** The names that a report's config archive may have; the first that is there counts. */
export function configNames(report) {
    const stem = report.slice(0, -".json".length);
    const own = [`${stem}_config.zip`, `${stem}.zip`];
    return report === REPORT ? ["config.zip", ...own] : own;
}

/**
 * Pairs files.
 *
 * @param files objects with `path`, such as "night/aggregated_report.json"; a file of which only the name is known has that
 * @returns `drops`, each `{ report, config }`, where config is null for a report alone, and `left`, each `{ file, reason }`
 */
export function dropPairs(files) {
    const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : Number(one.path > other.path)));
    const reports = sorted.filter((file) => role(file) === "report" && !isRaw(file, sorted));
    const taken = new Set();
    const drops = reports.map((report) => {
        const config = configOf(report, sorted, taken);
        if (config !== null) taken.add(config);
        return { report, config };
    });
    const archives = sorted.filter((file) => role(file) === "config" && !taken.has(file));
    // One report and one archive, chosen together: what else could be meant?
    if (drops.length === 1 && archives.length === 1 && drops[0].config === null) {
        drops[0].config = archives[0];
        taken.add(archives[0]);
    }
    const used = new Set([...reports, ...taken]);
    return { drops, left: sorted.filter((file) => !used.has(file)).map((file) => ({ file, reason: reason(file, sorted) })) };
}

function configOf(report, files, taken) {
    const directory = directoryOf(report.path);
    for (const name of configNames(nameOf(report.path))) {
        const found = files.find((file) => file.path === directory + name && !taken.has(file));
        if (found) return found;
    }
    return null;
}

function role({ path }) {
    const name = nameOf(path);
    if (path.split("/").some((part) => part.startsWith(".")) || TEMPORARY.test(name) || name === "reason.json") return "other";
    if (name.endsWith(".json")) return "report";
    return name.endsWith(".zip") ? "config" : "other";
}

/** Whether a JSON file is a part of a results directory: below `run_<n>/` or `system_info/`, or below its report. */
function isRaw({ path }, files) {
    if (nameOf(path) === REPORT) return false;
    const directories = directoryOf(path).split("/").filter(Boolean);
    if (directories.some((name) => name === "system_info" || /^run_[0-9]+$/.test(name))) return true;
    return directories.some((_, depth) => {
        const report = `${directories.slice(0, depth + 1).join("/")}/${REPORT}`;
        return files.some((file) => file.path === report);
    });
}

function reason(file, files) {
    switch (role(file)) {
        case "config":
            return "a config archive without its report";
        case "report":
            return isRaw(file, files) ? "a raw file of a results directory, no report" : "not sent";
        default:
            return "neither a report (.json) nor a config archive (.zip)";
    }
}

function nameOf(path) {
    return path.slice(path.lastIndexOf("/") + 1);
}

/** The directory with a slash at its end; empty where there is none. */
function directoryOf(path) {
    return path.slice(0, path.lastIndexOf("/") + 1);
}
