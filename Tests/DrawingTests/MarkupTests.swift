import Foundation
import FoundationXML
import Testing

@testable import Drawing

/// Texts from outside in a picture.
@Suite struct MarkupTests {
    private func text(_ element: SVGElement) -> String { String(decoding: element.bytes, as: UTF8.self) }

    @Test func `markup in a text or an attribute is text`() {
        let hostile = #"</text><script>alert("&'")</script>"#
        let element = SVGElement(.text, [.d: .text(hostile), .x: 1.5], text: hostile)
        let escaped = "&lt;/text&gt;&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;"
        #expect(text(element) == "<text d=\"\(escaped)\" x=\"1.5\">\(escaped)</text>")
    }

    @Test func `a character that XML has no place for is replaced`() {
        #expect(
            text(SVGElement(.text, text: "a\0\u{1b}\u{fffe}b\nc"))
                == "<text>a\u{fffd}\u{fffd}\u{fffd}b c</text>")
    }

    @Test(arguments: [
        (12.0, "12"), (0.5, "0.5"), (-3.256, "-3.26"), (0.004, "0"), (-0.004, "0"), (1.05, "1.05"),
        (.nan, "0"),
        (.infinity, "100000"), (-1e300, "-100000"),
    ])
    func `a number has two decimals at most`(number: Double, text: String) {
        #expect(SVGNumber.text(number) == text)
    }

    @Test(arguments: [
        ("ext4_overlay2", "ext4_overlay2"), ("a\u{202e}b", "aU+202Eb"), ("a\nb\0", "aU+000AbU+0000"),
        ("Größe 漢字", "Größe 漢字"), ("", ""),
    ])
    func `what turns the direction of writing is shown as its code`(text: String, shown: String) {
        #expect(ShownText.of(text) == shown)
    }

    @Test func `a long text is shortened`() {
        #expect(ShownText.of(String(repeating: "x", count: 10_000)).count == 121)
        let fitting = ShownText.fitting(String(repeating: "m", count: 100), into: 100, size: 10)
        #expect(ShownText.width(fitting, size: 10) <= 100)
        #expect(fitting.hasSuffix("m…"))
        #expect(ShownText.fitting("ext4", into: 100, size: 10) == "ext4")
    }

    @Test func `lines break between words, and the last one is shortened`() {
        #expect(ShownText.lines("aa aa aa", into: 30, size: 10) == ["aa aa", "aa"])
        #expect(ShownText.lines("aa aa aa", into: 15, size: 10, lines: 2).last?.hasSuffix("…") == true)
        #expect(ShownText.lines("", into: 15, size: 10) == [])
    }
}

/// The colours of pictures are those of the pages.
@Suite struct ThemeColourTests {
    /// The names and values of `light-dark()` in the style sheet of every page.
    private static let tokens: [String: (light: String, dark: String)] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let sheet = root.appending(path: "templates/assets/css/base.css")
        let text = (try? String(contentsOf: sheet, encoding: .utf8)) ?? ""
        var tokens: [String: (String, String)] = [:]
        for match in text.matches(of: /--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/) {
            tokens[String(match.1)] = (String(match.2), String(match.3))
        }
        return tokens
    }()

    @Test func `each is a token of base.css`() {
        #expect(ThemeColours.light.tokens.count == 15)
        #expect(ThemeColours.light.tokens.allSatisfy { Self.tokens[$0.key]?.light == $0.value })
        #expect(ThemeColours.dark.tokens.allSatisfy { Self.tokens[$0.key]?.dark == $0.value })
    }

    @Test func `there is a hue for each of base.css`() {
        let hues = Self.tokens.keys.filter { $0.hasPrefix("hue-") }
        #expect(hues.count == ThemeColours.light.hues.count && hues.count == ThemeColours.dark.hues.count)
    }

    @Test func `a style sheet needs no escaping, so its digest is that of its text`() {
        for theme in ChartTheme.allCases {
            #expect(!theme.styleSheet.contains(where: { "&<>\"'".contains($0) }))
        }
        #expect(ChartTheme.auto.styleSheet.contains("prefers-color-scheme:dark"))
        #expect(!ChartTheme.light.styleSheet.contains(ThemeColours.dark.hues[0]))
    }

    @Test func `a look beyond the tables begins again`() {
        #expect(ChartLook(hue: 8, pattern: 6) == ChartLook(hue: 0, pattern: 0))
        #expect(ChartLook(hue: .min, pattern: -7).pattern == 1)
    }
}
