// How long something still waits, in words.

/** "4 s left", "2 min 5 s left", "3 h 20 min left", or "ends now"; both times in milliseconds. */
export function timeLeft(until, now) {
    const seconds = Math.ceil((until - now) / 1000);
    if (seconds <= 0) return "ends now";
    if (seconds < 60) return `${seconds} s left`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} min ${seconds % 60} s left`;
    return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}
