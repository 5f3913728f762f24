// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    // What the linker can put in order.
    .unsafeFlags(["-Xfrontend", "-function-sections"], .when(configuration: .release)),
]

/// The functions that a start calls lie side by side, so that few pages of the program are read (decision 50).
let orderedStart: [LinkerSetting] = [
    .unsafeFlags(
        ["-use-ld=lld"]
            + [
                "-z", "pack-relative-relocs", "--no-warn-symbol-ordering",
                "--symbol-ordering-file=\(Context.packageDirectory)/Sources/functions.order",
            ].flatMap { ["-Xlinker", $0] },
        .when(configuration: .release))
]

let package = Package(
    name: "benchd",
    targets: [
        .systemLibrary(name: "CArchive"),
        .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd"),
        .systemLibrary(name: "CNettle", pkgConfig: "nettle"),
        .systemLibrary(name: "CSQLite3", pkgConfig: "sqlite3"),
        .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd"),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "CPostgres"),
        .target(name: "CFatal"),
        .target(name: "CRecv"),
        .target(name: "System", dependencies: ["CFatal", "CLinux", "CNettle"], swiftSettings: settings),
        .target(name: "JSON", dependencies: ["System"], swiftSettings: settings),
        .target(name: "Model", dependencies: ["JSON", "System"], swiftSettings: settings),
        .target(name: "Reports", dependencies: ["Model", "JSON", "System"], swiftSettings: settings),
        .target(name: "Analysis", dependencies: ["Model", "JSON", "System"], swiftSettings: settings),
        .target(
            name: "Archives",
            dependencies: ["Model", "JSON", "System", "CArchive", "CYaml", "CZlib"],
            swiftSettings: settings),
        .target(
            name: "Store",
            dependencies: [
                "Reports", "Archives", "Analysis", "Model", "JSON", "System", "CFatal", "CPostgres",
                "CSQLite3",
                "CZlib", "CZstd",
            ],
            swiftSettings: settings),
        .target(
            name: "HTTP",
            dependencies: ["System", "CLinux", "CMicroHTTPD", "CRecv", "CZlib", "CZstd"],
            swiftSettings: settings),
        .target(name: "Templates", dependencies: ["System"], swiftSettings: settings),
        .target(name: "Drawing", dependencies: ["Model", "System"], swiftSettings: settings),
        .target(
            name: "Ingest",
            dependencies: ["Reports", "Archives", "Analysis", "Model", "JSON", "System", "CLinux"],
            swiftSettings: settings),
        .target(
            name: "Alerts",
            dependencies: ["Archives", "Analysis", "Model", "JSON", "System", "CCurl"],
            swiftSettings: settings),
        .target(
            name: "Web",
            dependencies: [
                "HTTP", "Templates", "Drawing", "Archives", "Analysis", "Model", "JSON", "System",
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "benchd",
            dependencies: [
                "Alerts", "Ingest", "Web", "Store", "HTTP", "Analysis", "Reports", "Archives", "Model",
                "JSON",
                "System", "CLinux",
            ],
            swiftSettings: settings,
            linkerSettings: orderedStart),
        .target(
            name: "TestSupport",
            dependencies: ["Reports", "Archives", "Analysis", "Model", "JSON", "System"],
            path: "Tests/TestSupport",
            swiftSettings: settings),
        .target(
            name: "Simulation", dependencies: ["Analysis", "Model", "System"], path: "Tests/Simulation",
            swiftSettings: settings),
        .executableTarget(
            name: "statistics-probe", dependencies: ["Analysis", "Simulation", "JSON"],
            path: "Tests/StatisticsProbe",
            swiftSettings: settings),
        .executableTarget(
            name: "DemoData",
            dependencies: ["Store", "Reports", "Archives", "Analysis", "Model", "JSON", "System"],
            path: "Tests/DemoData",
            swiftSettings: settings),
        tests(of: "System"),
        tests(of: "JSON", seeing: ["System"]),
        tests(of: "Model", seeing: ["JSON", "System"]),
        tests(of: "Reports", seeing: ["Model", "JSON", "System"]),
        tests(of: "Analysis", seeing: ["Simulation", "Reports", "Archives", "Model", "JSON", "System"]),
        tests(of: "Archives", seeing: ["Model", "JSON", "System"]),
        tests(
            of: "Store",
            seeing: ["Reports", "Archives", "Analysis", "Model", "JSON", "System", "CLinux"]),
        tests(of: "HTTP", seeing: ["System", "CZlib", "CZstd"]),
        tests(of: "Templates", seeing: ["System"]),
        tests(of: "Drawing", seeing: ["Model", "System"]),
        tests(of: "Ingest", seeing: ["Model", "JSON", "System", "CLinux"]),
        tests(of: "Alerts", seeing: ["Model", "JSON", "System"]),
        tests(
            of: "Web",
            seeing: [
                "Ingest", "Store", "HTTP", "Templates", "Drawing", "Analysis", "Reports", "Archives", "Model",
                "JSON", "System",
            ]),
    ],
    swiftLanguageModes: [.v6]
)

/// The unit tests of a target, which see what it sees.
func tests(of target: String, seeing others: [String] = []) -> Target {
    .testTarget(
        name: "\(target)Tests",
        dependencies: ([target, "TestSupport"] + others).map { .target(name: $0) },
        swiftSettings: settings)
}
