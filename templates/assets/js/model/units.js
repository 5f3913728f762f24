// Values in human units. The server formats the tables by the same rules: templates/README.md states them.

const COUNTS = steps(["", "k", "M", "G", "T"]);
const TIMES = steps(["ns", "µs", "ms", "s"]);
const BYTES = steps(["B", "kB", "MB", "GB", "TB"]);

/** How each unit of a report is shown: multiplied by `toBase`, then divided by the size of a step. */
const UNITS = {
    ns: { toBase: 1, steps: TIMES },
    us: { toBase: 1e3, steps: TIMES },
    ms: { toBase: 1e6, steps: TIMES },
    s: { toBase: 1e9, steps: TIMES },
    bytes: { toBase: 1, steps: BYTES },
    "bytes/s": { toBase: 1, steps: per("s") },
    "bytes/sample": { toBase: 1, steps: per("sample") },
    "KiB/s": { toBase: 1024, steps: per("s") },
    "%": { toBase: 1, steps: [{ name: "%", size: 1 }] },
    "% of one core": { toBase: 1, steps: [{ name: "cores", size: 100 }] },
};

function steps(names) {
    return names.map((name, index) => ({ name, size: 1000 ** index }));
}

function per(interval) {
    return BYTES.map(({ name, size }) => ({ name: `${name}/${interval}`, size }));
}

// In the base of a unit; what lies outside would lose its digits, or overflow, on its way to a step.
const SMALLEST_SCALABLE = 1e-300;
const LARGEST_SCALABLE = 1e300;

/**
 * A number as people read it, with its unit where the unit scales: `48.87k`, `726.4 µs`, `1.111 cores`; far beyond
 * every step as it is: `5e-324 s`.
 */
export function formatValue(value, unit) {
    const known = UNITS[unit];
    const { toBase, steps } = known ?? { toBase: 1, steps: COUNTS };
    const base = Math.abs(value) * toBase;
    if (value !== 0 && !(base >= SMALLEST_SCALABLE && base <= LARGEST_SCALABLE)) return known ? `${value} ${unit}` : `${value}`;
    let index = 0;
    // 999.95 is the smallest number that would round to a fourth digit before the point.
    while (index + 1 < steps.length && base / steps[index].size >= 999.95) index += 1;
    const sign = value < 0 ? "-" : "";
    const space = known ? " " : "";
    return `${sign}${fourDigits(base / steps[index].size)}${space}${steps[index].name}`;
}

/** The same with the unit always said: `48.87k operations/s`. */
export function formatWithUnit(value, unit) {
    const text = formatValue(value, unit);
    return UNITS[unit] || !unit ? text : `${text} ${unit}`;
}

/** At most four digits, for zero and positive numbers; a power of ten where plain digits would not be readable. */
function fourDigits(number) {
    if (number === 0) return "0";
    if (number >= 0.001 && number < 1e6) return fixed(number, number < 9.9995 ? 3 : number < 99.995 ? 2 : 1);
    const exponent = Math.floor(Math.log10(number));
    return `${fixed(number / 10 ** exponent, 3)}e${exponent}`;
}

function fixed(number, decimals) {
    const whole = String(Math.floor(number * 10 ** decimals + 0.5)).padStart(decimals + 1, "0");
    const digits = `${whole.slice(0, -decimals)}.${whole.slice(-decimals)}`;
    return digits.replace(/\.?0+$/, "");
}

/**
 * The scale of an axis whose largest absolute value is `largest`, in the report's `unit`.
 * Counts keep their numbers (the axis writes 20k itself); everything else is scaled to the step that fits.
 */
export function axisScale(unit, largest) {
    const known = UNITS[unit];
    if (!known) return { name: unit ?? "", scale: (value) => value };
    const { toBase, steps } = known;
    const step = steps.findLast((candidate) => largest * toBase >= candidate.size) ?? steps[0];
    // In either order: a number near the largest would overflow before it is divided.
    const scale = (value) => (Number.isFinite(value * toBase) ? (value * toBase) / step.size : (value / step.size) * toBase);
    return { name: step.name, scale };
}

/** The unit of a counter's growth, when one step of its time axis is a second or only one more sample. */
export function rateUnit(unit, interval) {
    return unit === null ? null : `${unit}/${interval}`;
}

/** What a reader must know to judge a bar: which way is better. */
export function directionText(direction) {
    if (direction === "higher") return "higher is better";
    if (direction === "lower") return "lower is better";
    return "";
}
