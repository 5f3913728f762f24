// Seconds as people read them: up to two minutes they are plain, beyond that they are minutes or hours.

const PLAIN_LIMIT = 120;
const MINUTE = 60;
const HOUR = 3600;
const STEPS = [1, 2, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR, 24 * HOUR];
const INTERVAL_LIMIT = 6;
/** The pixels from one label to the next, and how many of a figure are beside its axis. */
const LABEL = 50;
const MARGIN = 75;

/** The margin that half of the last label needs. */
export const TICK_END = 24;

/** The ticks of an axis of seconds in a figure of some width, as Plotly takes them; a width of 0 is not known. */
export function timeTicks([from, to], width = 0) {
    const fitting = width > 0 ? Math.max(2, Math.floor((width - MARGIN) / LABEL)) : INTERVAL_LIMIT;
    const step = STEPS.find((one) => (to - from) / one <= Math.min(fitting, INTERVAL_LIMIT) + 0.5);
    if (to <= PLAIN_LIMIT || !step) return { ticksuffix: " s" };
    const first = Math.ceil(Math.max(from, 0) / step);
    const tickvals = Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) => (first + index) * step);
    return { tickmode: "array", tickvals, ticktext: tickvals.map((seconds) => tickText(seconds, step)) };
}

function tickText(seconds, step) {
    if (step % HOUR === 0) return `${seconds / HOUR} h`;
    return step % MINUTE === 0 ? `${seconds / MINUTE} min` : clockText(seconds);
}

/** A place on an axis of seconds: `12.5 s`, `20:01 min`, `1:20:01 h`. */
export function momentText(seconds) {
    return seconds <= PLAIN_LIMIT ? `${Number(seconds.toFixed(1))} s` : clockText(Math.round(seconds));
}

function clockText(seconds) {
    const twoDigits = (number) => String(number).padStart(2, "0");
    const [hours, minutes, rest] = [Math.floor(seconds / HOUR), Math.floor(seconds / MINUTE) % 60, twoDigits(seconds % MINUTE)];
    return hours > 0 ? `${hours}:${twoDigits(minutes)}:${rest} h` : `${minutes}:${rest} min`;
}
