import Templates
import Testing

@testable import Model
@testable import Web

/// The settings of an archive on the page of its run.
@Suite struct `Vars of a run's page` {
    private func context(_ vars: [ConfigVar], _ notes: [ConfigVars.Note] = []) -> TemplateValue {
        VarFacts(vars: ConfigVars(vars: vars, notes: notes), listingLink: "/list").context
    }

    private func found(_ file: String, _ name: String, _ value: ConfigVar.Value) -> ConfigVar {
        ConfigVar(file: file, names: ["all", name], value: value)
    }

    @Test func `stand in the order of the archive, file by file`() {
        let context = context([
            found("z.yaml", "a", .text("1")), found("z.yaml", "b", .text("")),
            found("a.yaml", "c", .withheld(.secret)),
        ])
        #expect(
            context["files"]
                == .list([
                    [
                        "file": "z.yaml",
                        "facts": .list([
                            ["name": "all / a", "value": "1", "withheld": nil],
                            ["name": "all / b", "value": nil, "withheld": nil],
                        ]),
                    ],
                    [
                        "file": "a.yaml",
                        "facts": .list([
                            [
                                "name": "all / c", "value": nil,
                                "withheld": "not kept: it looks like a secret",
                            ]
                        ]),
                    ],
                ]))
        #expect(context["count"] == "3 values" && context["further"] == .null)
    }

    @Test func `are few enough for a page, and the page says how many are not there`() {
        let many = (0..<400).map { found("x", "\($0)", .text("1")) }
        #expect(context(many)["further"] == "100")
        let long = (0..<100).map { found("x", "\($0)", .text(String(repeating: "y", count: 1_000))) }
        #expect(context(long)["further"] == "52")
    }

    @Test func `are nothing where the archive has no settings, but not where they could not be read`() {
        #expect(context([]) == .null)
        let note = ConfigVars.Note(file: "x.yaml", isGap: true, text: "It is no YAML.")
        #expect(context([], [note])["notes"] == .list(["x.yaml: It is no YAML."]))
    }
}
