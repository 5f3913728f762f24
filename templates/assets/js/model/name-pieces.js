// Names from outside, taken apart where a character turns the direction of writing: left as it is, it makes a
// program look like `exe.png`.

/** The pieces of a name in order: `{ text, isControl }`, where the text of a control is its code, `U+202E`. */
export function namePieces(name) {
    const pieces = name.split(/(\p{Bidi_Control})/u).map((text, index) => ({ text, isControl: index % 2 === 1 }));
    return pieces.filter(({ text }) => text !== "").map(({ text, isControl }) => ({ text: isControl ? code(text) : text, isControl }));
}

/** A name as the parser of HTML leaves it in an attribute (HTML, sections 13.2.3.5 and 13.2.5.40). */
export function nameInHTML(name) {
    return name.replaceAll("\0", "\uFFFD").replace(/\r\n?/g, "\n");
}

const LONGEST = 120;

/** A name for a list of many: of a long one the beginning and the end. */
export function shortName(name) {
    if (name.length <= LONGEST) return name;
    const characters = [...name];
    if (characters.length <= LONGEST) return name;
    return `${characters.slice(0, 80).join("")}…${characters.slice(-20).join("")}`;
}

function code(character) {
    return `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
