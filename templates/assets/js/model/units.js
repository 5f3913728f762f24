// Values in human units, by the server's table of units. It formats the pages' tables by the same rules: templates/README.md.

// In the base of a unit; what lies outside would lose its digits, or overflow, on its way to a step.
const SMALLEST_SCALABLE = 1e-300;
const LARGEST_SCALABLE = 1e300;

/** How sizes of files are shown, also on pages without metrics. */
const SIZES = { factor: 1, steps: ["B", "kB", "MB", "GB", "TB"].map((name, index) => ({ name, size: 1000 ** index })) };

/** A size in bytes: `450.4 kB`. */
export function formatSize(byteCount) {
    return scaled(byteCount, SIZES, " ");
}

/** How the values of each unit are shown. */
export class Units {
    #scales;
    #plain;

    /** @param table the summary's `units`: `[{ unit, factor, steps: [{ name, size }] }]`; a null unit is that of plain numbers
     *  @param isBinary whether bytes go by powers of 1024: `KiB`, `MiB` */
    constructor(table, isBinary = false) {
        const scales = table.filter(({ unit }) => unit !== null).map((scale) => (isBinary ? binary(scale) : scale));
        this.#scales = new Map(scales.map((scale) => [scale.unit, scale]));
        this.#plain = table.find(({ unit }) => unit === null);
    }

    /**
     * A number as people read it, with its unit where the unit scales: `48.87k`, `726.4 µs`, `1.111 cores`; far beyond
     * every step as it is: `5e-324 s`.
     */
    format(value, unit) {
        const known = this.#scales.get(unit);
        const scale = known ?? this.#plain;
        const base = Math.abs(value) * scale.factor;
        const isScalable = value === 0 || (base >= SMALLEST_SCALABLE && base <= LARGEST_SCALABLE);
        if (!isScalable) return known ? `${value} ${unit}` : `${value}`;
        return scaled(value, scale, known ? " " : "");
    }

    /** The same with the unit always said: `48.87k operations/s`. */
    formatWithUnit(value, unit) {
        const text = this.format(value, unit);
        return this.#scales.has(unit) || !unit ? text : `${text} ${unit}`;
    }

    /**
     * The scale of an axis whose largest absolute value is `largest`, in the report's `unit`.
     * Counts keep their numbers (the axis writes 20k itself); everything else is scaled to the step that fits.
     */
    axisScale(unit, largest) {
        const known = this.#scales.get(unit);
        if (!known) return { name: unit ?? "", scale: (value) => value };
        const { factor, steps } = known;
        const step = steps.findLast((candidate) => largest * factor >= candidate.size) ?? steps[0];
        // In either order: a number near the largest would overflow before it is divided.
        const scale = (value) => (Number.isFinite(value * factor) ? (value * factor) / step.size : (value / step.size) * factor);
        return { name: step.name, scale };
    }
}

/** The scale of bytes by powers of 1024; any other as it is. */
function binary({ factor, steps, unit }) {
    const isOfBytes = /^kB(\/|$)/.test(steps[1]?.name ?? "");
    if (!isOfBytes) return { factor, steps, unit };
    const names = steps.map(({ name }) => name.replace(/^([kMGT])B/, (_, prefix) => `${prefix.toUpperCase()}iB`));
    return { factor, unit, steps: names.map((name, index) => ({ name, size: 1024 ** index })) };
}

function scaled(value, { factor, steps }, space) {
    const base = Math.abs(value) * factor;
    let index = 0;
    // 999.95 is the smallest number that would round to a fourth digit before the point.
    while (index + 1 < steps.length && base / steps[index].size >= 999.95) index += 1;
    const sign = value < 0 ? "-" : "";
    return `${sign}${fourDigits(base / steps[index].size)}${space}${steps[index].name}`;
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

/** The largest absolute value; a loop, because a spread of a million arguments overflows the stack. */
export function largestOf(values) {
    let largest = 0;
    for (const value of values) largest = Math.max(largest, Math.abs(value ?? 0));
    return largest;
}

/** What a reader must know to judge a bar: which way is better. */
export function directionText(direction) {
    if (direction === "higher") return "higher is better";
    if (direction === "lower") return "lower is better";
    return "";
}
