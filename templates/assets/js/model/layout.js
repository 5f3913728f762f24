// What all figures share: text made safe for Plotly, the look, the base layout.

/** Plotly reads a small markup in every text it draws; names from reports are shown as they are. */
export function plainText(text) {
    return String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A name that fits beside a chart; the whole name stays in the hover text. */
export function shortText(text, limit = 20) {
    const characters = [...String(text)];
    return characters.length <= limit ? String(text) : `${characters.slice(0, limit - 1).join("")}…`;
}

/** About how many pixels a text takes at the size of tick labels: enough to reserve a margin. CJK is twice as wide as most. */
export function textWidth(text) {
    const widthOf = (character) => (character >= "\u2e80" ? 13 : /[mMW@]/.test(character) ? 11 : /[wA-Z%&]/.test(character) ? 9 : 6.8);
    return [...text].reduce((width, character) => width + widthOf(character), 0);
}

/** Several facts as an axis title: `MB/s, lower is better`. Empty ones are left out. */
export function axisTitle(...parts) {
    return plainText(parts.filter((part) => part).join(", "));
}

/** The layout every figure starts from. `look` holds the page's colours: ink, muted, rule, surface, font. */
export function baseLayout(look, height) {
    return {
        height,
        autosize: true,
        showlegend: false,
        margin: { l: 58, r: 14, t: 10, b: 44 },
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        font: { family: look.font, size: 12, color: look.ink },
        hoverlabel: { bgcolor: look.surface, bordercolor: look.rule, font: { color: look.ink, family: look.font } },
        hovermode: "closest",
        dragmode: false,
        modebar: { bgcolor: "rgba(0,0,0,0)", color: look.muted, activecolor: look.ink },
    };
}

/** An axis: quiet grid, human tick labels (20k, 1M), a title. */
export function axis(look, title, more = {}) {
    return {
        title: { text: title, font: { size: 12, color: look.muted }, standoff: 8 },
        gridcolor: look.rule,
        zerolinecolor: look.rule,
        tickfont: { size: 11, color: look.muted },
        exponentformat: "SI",
        fixedrange: true,
        ...more,
    };
}
