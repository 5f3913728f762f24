// What a picture of a trend says of its runs.

/** The points that a zoom shows; all without one. A zoom has the numbers of runs, from 1, or times. */
export function pointsWithin(points, zoom) {
    if (!zoom) return points;
    const isByNumber = typeof zoom[0] === "number";
    const [from, to] = isByNumber ? zoom : zoom.map(time);
    return points.filter(({ filed }, index) => {
        const place = isByNumber ? index + 1 : time(filed);
        return from <= place && place <= to;
    });
}

/** Times without a zone are UTC. */
function time(text) {
    return Date.parse(/Z$|[+-]\d\d:\d\d$/.test(text) || !text.includes("T") ? text : `${text}Z`);
}

/**
 * @param shown the points that are shown
 * @param more `{ rig, filesystem, kernel, settings }`: null or empty where nothing is known
 */
export function trendWords({ direction }, shown, { rig, filesystem, kernel, settings }) {
    const day = ({ filed }) => `${filed.slice(0, 16).replace("T", " ")} UTC`;
    const place = `${filesystem} on ${rig ?? "all rigs"}${direction ? `, ${direction} is better` : ""}`;
    if (shown.length === 0) return [place, "no run in this part", settings];
    const runs = shown.length === 1 ? `one run, ${day(shown[0])}` : `${shown.length} runs, ${day(shown[0])} to ${day(shown.at(-1))}`;
    return [place, `${runs}; newest run: ${kernel}`, settings];
}
