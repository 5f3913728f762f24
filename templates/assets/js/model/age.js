// How long ago something was, as the server says it too (`RunListTimes`).

/** "5 min ago", "in 2 h"; both times in milliseconds since 1970. */
export function ageText(time, now) {
    const seconds = Math.trunc((now - time) / 1000);
    if (Math.abs(seconds) < 60) return "now";
    return seconds < 0 ? `in ${span(-seconds)}` : `${span(seconds)} ago`;
}

function span(seconds) {
    if (seconds < 3600) return `${Math.trunc(seconds / 60)} min`;
    if (seconds < 172_800) return `${Math.trunc(seconds / 3600)} h`;
    if (seconds < 5_184_000) return `${Math.trunc(seconds / 86_400)} d`;
    if (seconds < 63_072_000) return `${Math.trunc(seconds / 2_592_000)} months`;
    return `${Math.trunc(seconds / 31_536_000)} years`;
}
