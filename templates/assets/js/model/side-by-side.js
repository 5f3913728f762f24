// A unified diff as two columns, and what changed within a line.

/**
 * Pairs the lines of a hunk: what was removed with what was added in its place, in order.
 * @param lines `{ op: "same" | "removed" | "added", ... }`
 * @returns rows `[left, right]`, null where one side has no line
 */
export function sideBySide(lines) {
    const rows = [];
    let removed = [];
    let added = [];
    const flush = () => {
        for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
            rows.push([removed[index] ?? null, added[index] ?? null]);
        }
        removed = [];
        added = [];
    };
    for (const line of lines) {
        if (line.op === "removed") {
            if (added.length > 0) flush();
            removed.push(line);
        } else if (line.op === "added") {
            added.push(line);
        } else {
            flush();
            rows.push([line, line]);
        }
    }
    flush();
    return rows;
}

/**
 * What differs between two lines that stand for each other, between what they begin and end with alike.
 * @returns `[before, after]`, each `{ start, end }` in the line; null where too little is alike for it to say anything
 */
export function changedParts(before, after) {
    const [a, b] = [[...before], [...after]];
    const shorter = Math.min(a.length, b.length);
    let start = 0;
    while (start < shorter && a[start] === b[start]) start += 1;
    let tail = 0;
    while (tail < shorter - start && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
    const alike = a.slice(0, start).concat(a.slice(a.length - tail)).join("").trim();
    if (alike.length * 3 < Math.max(before.trim().length, after.trim().length)) return null;
    const from = a.slice(0, start).join("").length;
    const end = (characters) => characters.slice(0, characters.length - tail).join("").length;
    return [{ start: from, end: end(a) }, { start: from, end: end(b) }];
}
