// What is kept for the session of this browser window, and no longer. Where the browser keeps nothing, each page starts without it.

const TOKEN = "benchd-upload-token";
const RIG = "benchd-rig";

function read(key) {
    try {
        return sessionStorage.getItem(key) ?? "";
    } catch {
        return "";
    }
}

function write(key, value) {
    try {
        if (value) sessionStorage.setItem(key, value);
        else sessionStorage.removeItem(key);
    } catch {
        // Private windows may refuse; then it is asked for again.
    }
}

export const session = {
    get token() {
        return read(TOKEN);
    },
    set token(value) {
        write(TOKEN, value);
    },
    /** The rig that was named last. */
    get rig() {
        return read(RIG);
    },
    set rig(value) {
        write(RIG, value);
    },
};
