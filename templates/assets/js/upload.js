// The page for uploads: its form, made a place to drop many files on. Rig and label are in the address, and the rig is remembered.

import { parameter, setParameters } from "./page/address.js";
import { session } from "./upload/session.js";
import { mountDropZone } from "./upload/sender.js";

const form = document.querySelector("form[data-upload]");
if (form) prepare(form);

function prepare(form) {
    const fields = ["source", "label", "note"].map((name) => form.elements[name]);
    const [source, label] = fields;
    source.value = parameter("source") ?? (source.value || session.rig);
    label.value = parameter("label") ?? label.value;
    for (const field of [source, label]) field.addEventListener("change", () => setParameters({ [field.name]: field.value.trim() }));
    form.addEventListener("submit", (event) => event.preventDefault());
    mountDropZone(form.querySelector("[data-slot=files]"), {
        words: () => fields.map(({ name, value }) => [name, value.trim()]),
        sendButton: form.querySelector("[data-slot=send]"),
        onEnd(drops) {
            // One run that nothing has to be said of: its page says the rest.
            if (drops.length === 1 && !drops[0].needsLook) location.assign(drops[0].outcome.link);
        },
    });
}
