// Series of a report made drawable: numbers, time axes, rates and fewer points.

/** A sample, or null for everything that is no finite number. */
const sampleOf = (value) => (Number.isFinite(value) ? value : null);

/** Whether a value of a report's `series` can be drawn at all. */
export function isNumberList(value) {
    return Array.isArray(value) && value.every((sample) => sample === null || typeof sample === "number");
}

/** An iostat series over its own sample numbers, without sample 0: that one is the average since boot. */
export function iostatPoints(samples, timestamps) {
    const x = [];
    const y = [];
    for (let index = 1; index < samples.length; index += 1) {
        x.push(timeAt(timestamps, index));
        y.push(sampleOf(samples[index]));
    }
    return { x, y };
}

function timeAt(timestamps, index) {
    return Number.isFinite(timestamps?.[index]) ? timestamps[index] : index;
}

/** First and last time of an entry's iostat series, or null when it spans no time. */
export function iostatSpan(series) {
    const lists = Object.values(series ?? {}).filter(isNumberList);
    const length = lists.reduce((longest, list) => Math.max(longest, list.length), 0);
    if (length === 0) return null;
    const timestamps = isNumberList(series.timestamp) ? series.timestamp : [];
    const span = { start: timeAt(timestamps, 0), end: timeAt(timestamps, length - 1) };
    return span.end > span.start ? span : null;
}

/** Docker samples spread evenly over `span`; without one, over their own sample numbers. */
export function dockerPoints(samples, span) {
    const step = span && samples.length > 1 ? (span.end - span.start) / (samples.length - 1) : 1;
    const start = span ? span.start : 0;
    return { x: samples.map((_, index) => start + index * step), y: samples.map(sampleOf) };
}

/**
 * A counter's growth per unit of x, at the end of each step.
 * A value that could not be parsed is written as 0, and a restarted container counts anew: both leave a gap.
 */
export function rates({ x, y }) {
    const counter = withoutFalseZeros(y);
    const growth = [];
    for (let index = 1; index < counter.length; index += 1) {
        const [before, after] = [counter[index - 1], counter[index]];
        const known = before !== null && after !== null && after >= before;
        growth.push(known ? (after - before) / (x[index] - x[index - 1]) : null);
    }
    return { x: x.slice(1), y: growth };
}

function withoutFalseZeros(counter) {
    let hasGrown = false;
    return counter.map((value) => {
        if (value === 0 && hasGrown) return null;
        hasGrown ||= value > 0;
        return value;
    });
}

/** At most `limit` points with every visible extreme kept: the minimum and the maximum of each bucket, in order. */
export function decimate({ x, y }, limit = 2000) {
    if (x.length <= limit) return { x, y };
    const bucketCount = Math.floor(limit / 2);
    const kept = { x: [], y: [] };
    for (let bucket = 0; bucket < bucketCount; bucket += 1) {
        const from = Math.floor((bucket * x.length) / bucketCount);
        const to = Math.floor(((bucket + 1) * x.length) / bucketCount);
        for (const index of extremes(y, from, to)) {
            kept.x.push(x[index]);
            kept.y.push(y[index]);
        }
    }
    return kept;
}

/** Indices of the minimum and the maximum in [from, to), ascending; one index of a gap when all is gap. */
function extremes(values, from, to) {
    let [lowest, highest] = [-1, -1];
    for (let index = from; index < to; index += 1) {
        if (values[index] === null) continue;
        if (lowest < 0 || values[index] < values[lowest]) lowest = index;
        if (highest < 0 || values[index] > values[highest]) highest = index;
    }
    if (lowest < 0) return [from];
    return lowest === highest ? [lowest] : [Math.min(lowest, highest), Math.max(lowest, highest)];
}

/** The mean of the known values, or null when there is none. */
export function mean(values) {
    let [sum, count] = [0, 0];
    for (const value of values) {
        if (!Number.isFinite(value)) continue;
        sum += value;
        count += 1;
    }
    return count > 0 ? sum / count : null;
}

/** The largest absolute value; a loop, because a spread of a million arguments overflows the stack. */
export function largestOf(values) {
    let largest = 0;
    for (const value of values) largest = Math.max(largest, Math.abs(value ?? 0));
    return largest;
}
