// One look for each filesystem throughout a page.

// Eight colours apart by at least 0.1 in OKLab for normal sight and for simulated protanopia, deuteranopia and
// tritanopia, each with contrast 3:1 or more against the page.
const COLOURS = {
    light: ["#2b3aa9", "#e26b1b", "#519f93", "#73185d", "#424208", "#a66fe1", "#23709e", "#974955"],
    dark: ["#598edd", "#da986c", "#93f1e0", "#945872", "#dfdd4f", "#6553ca", "#55c8e0", "#be4906"],
};

// Past eight filesystems the colours repeat, and these tell the repetitions apart.
const PATTERNS = ["", "/", ".", "x"];
const DASHES = ["solid", "dash", "dot", "dashdot"];
const SYMBOLS = ["circle", "square", "diamond", "triangle-up"];

/** A function from a filesystem's name to its look, for `theme` "light" or "dark". */
export function filesystemStyles(filesystems, theme) {
    const colours = COLOURS[theme];
    const styles = new Map(
        filesystems.map((name, index) => {
            const variant = Math.floor(index / colours.length) % DASHES.length;
            return [
                name,
                {
                    color: colours[index % colours.length],
                    variant,
                    pattern: PATTERNS[variant],
                    dash: DASHES[variant],
                    symbol: SYMBOLS[variant],
                },
            ];
        }),
    );
    return (name) => styles.get(name);
}

/** All filesystems that decide the colours: the run's first ones, so that each part of a long run has the same, and the summary's. */
export function styledFilesystems(summary) {
    const first = summary.filesystems ?? [];
    return [...new Set([...first, ...filesystemsOf(summary)])];
}

/** All filesystems with an entry in a summary, sorted. */
export function filesystemsOf(summary) {
    const entries = summary.benchmarks.flatMap((benchmark) => benchmark.entries);
    return [...new Set(entries.map(({ filesystem }) => filesystem))].sort();
}
