// Numbers as the report has them, in its units: what tables show with "Exact values".

/** In place of `Units`; of a number the shortest decimal of its double. */
export const EXACT = {
    format: exact,
    formatWithUnit: exact,
};

function exact(value, unit) {
    return unit ? `${value} ${unit}` : `${value}`;
}
