// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "benchd",
    targets: [
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive"),
        .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd"),
        .systemLibrary(name: "CNettle", pkgConfig: "nettle"),
        .systemLibrary(name: "CSQLite3", pkgConfig: "sqlite3"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CLinux"),
        .target(name: "CFatal"),
        .target(
            name: "Store",
            dependencies: ["CArchive", "CFatal", "CLinux", "CNettle", "CSQLite3", "CZlib"],
            swiftSettings: settings),
        .target(name: "Ingest", dependencies: ["Store", "CLinux"], swiftSettings: settings),
        .target(
            name: "Web",
            dependencies: ["Store", "CLinux", "CMicroHTTPD", "CZlib"],
            swiftSettings: settings),
        .executableTarget(
            name: "benchd",
            dependencies: ["Ingest", "Store", "Web", "CLinux"],
            swiftSettings: settings),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Store"],
            swiftSettings: settings),
        .testTarget(
            name: "IngestTests",
            dependencies: ["Ingest", "Store", "CLinux"],
            swiftSettings: settings),
        .testTarget(
            name: "WebTests",
            dependencies: ["Web", "Store"],
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
