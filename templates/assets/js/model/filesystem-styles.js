// How a filesystem is drawn, from the look that the server gives its name.

const PATTERNS = ["", "/", ".", "x", "-", "|"];
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x"];

/** What is drawn for a name that the page does not show. */
const UNKNOWN = { hue: 7, pattern: 2 };

/**
 * A function from a filesystem's name to its style.
 * @param looks a map from names to `{ hue, pattern }`
 * @param colours the theme's colours, by hue
 */
export function filesystemStyles(looks, colours) {
    return (name) => {
        const { hue, pattern } = looks.get(name) ?? UNKNOWN;
        return {
            hue,
            variant: pattern,
            color: colours[hue],
            pattern: PATTERNS[pattern],
            dash: DASHES[pattern],
            symbol: SYMBOLS[pattern],
        };
    };
}

/** All filesystems with an entry in a summary, sorted. */
export function filesystemsOf(summary) {
    const entries = summary.benchmarks.flatMap((benchmark) => benchmark.entries);
    return [...new Set(entries.map(({ filesystem }) => filesystem))].sort();
}
