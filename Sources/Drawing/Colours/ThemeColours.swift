/// The colours of a theme: the same as the tokens of templates/assets/css/base.css, whose names are those of `tokens`.
package struct ThemeColours: Equatable, Sendable {
    package let surface: String
    package let ink: String
    package let inkMuted: String
    package let rule: String
    package let ruleStrong: String
    package let warning: String
    package let bad: String
    /// Of filesystems, by the number of the hue.
    package let hues: [String]

    /// The table for a light screen, and for paper.
    package static let light = ThemeColours(
        surface: "#ffffff", ink: "#1a1e24", inkMuted: "#5a6370", rule: "#e1e4e8", ruleStrong: "#c9ced6",
        warning: "#8a4b00", bad: "#a3231f",
        hues: [
            "#2b3aa9", "#e26b1b", "#519f93", "#73185d", "#424208", "#a66fe1", "#23709e", "#974955",
        ])

    /// The table for a dark screen.
    package static let dark = ThemeColours(
        surface: "#16191d", ink: "#e4e7eb", inkMuted: "#9aa3af", rule: "#292e35", ruleStrong: "#3d444d",
        warning: "#f0bd74", bad: "#f59a94",
        hues: [
            "#598edd", "#da986c", "#93f1e0", "#945872", "#dfdd4f", "#6553ca", "#55c8e0", "#be4906",
        ])

    /// Each colour by the name of its token.
    package var tokens: [String: String] {
        let named = [
            "surface": surface, "ink": ink, "ink-muted": inkMuted, "rule": rule, "rule-strong": ruleStrong,
            "warning": warning, "bad": bad,
        ]
        let numbered = hues.enumerated().map { ("hue-\($0.offset)", $0.element) }
        return named.merging(numbered) { first, _ in first }
    }
}

/// On which screen a picture is to be seen; the raw value is its name in addresses.
package enum ChartTheme: String, CaseIterable, Sendable {
    case light, dark
    /// As the screen of the reader is.
    case auto

    /// The style sheet of a picture, made of fixed texts alone.
    package var styleSheet: String {
        switch self {
        case .light: Self.rules(.light)
        case .dark: Self.rules(.dark)
        case .auto:
            ":root{color-scheme:light dark}\(Self.rules(.light))"
                + "@media (prefers-color-scheme:dark){\(Self.rules(.dark))}"
        }
    }

    /// The classes of elements: texts and areas are filled, lines are stroked.
    private static func rules(_ colours: ThemeColours) -> String {
        let filled = [
            ("paper", colours.surface), ("ink", colours.ink), ("muted", colours.inkMuted),
            ("warning", colours.warning), ("bad", colours.bad),
        ]
        let stroked = [
            ("rule", colours.rule), ("axis", colours.ruleStrong), ("line", colours.ink),
            ("pencil", colours.inkMuted), ("cut", colours.surface), ("stall", colours.warning),
        ]
        let hues = colours.hues.enumerated().map { number, colour in
            ".f\(number){fill:\(colour)}.s\(number){fill:none;stroke:\(colour)}"
        }
        return filled.map { ".\($0.0){fill:\($0.1)}" }.joined()
            + stroked.map { ".\($0.0){fill:none;stroke:\($0.1)}" }.joined() + hues.joined()
    }
}

/// How a filesystem is drawn: its hue, and its pattern as an area or as a line.
package struct ChartLook: Equatable, Sendable {
    let hue: Int
    let pattern: Int

    static let patternCount = 6

    /// Numbers beyond the tables begin again at 0.
    package init(hue: Int, pattern: Int) {
        self.hue = Int(hue.magnitude % UInt(ThemeColours.light.hues.count))
        self.pattern = Int(pattern.magnitude % UInt(Self.patternCount))
    }

    /// The dashes of a line; nil for a solid one.
    var dashes: String? {
        switch pattern {
        case 1: "8 3"
        case 2: "2 3"
        case 3: "8 3 2 3"
        case 4: "14 4"
        case 5: "14 4 2 4"
        default: nil
        }
    }
}
