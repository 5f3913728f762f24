// Why a filesystem is as fast as it is, in words with their numbers: a row for each question, a column for each filesystem.

const LIMITS = { device: "the device", cpu: "the CPU", both: "device and CPU", neither: "neither" };

/**
 * @param entries of the summary
 * @returns `{ rows: [[label, text, ...]], notes: [text] }`; a value that is not known is `–`, and a note says why
 */
export function whyTable(entries, units) {
    const unknown = new Map();
    const rows = QUESTIONS.map(({ label, names, answer }) => {
        const texts = entries.map((entry) => {
            const values = new Map((entry.derived ?? []).map((one) => [one.name, one]));
            const known = (name) => (Number.isFinite(values.get(name)?.value) ? values.get(name).value : null);
            const text = answer({ known, values, units });
            const reason = text === null ? names.map((name) => values.get(name)?.unknown).find((one) => one) : null;
            if (reason) note(unknown, label, reason, entry.filesystem);
            return text ?? "–";
        });
        return [label, ...texts];
    }).filter(([, ...texts]) => texts.some((text) => text !== "–"));
    return { rows, notes: notesOf(unknown, entries) };
}

function note(unknown, label, reason, filesystem) {
    if (!unknown.has(label)) unknown.set(label, new Map());
    const reasons = unknown.get(label);
    reasons.set(reason, [...(reasons.get(reason) ?? []), filesystem]);
}

/** The questions; an answer is a text, or null if nothing says it. */
const QUESTIONS = [
    { label: "Limited by", names: ["limited_by"], answer: limitedBy },
    {
        label: "Device bytes for a byte read",
        names: ["read_amplification"],
        answer: ({ known }) => times(known("read_amplification")),
    },
    {
        label: "Device bytes for a byte written",
        names: ["write_amplification"],
        answer: ({ known }) => times(known("write_amplification")),
    },
    {
        label: "CPU for an operation",
        names: ["cpu_per_operation"],
        answer: ({ known, units }) => (known("cpu_per_operation") === null ? null : units.formatWithUnit(known("cpu_per_operation"), "us")),
    },
    { label: "Steadiness", names: ["steady_windows", "variation"], answer: steadiness },
    { label: "Stalls", names: ["stall_count"], answer: stallText },
    { label: "p99 is, of the mean", names: ["read_tail", "write_tail"], answer: tail },
    { label: "Concurrency", names: ["concurrency"], answer: ({ known }) => (known("concurrency") === null ? null : digits(known("concurrency"))) },
];

function limitedBy({ known, values }) {
    const limit = LIMITS[values.get("limited_by")?.value];
    const shares = [
        ["device", known("device_utilisation")],
        ["CPU", known("cpu_utilisation")],
    ].filter(([, share]) => share !== null);
    const numbers = shares.map(([name, share]) => `${name} ${digits(share)} %`).join(", ");
    if (!limit) return numbers || null;
    return numbers ? `${limit} (${numbers})` : limit;
}

function times(value) {
    return value === null ? null : `${digits(value)} ×`;
}

function steadiness({ known, values }) {
    const parts = [];
    const windows = values.get("steady_windows")?.value;
    if (windows !== null && windows !== undefined) parts.push(windows);
    if (known("variation") !== null) parts.push(`varies by ${digits(100 * known("variation"))} %`);
    return parts.join(", ") || null;
}

function stallText({ known }) {
    const count = known("stall_count");
    if (count === null) return null;
    if (count === 0) return "none";
    return `${count}, longest ${digits(known("stall_longest") ?? 0)} s, ${digits(known("stall_share") ?? 0)} % of the time`;
}

function tail({ known }) {
    const sides = ["read", "write"].filter((side) => known(`${side}_tail`) !== null);
    if (sides.length === 0) return null;
    return sides.map((side) => `${times(known(`${side}_tail`))}${sides.length > 1 ? ` ${side}` : ""}`).join(", ");
}

/** Three digits that count. */
function digits(value) {
    return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Why values are not known, with all that one reason explains. */
function notesOf(unknown, entries) {
    const byReason = new Map();
    for (const [label, reasons] of unknown) {
        for (const [reason, filesystems] of reasons) {
            const whose = filesystems.length === entries.length ? "" : ` of ${filesystems.join(", ")}`;
            byReason.set(reason, [...(byReason.get(reason) ?? []), `${label.toLowerCase().replace("cpu", "CPU")}${whose}`]);
        }
    }
    const reasons = [...byReason].map(([reason, labels]) => `${labels.join(", ")} (${reason})`);
    const iterations = new Set(entries.flatMap(({ derived }) => (derived ?? []).map(({ iteration }) => iteration)).filter((one) => one));
    return [
        ...(reasons.length > 0 ? [`Not known: ${reasons.join("; ")}.`] : []),
        ...[...iterations].map((one) => `Values of iostat and Docker are of ${one}; the workload's own numbers, by which some are divided, are means of all.`),
    ];
}
