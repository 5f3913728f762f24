// The values of bars and lines as tables, with their units.

/**
 * A row for each bar.
 * @param data the traces of `barFigure`
 * @param words `Units`, or what takes its place
 */
export function barTable(data, words) {
    const rows = data.flatMap(({ meta: { filesystem, metrics, values } }) => metrics.map(({ label, unit }, place) => {
        const value = values[place];
        return [`${filesystem}, ${label}`, value === null ? "no value" : words.formatWithUnit(value, unit)];
    }));
    return { head: ["", "Value"], rows };
}

/**
 * A row for each place on the axis, a column for each line; the heads name the units.
 * @param lines `[{ name, x, y }]`
 * @param across what the places are: `{ head, textOf(place) }`
 * @param up what the values are: `{ unit, textOf(value) }`
 */
export function lineTable(lines, across, up) {
    const places = [...new Set(lines.flatMap(({ x }) => x))].sort((one, other) => one - other);
    const byPlace = lines.map(({ x, y }) => new Map(x.map((place, index) => [place, y[index]])));
    const head = [across.head, ...lines.map(({ name }) => (up.unit ? `${name}, ${up.unit}` : name))];
    return { head, rows: places.map((place) => [across.textOf(place), ...byPlace.map((values) => valueText(values.get(place), up))]) };
}

function valueText(value, { textOf }) {
    return value === null || value === undefined ? "–" : textOf(value);
}

/**
 * How a table writes values that an axis scales: in the unit of the axis, or exactly and in that of the report.
 * @param isExact whether exactly
 */
export function columnOf(unit, { name, scale }, isExact) {
    return isExact ? { unit, textOf: String } : { unit: name, textOf: (value) => rounded(scale(value)) };
}

/** Six digits that count. */
export function rounded(value) {
    return String(Number(value.toPrecision(6)));
}
