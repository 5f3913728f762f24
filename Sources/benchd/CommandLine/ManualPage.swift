/// The manual pages, made from the tables of commands and options.
enum ManualPage: String, CaseIterable {
    case program = "benchd"
    case file = "benchd.conf"

    /// The page in roff.
    func text(of program: CommandTable, version: String) -> String {
        switch self {
        case .program: Self.programPage(program, version)
        case .file: Self.filePage(program.fileOptions, version)
        }
    }

    private static func programPage(_ program: CommandTable, _ version: String) -> String {
        var page = Roff(
            title: "BENCHD", section: 1, version: version,
            name: "benchd - take benchmark reports in and serve dashboards of them")
        page.section("SYNOPSIS")
        page.command("benchd [COMMAND] [OPTION...]")
        page.section("DESCRIPTION")
        page.paragraph(
            "benchd takes benchmark reports of filesystems and Docker storage drivers from an inbox directory or over HTTP, files them"
                + " durably, and serves dashboards of them. benchd alone is benchd serve.")
        page.section("COMMANDS")
        for command in program.commands {
            page.subsection("benchd \(command.name) \(command.synopsis)")
            page.paragraph(command.summary)
            for option in program.options(of: command) {
                page.item(option.name, option.placeholder, words(of: option))
            }
        }
        page.section("ENVIRONMENT")
        page.paragraph(
            "Each option of benchd serve can also be given as a variable: --max-report is BENCHD_MAX_REPORT, also to other commands that have it."
                + " The command line goes before the environment,"
                + " and that before the file of options.")
        page.item(
            "PORT", nil,
            "Where no address to listen on is named, benchd serve listens on 0.0.0.0 and this port.")
        page.section("FILES")
        page.item(ConfigFile.usualPath, nil, "Options, see benchd.conf(5).")
        page.section("EXIT STATUS")
        page.item("0", nil, "It worked.")
        page.item("1", nil, "It did not, or what was judged is bad.")
        page.item("2", nil, "Wrong usage; one line says what to do.")
        page.item("3", nil, "benchd compare --gate: it cannot be told.")
        page.section("SEE ALSO")
        page.paragraph("benchd.conf(5)")
        return page.text
    }

    private static func filePage(_ options: [Option], _ version: String) -> String {
        var page = Roff(
            title: "BENCHD.CONF", section: 5, version: version, name: "benchd.conf - options of benchd")
        page.section("SYNOPSIS")
        page.command(ConfigFile.usualPath)
        page.section("DESCRIPTION")
        page.paragraph(
            "Each line is NAME = VALUE, with an option of benchd serve without its dashes. Lines that begin with # are comments. Values have"
                + " no quotes. Switches are true or false. An option may stand once; those that take several values, with commas, may stand"
                + " on several lines. An unknown name is an error.")
        page.paragraph(
            "The file is read by all commands that have such options. --config names another file, and '' none. The command line and the"
                + " environment go before the file.")
        page.paragraph("Durations are written 500ms, 1s, 10min, 2h or 30d, sizes 64KiB, 256MiB or 1GiB.")
        page.section("OPTIONS")
        for option in options {
            page.item("\(option.key) =", option.placeholder ?? "true|false", words(of: option))
        }
        page.section("EXAMPLE")
        page.example([
            "# Readers come by this name.", "allowed-hosts = bench.example", "max-report = 1GiB",
        ])
        page.section("SEE ALSO")
        page.paragraph("benchd(1)")
        return page.text
    }

    private static func words(of option: Option) -> String {
        let usual = option.defaultText.map { $0.isEmpty ? "" : " Default: \($0)." } ?? ""
        return option.help + usual
    }
}
