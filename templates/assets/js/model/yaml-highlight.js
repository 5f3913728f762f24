// Splits YAML into coloured pieces. It follows YAML as far as people write it by hand; what it does not understand
// stays plain.

const CONSTANT = /^(?:true|false|null|yes|no|on|off|~)$/i;
const NUMBER = /^[-+]?(?:\d[\d_]*(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+|0x[\da-f]+|0o[0-7]+|\.inf|\.nan)$/i;
const BLOCK_HEADER = /^[|>](?:[-+]?[1-9]?|[1-9][-+])(?=\s|$)/;
const FLOW = ",[]{}";
/** What a key without quotes cannot begin with. */
const INDICATORS = "\"'&*!|>%@`#,[]{}";
/** What ends a template expression, by the character after its brace. */
const TEMPLATES = { "{": "}}", "%": "%}" };

/** The lines of a YAML text, each a list of `{ kind, text }` that joins to the line; kind is null for no colour. */
export function highlightYaml(lines) {
    const highlighter = new YamlHighlighter();
    return lines.map((line) => highlighter.line(line));
}

class YamlHighlighter {
    /** In a block scalar: the column of its node, which its lines exceed. */
    #block = null;
    /** In a quoted scalar that goes on: its quote. */
    #quote = null;
    /** How many flow collections are open. */
    #depth = 0;
    /** The column of the innermost node of this line. */
    #node = -1;

    #line = "";
    #at = 0;
    #pieces = [];

    line(text) {
        this.#line = text;
        this.#at = 0;
        this.#pieces = [];
        if (this.#isInBlock()) {
            this.#take("string", text.length);
            return this.#pieces;
        }
        this.#block = null;
        if (this.#quote === null) this.#structure();
        else this.#quoted(this.#at);
        while (this.#at < text.length) this.#value();
        return this.#pieces;
    }

    #isInBlock() {
        const indentation = this.#line.search(/\S/);
        return this.#block !== null && (indentation < 0 || indentation > this.#block);
    }

    /** Takes what says where a value belongs: markers, dashes, a key. */
    #structure() {
        this.#node = -1;
        if (/^(?:---|\.\.\.)(?=\s|$)/.test(this.#line)) {
            this.#depth = 0;
            this.#take("marker", 3);
        } else if (this.#line.startsWith("%") && this.#depth === 0) {
            return this.#take("marker", this.#line.length);
        }
        this.#space();
        if (this.#depth > 0) return;
        while ("-?:".includes(this.#next()) && this.#isSpace(this.#at + 1) && this.#next() !== "") {
            this.#node = this.#at;
            this.#take("punctuation", 1);
            this.#space();
        }
        const column = this.#at;
        if (this.#key()) this.#node = column;
    }

    /** Takes a key and its colon where they come next. */
    #key() {
        const end = `"'`.includes(this.#next()) ? this.#quoteEnd(this.#next(), this.#at + 1) : this.#plainKeyEnd();
        if (end === null || end === this.#at) return false;
        let colon = end;
        while (colon < this.#line.length && this.#isSpace(colon)) colon += 1;
        if (this.#line[colon] !== ":" || !this.#isSpace(colon + 1)) return false;
        this.#take("key", end - this.#at);
        this.#space();
        this.#take("punctuation", 1);
        return true;
    }

    #plainKeyEnd() {
        if (INDICATORS.includes(this.#next())) return null;
        const end = this.#plainEnd(this.#depth > 0, true);
        return this.#trimmed(end);
    }

    #value() {
        this.#space();
        const next = this.#next();
        if (next === "") return;
        if (next === "#") return this.#take("comment", Infinity);
        if (next === '"' || next === "'") {
            if (this.#depth > 0 && this.#key()) return;
            this.#quote = next;
            return this.#quoted(this.#at + 1);
        }
        if ("&*!".includes(next)) return this.#take("anchor", this.#wordLength());
        const header = this.#depth === 0 && "|>".includes(next) && BLOCK_HEADER.exec(this.#line.slice(this.#at));
        if (header) {
            this.#block = this.#node;
            return this.#take("punctuation", header[0].length);
        }
        if (FLOW.includes(next) && this.#templateEnd(this.#at) === null) {
            if ("[{".includes(next)) this.#depth += 1;
            if ("]}".includes(next)) this.#depth = Math.max(0, this.#depth - 1);
            return this.#take("punctuation", 1);
        }
        if (this.#depth > 0 && this.#key()) return;
        this.#plain();
    }

    #plain() {
        const end = Math.max(this.#at + 1, this.#trimmed(this.#plainEnd(this.#depth > 0, this.#depth > 0)));
        const text = this.#line.slice(this.#at, end);
        this.#scalar(CONSTANT.test(text) ? "constant" : NUMBER.test(text) ? "number" : null, end);
    }

    /** Where a scalar without quotes ends: at a comment, in a flow collection at its marks, as a key at its colon. */
    #plainEnd(isInFlow, isKey) {
        let index = this.#at;
        while (index < this.#line.length) {
            const template = this.#templateEnd(index);
            if (template !== null) {
                index = template;
                continue;
            }
            const character = this.#line[index];
            if (character === "#" && index > this.#at && this.#isSpace(index - 1)) break;
            if (isInFlow && FLOW.includes(character)) break;
            if (isKey && character === ":" && this.#isSpace(index + 1)) break;
            index += 1;
        }
        return index;
    }

    /** Takes the rest of a quoted scalar, as far as this line has it. */
    #quoted(from) {
        const end = this.#quoteEnd(this.#quote, from);
        if (end !== null) this.#quote = null;
        this.#scalar("string", end ?? this.#line.length);
    }

    /** After the closing quote; null where the line does not have it. */
    #quoteEnd(quote, from) {
        for (let index = from; index < this.#line.length; index += 1) {
            const character = this.#line[index];
            if (character === "\\" && quote === '"') index += 1;
            else if (character === quote && quote === "'" && this.#line[index + 1] === "'") index += 1;
            else if (character === quote) return index + 1;
        }
        return null;
    }

    /** Takes a scalar and marks the template expressions in it. */
    #scalar(kind, end) {
        let from = this.#at;
        for (let index = from; index < end; index += 1) {
            const template = this.#templateEnd(index);
            if (template === null || template > end) continue;
            this.#take(kind, index - from);
            this.#take("template", template - index);
            from = template;
            index = template - 1;
        }
        this.#take(kind, end - from);
    }

    /** After the template expression that begins here; null where none does. */
    #templateEnd(index) {
        if (this.#line[index] !== "{") return null;
        const close = TEMPLATES[this.#line[index + 1]];
        const end = close === undefined ? -1 : this.#line.indexOf(close, index + 2);
        return end < 0 ? null : end + 2;
    }

    #wordLength() {
        let end = this.#at + 1;
        while (end < this.#line.length && !this.#isSpace(end) && !FLOW.includes(this.#line[end])) end += 1;
        return end - this.#at;
    }

    /** An end without the space before it. */
    #trimmed(end) {
        let index = end;
        while (index > this.#at && this.#isSpace(index - 1)) index -= 1;
        return index;
    }

    #next() {
        return this.#line.charAt(this.#at);
    }

    /** Whether there is white space, or the end of the line. */
    #isSpace(index) {
        return index >= this.#line.length || " \t\r".includes(this.#line[index]);
    }

    #space() {
        let end = this.#at;
        while (end < this.#line.length && this.#isSpace(end)) end += 1;
        this.#take(null, end - this.#at);
    }

    #take(kind, length) {
        const text = this.#line.slice(this.#at, this.#at + length);
        this.#at += text.length;
        if (text !== "") this.#pieces.push({ kind, text });
    }
}
