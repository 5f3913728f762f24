// How fast a transfer goes, and what is said of it: pure, no document.

import { formatSize } from "./units.js";

/** How far back the rate looks, in milliseconds. */
const WINDOW = 5000;

/** Follows one transfer by what was sent when. */
export class Transfer {
    #samples = [];

    /** @param total how many bytes there are */
    constructor(total) {
        this.total = total;
        this.sent = 0;
    }

    /** Notes that so many bytes are sent at a time in milliseconds. */
    note(sent, time) {
        this.sent = Math.min(sent, this.total);
        this.#samples.push({ sent: this.sent, time });
        while (this.#samples.length > 2 && this.#samples[1].time <= time - WINDOW) this.#samples.shift();
    }

    get isSent() {
        return this.sent >= this.total;
    }

    /** Bytes a second over the last seconds; null while nothing can be said. */
    get rate() {
        const first = this.#samples[0];
        const last = this.#samples.at(-1);
        if (!first || last.time - first.time < 200 || last.sent <= first.sent) return null;
        return ((last.sent - first.sent) * 1000) / (last.time - first.time);
    }

    /** In seconds; null while nothing can be said. */
    get timeLeft() {
        const rate = this.rate;
        return rate === null ? null : (this.total - this.sent) / rate;
    }

    /** A share from 0 to 1. */
    get share() {
        return this.total === 0 ? 1 : this.sent / this.total;
    }

    /** What is said of it: "12.3 MB of 200 MB, 45 MB/s, 4 s left". */
    get text() {
        if (this.isSent) return "Sent. The server checks and files it.";
        const parts = [`${formatSize(this.sent)} of ${formatSize(this.total)}`];
        if (this.rate !== null) parts.push(`${formatSize(this.rate)}/s`, `${duration(this.timeLeft)} left`);
        return parts.join(", ");
    }
}

/** A time in seconds: "4 s", "2 min 5 s", "1 h 3 min". */
export function duration(seconds) {
    const whole = Math.max(1, Math.ceil(seconds));
    if (whole < 60) return `${whole} s`;
    if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
    return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
