// Asks for a token, and keeps it for the session.

import { button, element } from "../page/elements.js";
import { session } from "./session.js";

export class TokenPanel {
    #message = element("p", { id: "token-message" });
    #field = element("input", { id: "upload-token", type: "password", autocomplete: "off", spellcheck: false, "aria-describedby": "token-message" });
    #form;
    #kept;

    /**
     * @param reason why a token is needed; null where none is, until the server says otherwise
     * @param onToken called when a token was entered
     */
    constructor(reason, onToken) {
        const take = () => {
            if (this.#field.value.trim() === "") return this.#field.focus();
            session.token = this.#field.value.trim();
            this.#showKept();
            onToken();
        };
        this.#form = element(
            "div", { className: "token-form" },
            element("label", { htmlFor: "upload-token" }, "Token"), this.#field, button("Use this token", take));
        // It stands in another form, and no form may be in another.
        this.#field.addEventListener("keydown", (event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            take();
        });
        this.#kept = element("p", { className: "muted" }, "A token is kept for this session of the browser. ", button("Use another token", () => this.ask("")));
        this.element = element("section", { className: "card token", "aria-label": "Token" }, this.#message, this.#form, this.#kept);
        this.reason = reason;
        if (reason === null) this.element.hidden = session.token === "";
        if (session.token !== "") this.#showKept();
        else if (reason !== null) this.#show(`${reason}, so an upload needs a token. It is kept until this window is closed.`, false);
    }

    /** Whether it waits for a token. */
    get isAsking() {
        return !this.element.hidden && !this.#form.hidden;
    }

    /** Asks, with what is wrong with the token so far; "" for nothing. */
    ask(problem) {
        session.token = "";
        this.#field.value = "";
        this.#show(problem || "Enter the token that may upload.", problem !== "");
        this.#field.focus();
    }

    #show(text, isProblem) {
        this.element.hidden = false;
        this.#form.hidden = false;
        this.#kept.hidden = true;
        this.#message.hidden = false;
        this.#message.textContent = text;
        this.#message.className = isProblem ? "drop-problem" : "";
        this.#message.setAttribute("role", isProblem ? "alert" : "note");
        this.#field.setAttribute("aria-invalid", String(isProblem));
    }

    #showKept() {
        this.element.hidden = false;
        this.#form.hidden = true;
        this.#message.hidden = true;
        this.#kept.hidden = false;
        this.#field.value = "";
    }
}
